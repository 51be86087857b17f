using System.Text;

namespace Diagnoser.Collector.Redaction;

/// <summary>
/// Takes secrets out of text before it leaves the host: <c>[redacted:rule:8 hex digits]</c> stands where one was. The digits are a hash
/// under the host's own key, so that equal secrets can be told from others and none can be guessed. Linear in the length of the text, whatever
/// a container writes; a text without secrets is returned as it is. Any thread.
/// </summary>
/// <param name="key">The host's key; null leaves the hash out.</param>
public sealed class Redactor(RedactionKey? key = null)
{
    // A hash takes a microsecond; a text of nothing but secrets is hostile, and they need not be told apart.
    private const int MostHashes = 32;
    private const int MostPasses = 8;

    /// <summary>The text without secrets; the same object if it has none.</summary>
    public string Redact(string text) => Find(text) ?? text;

    /// <summary>True if <see cref="Redact"/> would leave the text as it is.</summary>
    public static bool IsClean(ReadOnlySpan<char> text) =>
        !new SecretScanner(text, stackalloc int[SecretFormats.All.Length]).Next(out _);

    /// <summary>The value of a named thing: all of it is secret if the name says so.</summary>
    public string RedactNamed(string name, string value) => FindNamed(name, value) ?? value;

    /// <summary>True if what is called so is secret.</summary>
    public static bool IsSecretName(string name) => SecretNames.KindOf(name) > NameKind.Doubtful;

    /// <summary>The words of a command: also the word that follows <c>--password</c>, or <c>-p</c> where the program takes a password so.</summary>
    public IReadOnlyList<string> RedactWords(IReadOnlyList<string> words)
    {
        string[]? result = null;
        var scan = default(CommandWords);
        for (var i = 0; i < words.Count; i++)
        {
            if (FindWord(words[i], ref scan) is { } redacted)
            {
                result ??= [.. words];
                result[i] = redacted;
            }
        }

        return result ?? words;
    }

    /// <summary>Lines of one text: also a private key that is spread over several of them, whether its first or its last lines are there or not.</summary>
    public IReadOnlyList<string> RedactLines(IReadOnlyList<string> lines)
    {
        var result = new string[lines.Count];
        var isInKey = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!isInKey && PrivateKeys.IsTailOf(lines[i]))
            {
                for (var above = i - 1; above >= 0 && PrivateKeys.IsBody(lines[above]); above--)
                {
                    result[above] = RedactionMark.Of(PrivateKeys.Rule, lines[above], key);
                }
            }

            var begins = PrivateKeys.IsOpenedIn(lines[i]);
            result[i] = (isInKey && !begins) || PrivateKeys.IsTailOf(lines[i]) ? RedactionMark.Of(PrivateKeys.Rule, lines[i], key) : Redact(lines[i]);
            isInKey = begins || (isInKey && !PrivateKeys.IsClosedIn(lines[i]));
        }

        return result;
    }

    /// <summary>The text without secrets; null if it has none.</summary>
    internal string? Find(ReadOnlySpan<char> text)
    {
        var redacted = Pass(text);
        var last = redacted;

        // A secret that stood close to another can show only now.
        for (var pass = 1; last is not null && pass < MostPasses; pass++)
        {
            last = Pass(redacted);
            redacted = last ?? redacted;
        }

        return redacted;
    }

    private string? Pass(ReadOnlySpan<char> text)
    {
        var scanner = new SecretScanner(text, stackalloc int[SecretFormats.All.Length]);
        if (!scanner.Next(out var secret))
        {
            return null;
        }

        var redacted = new StringBuilder(text.Length);
        var (copied, found) = (0, 0);
        do
        {
            _ = redacted.Append(text[copied..secret.Start]).Append(RedactionMark.Of(secret.Rule!, text[secret.Start..secret.End], found++ < MostHashes ? key : null));
            copied = secret.End;
        }
        while (scanner.Next(out secret));

        return redacted.Append(text[copied..]).ToString();
    }

    /// <summary>The value of a named thing without secrets; null if it has none.</summary>
    internal string? FindNamed(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || RedactionMark.Is(value))
        {
            return null;
        }

        var kind = SecretNames.KindOf(name);
        var isSecret = kind switch
        {
            NameKind.Plain => false,
            NameKind.Doubtful => Randomness.IsValue(value),
            _ => !NamedValues.IsPlaceholder(value),
        };
        return isSecret ? Mark(SecretFormats.RuleOf(value) ?? NamedValues.RuleOf(name, kind), value) : Find(value);
    }

    /// <summary>A word of a command without secrets; null if it has none.</summary>
    internal string? FindWord(ReadOnlySpan<char> word, ref CommandWords before) =>
        before.Next(word) is { } found ? string.Concat(word[..found.Start], Mark(found.Rule!, word[found.Start..found.End])) : Find(word);

    /// <summary>What stands in place of a secret.</summary>
    internal string Mark(string rule, ReadOnlySpan<char> secret) => RedactionMark.Of(rule, secret, key);
}

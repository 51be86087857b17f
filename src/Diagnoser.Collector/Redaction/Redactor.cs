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
    /// <summary>The text without secrets; the same object if it has none.</summary>
    public string Redact(string text)
    {
        var scanner = new SecretScanner(text, stackalloc int[SecretFormats.All.Length]);
        if (!scanner.Next(out var secret))
        {
            return text;
        }

        var redacted = new StringBuilder(text.Length);
        var copied = 0;
        do
        {
            _ = redacted.Append(text.AsSpan(copied, secret.Start - copied)).Append(RedactionMark.Of(secret.Rule!, text.AsSpan(secret.Start, secret.End - secret.Start), key));
            copied = secret.End;
        }
        while (scanner.Next(out secret));

        return redacted.Append(text.AsSpan(copied)).ToString();
    }

    /// <summary>True if <see cref="Redact"/> would leave the text as it is.</summary>
    public static bool IsClean(ReadOnlySpan<char> text) =>
        !new SecretScanner(text, stackalloc int[SecretFormats.All.Length]).Next(out _);

    /// <summary>The value of a named thing: all of it is secret if the name says so.</summary>
    public string RedactNamed(string name, string value)
    {
        if (value.Length == 0 || RedactionMark.Is(value))
        {
            return value;
        }

        var kind = SecretNames.KindOf(name);
        return IsSecret(kind, value) ? RedactionMark.Of(SecretFormats.RuleOf(value) ?? NamedValues.RuleOf(name, kind), value, key) : Redact(value);
    }

    /// <summary>The mark for a value of which only the hash may be known.</summary>
    /// <param name="rule">What it was.</param>
    /// <param name="value">The value.</param>
    public string Drop(string rule, string value) => value.Length == 0 || RedactionMark.Is(value) ? value : RedactionMark.Of(rule, value, key);

    /// <summary>True if what is called so is secret.</summary>
    public static bool IsSecretName(string name) => SecretNames.KindOf(name) > NameKind.Doubtful;

    /// <summary>The words of a command: also the word that follows <c>--password</c>, or <c>-p</c> where the program takes a password so.</summary>
    public IReadOnlyList<string> RedactWords(IReadOnlyList<string> words)
    {
        string[]? result = null;
        var (programs, last) = (0, "");
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var redacted = Word(programs, last, word);
            if (!ReferenceEquals(redacted, word))
            {
                result ??= [.. words];
                result[i] = redacted;
            }

            programs |= CommandSwitches.ProgramsIn(word);
            last = word;
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

    private static bool IsSecret(NameKind kind, string value) => kind switch
    {
        NameKind.Plain => false,
        NameKind.Doubtful => Randomness.IsValue(value),
        _ => !NamedValues.IsPlaceholder(value),
    };

    private string Word(int programs, string last, string word)
    {
        if (RedactionMark.Is(word))
        {
            return word;
        }

        if (last.StartsWith('-') && !last.Contains('=', StringComparison.Ordinal) && !word.StartsWith('-'))
        {
            var kind = SecretNames.KindOf(last);
            if (kind > NameKind.Doubtful && !NamedValues.IsPlaceholder(word))
            {
                return RedactionMark.Of(SecretFormats.RuleOf(word) ?? NamedValues.RuleOf(last, kind), word, key);
            }
        }

        if (CommandSwitches.SecretIn(programs, last, word) is var at && at >= 0 && !NamedValues.IsPlaceholder(word.AsSpan(at)) && RedactionMark.LengthAt(word, at) == 0)
        {
            return word[..at] + RedactionMark.Of("password", word.AsSpan(at), key);
        }

        // A word ends where it ends, blanks and commas or not.
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && word.AsSpan(0, equals).IndexOfAny(" \t\n\"'") < 0 && SecretNames.KindOf(word.AsSpan(0, equals)) > NameKind.Doubtful)
        {
            var value = word[(equals + 1)..];
            return RedactNamed(word[..equals], value) is var redacted && ReferenceEquals(redacted, value) ? word : word[..(equals + 1)] + redacted;
        }

        return Redact(word);
    }
}

using System.Buffers;

namespace Diagnoser.Collector.Redaction;

/// <summary>Finds secrets that stand at a place of their own: after a word, in the path of a webhook, in the hash of a password.</summary>
internal static class Places
{
    private const int LeastCredential = 16;
    private const int LeastWebhook = 8;
    private const int LeastCut = 4;
    private const int LeastHash = 20;

    private const CharSet Path = CharSet.Token | CharSet.Dot | CharSet.Percent | CharSet.Equal | CharSet.Tilde;
    private const CharSet Hash = CharSet.Token | CharSet.Dot | CharSet.Equal | CharSet.Dollar;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'");

    /// <summary>What follows <c>bearer </c> or <c>basic </c>, if it is long and not just a word.</summary>
    public static SecretSpan? AfterScheme(ReadOnlySpan<char> text, int start, int cutAt)
    {
        var end = (Path | CharSet.Dollar).EndOf(text, start);
        var word = text[start..end];
        return (end == cutAt && IsLong(start, end, LeastCredential, cutAt)) || (word.Length >= LeastCredential && (word.ContainsAnyInRange('0', '9') || word.EndsWith('=') || Mixes(word))) ? new SecretSpan(start, end, "authorization") : null;
    }

    /// <summary>The rest of a path that is at least so long.</summary>
    public static SecretSpan? InPath(ReadOnlySpan<char> text, int start, string rule, int cutAt, int least = LeastWebhook)
    {
        var end = Path.EndOf(text, start);
        if (end < text.Length && text[end] == '@')
        {
            // Those of Teams have two ids and an at sign between them.
            end = Path.EndOf(text, end + 1);
        }

        return IsLong(start, end, least, cutAt) ? new SecretSpan(start, end, rule) : null;
    }

    /// <summary>The signature of a shared link.</summary>
    public static SecretSpan? Signature(ReadOnlySpan<char> text, int at, int start, int from, int cutAt)
    {
        if (at > from && CharSet.Alphanumeric.Has(text[at - 1]))
        {
            return null;
        }

        var end = Path.EndOf(text, start);
        return IsLong(start, end, LeastCredential, cutAt) ? new SecretSpan(start, end, "signature") : null;
    }

    /// <summary>The hash of a password, of which words can be tried out.</summary>
    public static SecretSpan? PasswordHash(ReadOnlySpan<char> text, int at, int cutAt)
    {
        var end = (Hash | CharSet.Dash).EndOf(text, at);
        if (end < text.Length && text[end] == ',' && text[at..end].StartsWith("$argon2"))
        {
            // $argon2id$v=19$m=65536,t=3,p=4$salt$hash
            while (end < text.Length && (text[end] == ',' || Hash.Has(text[end])))
            {
                end++;
            }
        }

        return IsLong(at, end, LeastHash, cutAt) ? new SecretSpan(at, end, "password-hash") : null;
    }

    /// <summary>The quoted text that follows here.</summary>
    public static SecretSpan? Quoted(ReadOnlySpan<char> text, int start, string rule)
    {
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        if (start >= text.Length || !Quotes.Contains(text[start]))
        {
            return null;
        }

        var length = text[(start + 1)..].IndexOf(text[start]);
        var end = length < 0 ? text.Length : start + 1 + length;
        return end > start + 1 && RedactionMark.LengthAt(text, start + 1) == 0 ? new SecretSpan(start + 1, end, rule) : null;
    }

    private static bool IsLong(int start, int end, int least, int cutAt) => end - start >= (end == cutAt ? LeastCut : least);

    private static bool Mixes(ReadOnlySpan<char> word) => word.Length >= 2 * LeastCredential && word.ContainsAnyInRange('A', 'Z') && word.ContainsAnyInRange('a', 'z');
}

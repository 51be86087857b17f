using System.Buffers;

namespace Diagnoser.Collector.Redaction;

/// <summary>Finds private keys in PEM, in one text or over several lines. Certificates and public keys are passed over whole.</summary>
internal static class PrivateKeys
{
    /// <summary>The rule.</summary>
    public const string Rule = "private-key";

    /// <summary>How a block begins.</summary>
    public const string Opening = "-----BEGIN";

    private const string Closing = "-----END";
    private const string Dashes = "-----";
    private const int LongestTitle = 64;

    // Base64, line ends, and line ends as they are written in JSON.
    private static readonly SearchValues<char> Body = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \r\n\\\t");

    private static readonly SearchValues<char> Title = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ");

    /// <summary>The block that begins here: to its end, or to that of the text.</summary>
    public static SecretSpan Find(ReadOnlySpan<char> text, int at)
    {
        var title = at + Opening.Length;
        var end = text[title..Math.Min(text.Length, title + LongestTitle)].IndexOf(Dashes);
        var body = end < 0 ? text.Length : title + end + Dashes.Length;
        if (IsPrivate(text[title..Math.Min(text.Length, title + LongestTitle)]))
        {
            var closing = text[body..].IndexOf(Closing);
            return new SecretSpan(at, closing < 0 ? text.Length : EndOfClosing(text, body + closing), Rule);
        }

        if (end < 0)
        {
            return new SecretSpan(at, title, null);
        }

        var after = text[body..].IndexOfAnyExcept(Body);
        return new SecretSpan(at, after < 0 ? text.Length : body + after, null) { IsPassed = true };
    }

    /// <summary>True if the line begins a private key that does not end in it.</summary>
    public static bool IsOpenedIn(ReadOnlySpan<char> line)
    {
        var at = line.LastIndexOf(Opening);
        return at >= 0 && IsPrivate(line[(at + Opening.Length)..]) && !line[at..].Contains(Closing, StringComparison.Ordinal);
    }

    /// <summary>True if the line ends a block.</summary>
    public static bool IsClosedIn(ReadOnlySpan<char> line) => line.Contains(Closing, StringComparison.Ordinal);

    /// <summary>True if the line ends a private key that began before it.</summary>
    public static bool IsTailOf(ReadOnlySpan<char> line)
    {
        var at = line.IndexOf(Closing);
        return at >= 0 && IsPrivate(line[(at + Closing.Length)..]) && !line[..at].Contains(Opening, StringComparison.Ordinal);
    }

    /// <summary>True if the line can be one from the middle of a block.</summary>
    public static bool IsBody(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim();
        return trimmed.Length > 0 && !trimmed.Contains(' ') && !trimmed.ContainsAnyExcept(Body);
    }

    private static bool IsPrivate(ReadOnlySpan<char> title)
    {
        var end = title.IndexOfAnyExcept(Title);
        return (end < 0 ? title : title[..end]).Contains("PRIVATE", StringComparison.Ordinal);
    }

    private static int EndOfClosing(ReadOnlySpan<char> text, int at)
    {
        var end = text[(at + Dashes.Length)..Math.Min(text.Length, at + Closing.Length + LongestTitle)].IndexOf(Dashes);
        return end < 0 ? text.Length : at + Dashes.Length + end + Dashes.Length;
    }
}

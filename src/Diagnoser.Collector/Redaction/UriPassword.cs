using System.Buffers;

namespace Diagnoser.Collector.Redaction;

/// <summary>Finds the password in <c>scheme://user:password@host</c>; of a web address the user too, which is where tokens are put.</summary>
internal static class UriPassword
{
    private const string Rule = "url-password";
    private const int Longest = 512;
    private const int LongUser = 20;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'`<>\\");
    private static readonly SearchValues<char> PathStarts = SearchValues.Create("/?#");

    /// <summary>The secret of the address whose <c>://</c> is here; without a rule where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where it is.</param>
    /// <param name="cutAt">Where the text was cut off; -1 if it was not.</param>
    /// <param name="noneTo">How far there is no at sign: what was looked through for one address is not looked through for the next within it.</param>
    public static SecretSpan Find(ReadOnlySpan<char> text, int at, int cutAt, ref int noneTo)
    {
        var start = at + 3;
        if (start < noneTo)
        {
            return new SecretSpan(at, start, null);
        }

        var rest = text[start..Math.Max(start, Math.Min(cutAt < 0 ? text.Length : cutAt, start + Longest))];
        var end = rest.IndexOfAny(Ends);
        rest = end < 0 ? rest : rest[..end];
        var skip = new SecretSpan(at, start, null);
        var isCut = start + rest.Length == cutAt;
        if (!isCut && !rest.Contains('@'))
        {
            noneTo = start + rest.Length;
            return skip;
        }

        var length = LengthOf(rest, isCut);
        var colon = rest[..length].IndexOf(':');
        if (length == 0 || rest[..length].Contains(RedactionMark.Opening, StringComparison.Ordinal))
        {
            return skip;
        }

        var isWeb = text[CharSet.Alphanumeric.StartOf(text, at, Math.Max(0, at - 8))..at] is "http" or "https";
        if (colon < 0)
        {
            return isWeb || length >= LongUser ? new SecretSpan(start, start + length, Rule) : skip;
        }

        var password = rest[(colon + 1)..length];
        var isUserSecret = colon >= LongUser || (isWeb && password is "" or "x-oauth-basic" or "x-oauth-token");
        return isUserSecret ? new SecretSpan(start, start + length, Rule)
            : NamedValues.IsPlaceholder(password) ? skip
            : new SecretSpan(start + colon + 1, start + length, Rule);
    }

    /// <summary>The length of what stands before the host. A password may hold slashes and at signs that should have been encoded.</summary>
    private static int LengthOf(ReadOnlySpan<char> rest, bool isCut)
    {
        var path = rest.IndexOfAny(PathStarts);
        var authority = path < 0 ? rest : rest[..path];
        var sign = authority.LastIndexOf('@');
        if (sign >= 0)
        {
            return sign;
        }

        var colon = authority.IndexOf(':');
        var isPort = colon < 0 || authority[0] == '[' || !authority[(colon + 1)..].ContainsAnyExceptInRange('0', '9');
        if (isPort || (path < 0 && !isCut))
        {
            return 0;
        }

        sign = rest.LastIndexOf('@');
        return sign > 0 ? sign : isCut ? rest.Length : 0;
    }
}

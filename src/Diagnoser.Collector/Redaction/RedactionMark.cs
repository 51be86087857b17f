using System.Buffers;

namespace Diagnoser.Collector.Redaction;

/// <summary>What stands where a secret was: <c>[redacted:rule:8 hex digits]</c>; without a key <c>[redacted:rule]</c>.</summary>
internal static class RedactionMark
{
    /// <summary>How each begins.</summary>
    public const string Opening = "[redacted:";

    private const int LongestRule = 32;
    private const int HashDigits = 8;

    private static readonly SearchValues<char> RuleLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    /// <summary>The mark for a secret.</summary>
    public static string Of(string rule, ReadOnlySpan<char> secret, RedactionKey? key) =>
        key is null ? $"{Opening}{rule}]" : $"{Opening}{rule}:{key.Hash(secret)}]";

    /// <summary>The length of the mark that begins here; 0 if none does.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        if (!rest.StartsWith(Opening))
        {
            return 0;
        }

        var length = Opening.Length;
        var rule = rest[length..].IndexOfAnyExcept(RuleLetters);
        if (rule is < 1 or > LongestRule)
        {
            return 0;
        }

        length += rule;
        if (rest[length] == ':' && rest.Length > length + HashDigits && CharSet.Hex.EndOf(rest[..(length + 1 + HashDigits)], length + 1) == length + 1 + HashDigits)
        {
            length += 1 + HashDigits;
        }

        return length < rest.Length && rest[length] == ']' ? length + 1 : 0;
    }

    /// <summary>True if the text is one mark and nothing else.</summary>
    public static bool Is(ReadOnlySpan<char> text) => text.Length > 0 && LengthAt(text, 0) == text.Length;

    /// <summary>The beginning of a redacted text, with <c>…</c> where it was cut; no mark and no surrogate pair is cut in two.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var opening = text.LastIndexOf(Opening, most, StringComparison.Ordinal);
        var end = opening >= 0 && opening + LengthAt(text, opening) > most ? opening : most;
        return string.Concat(text.AsSpan(0, end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}

using System.Globalization;
using System.Text;

namespace Diagnoser.Collector.Cli;

/// <summary>
/// The one way that text which somebody else wrote reaches a terminal. Whatever could move the cursor, change colours, reorder or hide
/// text is written out visibly, and length is capped before anything is looked at.
/// </summary>
public static class TerminalText
{
    /// <summary>Longest piece of text that is printed in one line of evidence.</summary>
    public const int EvidenceLimit = 300;

    /// <summary>Longest text of a rule: a summary, a cause, a command.</summary>
    public const int RuleTextLimit = 8192;

    /// <summary>Longest name of a container, host or file.</summary>
    public const int NameLimit = 200;

    /// <summary>The text as one harmless line; cut with … after this many characters.</summary>
    public static string Line(string? text, int limit)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var cut = text.Length > limit;
        var length = cut ? limit : text.Length;
        if (cut && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        var firstUnsafe = IndexOfUnsafe(text.AsSpan(0, length));
        if (firstUnsafe < 0)
        {
            return cut ? string.Concat(text.AsSpan(0, length), "…") : text;
        }

        var builder = new StringBuilder(length + 32).Append(text, 0, firstUnsafe);
        for (var i = firstUnsafe; i < length; i++)
        {
            i += Append(builder, text, i, length) - 1;
        }

        return cut ? builder.Append('…').ToString() : builder.ToString();
    }

    /// <summary>A name of a container, host, rule or file as one harmless line.</summary>
    public static string Name(string? text) => Line(text, NameLimit);

    private static int IndexOfUnsafe(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~')
            {
                // Most non-ASCII text is harmless, but it takes the slow way that looks at whole code points.
                return i;
            }
        }

        return -1;
    }

    private static int Append(StringBuilder builder, string text, int index, int length)
    {
        if (!Rune.TryGetRuneAt(text, index, out var rune) || index + rune.Utf16SequenceLength > length)
        {
            _ = builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:x4}");
            return 1;
        }

        _ = rune.Value switch
        {
            '\n' => builder.Append("\\n"),
            '\r' => builder.Append("\\r"),
            '\t' => builder.Append("\\t"),
            < 0x20 or (>= 0x7f and <= 0x9f) => builder.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            _ when IsHarmless(rune) => builder.Append(text, index, rune.Utf16SequenceLength),
            <= 0xffff => builder.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => builder.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };
        return rune.Utf16SequenceLength;
    }

    // Format covers the bidirectional controls, zero-width characters, the byte order mark, soft hyphen and tag characters.
    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}

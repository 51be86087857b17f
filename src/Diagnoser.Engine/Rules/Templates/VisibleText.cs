using System.Globalization;
using System.Text;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>Makes hostile text harmless for people's eyes and terminals: what would act or hide is written out, as in <c>\x1b</c> or <c>\u202e</c>.</summary>
public static class VisibleText
{
    /// <summary>Most characters of one value.</summary>
    public const int Limit = 4096;

    /// <summary>The text with control, bidirectional and other invisible characters and line ends written out, cut to <paramref name="limit"/> characters.</summary>
    public static string Of(string text, int limit = Limit)
    {
        var kept = text.Length > limit ? Cut(text, limit) : text;
        if (text.Length <= limit && !kept.Any(NeedsCare))
        {
            return text;
        }

        var visible = new StringBuilder(kept.Length + 16);
        for (var i = 0; i < kept.Length; i++)
        {
            if (char.IsHighSurrogate(kept[i]) && i + 1 < kept.Length && char.IsLowSurrogate(kept[i + 1]))
            {
                AppendPair(visible, kept, i++);
            }
            else
            {
                Append(visible, kept[i]);
            }
        }

        return text.Length > limit ? visible.Append('…').ToString() : visible.ToString();
    }

    /// <summary>The first characters of a text, never half of a surrogate pair.</summary>
    internal static string Cut(string text, int length) =>
        length >= text.Length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>True for a character that is not printed as itself.</summary>
    internal static bool IsHidden(char c) =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool NeedsCare(char c) => char.IsSurrogate(c) || IsHidden(c);

    private static void AppendPair(StringBuilder visible, string text, int at)
    {
        var codePoint = char.ConvertToUtf32(text[at], text[at + 1]);
        _ = CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.Format
            ? visible.Append(CultureInfo.InvariantCulture, $"\\U{codePoint:x8}")
            : visible.Append(text, at, 2);
    }

    private static void Append(StringBuilder visible, char c)
    {
        _ = c switch
        {
            '\n' => visible.Append("\\n"),
            '\r' => visible.Append("\\r"),
            '\t' => visible.Append("\\t"),
            _ when c < 0x20 || c is >= '\x7f' and < '\xa0' => visible.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
            _ when NeedsCare(c) => visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            _ => visible.Append(c),
        };
    }
}

using System.Globalization;
using System.Text;

namespace Diagnoser.Engine.Verdicts;

/// <summary>Values as people read them in a fact.</summary>
internal static class Phrases
{
    private const int NameLength = 64;

    public static string Clock(DateTimeOffset time) => time.ToUniversalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Bytes(double bytes) => bytes switch
    {
        >= 1L << 30 => Format(bytes / (1L << 30), "GiB"),
        >= 1L << 20 => Format(bytes / (1L << 20), "MiB"),
        >= 1L << 10 => Format(bytes / (1L << 10), "KiB"),
        _ => Format(bytes, "B"),
    };

    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 1 } short_ => Format(Math.Floor(short_.TotalMilliseconds), "ms"),
        { TotalMinutes: < 2 } seconds => Format(seconds.TotalSeconds, "s"),
        { TotalHours: < 2 } minutes => Format(minutes.TotalMinutes, "min"),
        { TotalDays: < 2 } hours => Format(hours.TotalHours, "h"),
        var days => Format(days.TotalDays, "days"),
    };

    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    /// <summary>A text from a container: what could move a cursor or reverse the line is spelled out, and its length is capped.</summary>
    public static string Visible(string text, int length = NameLength)
    {
        var visible = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (visible.Length >= length)
            {
                return visible.Append('…').ToString();
            }

            _ = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                ? visible.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}")
                : visible.Append(rune);
        }

        return visible.ToString();
    }

    private static string Format(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {unit}");
}

using System.Globalization;

namespace Diagnoser.Collector.Evidence;

/// <summary>The engine's text form of times; it has nine decimals, of which seven are kept.</summary>
internal static class Rfc3339
{
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var point = text.IndexOf('.');
        var zone = point < 0 ? -1 : text[(point + 1)..].IndexOfAnyExceptInRange('0', '9');
        return zone > 7
            ? DateTimeOffset.TryParse(string.Concat(text[..(point + 8)], text[(point + 1 + zone)..]), CultureInfo.InvariantCulture, utc, out time)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out time);
    }

    public static string Format(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Server.Timelines;

/// <summary>Points in time as people write them.</summary>
internal static class TimeText
{
    /// <summary>How one is written, for messages.</summary>
    public const string Allowed =
        "write a time such as 2026-11-23T12:00:00Z, a date such as 2026-11-23, a time of today such as 12:00 (all UTC unless it says otherwise), or how long ago, such as 2h or 30d";

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
    private const int Decimals = 7;
    private const int MostDays = 3660;

    private static readonly string[] OfToday = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    // The second row is how our own pages print times, so that they can be pasted.
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (Durations.TryParse(text, out var ago) || TryParseDays(text, out ago))
        {
            time = now - ago;
            return true;
        }

        if (TimeOnly.TryParseExact(text, OfToday, CultureInfo.InvariantCulture, DateTimeStyles.None, out var ofToday))
        {
            time = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + ofToday.ToTimeSpan();
            return true;
        }

        return DateTimeOffset.TryParseExact(Cut(text), Forms, CultureInfo.InvariantCulture, Utc, out time);
    }

    /// <summary>As a program reads it again.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <exception cref="RequestRefusedException">The end is before the beginning.</exception>
    public static void InOrder(DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from > to)
        {
            throw RequestRefusedException.Wrong("from", $"{Of(from.Value)} is after the end, {Of(to.Value)}");
        }
    }

    private static bool TryParseDays(string text, out TimeSpan days)
    {
        var isNumber = int.TryParse(text.AsSpan().TrimEnd('d'), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        days = TimeSpan.FromDays(Math.Min(number, MostDays));
        return isNumber && number is > 0 and <= MostDays && text.Length > 1 && text[^1] == 'd' && char.IsAsciiDigit(text[^2]);
    }

    // Docker gives nine decimals, of which seven are kept.
    private static string Cut(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length - point - 1;
        return digits is > Decimals and <= 9 ? text.Remove(point + 1 + Decimals, digits - Decimals) : text;
    }
}

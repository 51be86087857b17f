using System.Globalization;

namespace Diagnoser.Collector.Configuration;

/// <summary>Durations as people write them: 500ms, 10s, 5m, 1h.</summary>
public static class Durations
{
    private const double LongestSeconds = 30 * 24 * 3600;

    /// <summary>How one is written, for messages.</summary>
    public const string Allowed = "write a number and ms, s, m or h, such as 500ms, 10s, 5m or 1h";

    /// <summary>Reads one that is longer than nothing and at most thirty days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var digits = text.AsSpan().TrimEnd("msh");
        var seconds = text.AsSpan(digits.Length) switch
        {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => 0.0,
        };
        duration = default;
        if (seconds == 0 || !double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (number * seconds is not (> 0 and <= LongestSeconds))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(number * seconds);
        return true;
    }

    /// <summary>As people write it: 10s, 1m 30s.</summary>
    public static string Text(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0}ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}m {duration.Seconds}s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Hours}h {duration.Minutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalDays}d {duration.Hours}h"),
    };
}

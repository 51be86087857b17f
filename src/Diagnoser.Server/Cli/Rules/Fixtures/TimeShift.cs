using System.Globalization;
using System.Text.RegularExpressions;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>Moves all times of a fixture by the same, also where they stand in texts.</summary>
/// <param name="by">By how much; zero leaves them.</param>
internal sealed partial class TimeShift(TimeSpan by)
{
    /// <summary>When a shifted fixture begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Docker writes year 1 for never.
    private const int FirstYear = 2000;

    /// <summary>The time, moved.</summary>
    public DateTimeOffset Of(DateTimeOffset time) => by == TimeSpan.Zero || time.Year < FirstYear ? time : time + by;

    /// <summary>The text with its times moved and the parts between them changed.</summary>
    public string Of(string text, Func<string, string> between)
    {
        var (result, start) = (new System.Text.StringBuilder(text.Length), 0);
        foreach (Match match in Times().Matches(text))
        {
            _ = result.Append(between(text[start..match.Index])).Append(Moved(match.Value));
            start = match.Index + match.Length;
        }

        return start == 0 ? between(text) : result.Append(between(text[start..])).ToString();
    }

    private string Moved(string text)
    {
        if (by == TimeSpan.Zero || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return text;
        }

        var form = text.Contains('T', StringComparison.Ordinal) ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd HH:mm:ss";
        var decimals = text.Contains('.', StringComparison.Ordinal) ? ".fffffff" : "";
        var zone = text.Contains('Z', StringComparison.Ordinal) || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length ? "'Z'" : "";
        return Of(time).ToString(form + decimals + zone, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", RegexOptions.CultureInvariant)]
    private static partial Regex Times();
}

using System.Globalization;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Tells the diagnoses of one rule and key apart in time. A key that names the run needs nothing more; for others, matches that follow
/// each other within the rule's <c>keep_open</c> are one episode and so one diagnosis.
/// </summary>
internal sealed class Episodes
{
    private const int Limit = 100_000;

    private readonly Dictionary<(string Rule, string Key), (string Anchor, DateTimeOffset Last)> _open = [];

    /// <summary>The anchor of the episode that a match belongs to, and whether it is a new one.</summary>
    public (string Anchor, bool IsNew) Of(Match match)
    {
        var key = (match.Rule.Id, match.Key);
        var known = _open.TryGetValue(key, out var episode);
        if (known && (match.Time - episode.Last).Duration() <= match.Rule.Incident.KeepOpen)
        {
            _open[key] = (episode.Anchor, match.Time > episode.Last ? match.Time : episode.Last);
            return (episode.Anchor, false);
        }

        if (_open.Count >= Limit)
        {
            Trim(match.Time);
        }

        var anchor = AnchorOf(match);
        _open[key] = (anchor, match.Time);
        return (anchor, true);
    }

    private static string AnchorOf(Match match) => (match.CompletedBy.Run is { } run ? run.StartedAt : match.CompletedBy.Time)
        .UtcTicks.ToString(CultureInfo.InvariantCulture);

    private void Trim(DateTimeOffset now)
    {
        foreach (var (key, _) in _open.OrderBy(e => e.Value.Last).Take(Limit / 10).Where(e => e.Value.Last < now).ToList())
        {
            _ = _open.Remove(key);
        }
    }
}

using System.Globalization;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules.Templates;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Remembers what became of the sightings of one key, after its window has let go of them.</summary>
internal sealed class KeyWitness(IReadOnlyList<NamedValue> values, string? host)
{
    // A key with more than this is told by its last ones.
    private const int Most = 1000;

    private readonly Dictionary<(string Event, int Selection), (long Ticks, Attempt? Attempt)> _sightings = [];
    private readonly SortedDictionary<long, HeldEpisode> _episodes = [];
    private long _newest = long.MinValue;

    /// <summary>True if an event that is asked about has this key.</summary>
    public bool IsConcerned { get; set; }

    /// <summary>True if something of it is counted or awaited.</summary>
    public bool HasSteps => _sightings.Values.Any(s => s.Attempt is not null);

    /// <summary>True if it has a sighting of the selection.</summary>
    public bool Has(int selection) => _sightings.Keys.Any(k => k.Selection == selection);

    private IEnumerable<long> Of(int selection) => _sightings.Where(s => s.Key.Selection == selection).Select(s => s.Value.Ticks);

    /// <summary>Looks at the key's window as it is now.</summary>
    public void Look(RulePlan plan, KeyWindow window, AttemptReader reader, ITopology? topology)
    {
        ForgetAmended(plan, window);
        for (var i = 0; i < window.Count; i++)
        {
            var item = window.Items[i];
            var id = (item.Id.ToString(), item.Selection);
            if (!_sightings.ContainsKey(id) && _sightings.Count >= Most)
            {
                _ = _sightings.Remove(_sightings.MinBy(s => s.Value.Ticks).Key);
            }

            var attempt = plan.IsStep(item.Selection) ? reader.Read(window, i, topology) : null;
            _sightings[id] = (item.Ticks, attempt);
        }

        if (plan.For > 0)
        {
            Hold(plan, window);
        }
    }

    /// <summary>What became of them.</summary>
    /// <param name="plan">The rule.</param>
    /// <param name="having">How many keys have a sighting of each selection, by index; this one included.</param>
    public KeyExplanation Explanation(RulePlan plan, IReadOnlyList<int> having)
    {
        var attempts = _sightings.Values.Select(s => s.Attempt).OfType<Attempt>().ToList();
        var best = attempts.Where(a => a.Outcome is not null).OrderByDescending(a => a.Progress).ThenByDescending(a => a.Ticks).FirstOrDefault();
        return new KeyExplanation(values, host, [.. attempts.Where(a => a.Outcome is null).Select(a => Time(a.Ticks)).Order()])
        {
            Attempt = best is null || attempts.Exists(a => a.Outcome is null && a.Ticks >= best.Ticks) ? null : Words(plan, best, having),
            Held = [.. _episodes.Values.Select(e => e.Words(plan))],
        };
    }

    /// <summary>The time of day, as the rest of the output has it.</summary>
    public static string Clock(long ticks) => new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks)).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    // What is not in the window any more and yet not older than what is, an amended verdict took out.
    private void ForgetAmended(RulePlan plan, KeyWindow window)
    {
        var kept = new HashSet<(string, int)>();
        foreach (var item in window.Items)
        {
            _ = kept.Add((item.Id.ToString(), item.Selection));
        }

        var since = window.Count > 0 ? window.Items[0].Ticks : _newest - plan.Keep;
        foreach (var (id, _) in _sightings.Where(s => s.Value.Ticks >= since && !kept.Contains(s.Key)).ToList())
        {
            _ = _sightings.Remove(id);
        }

        _newest = Math.Max(_newest, window.Newest);
    }

    private void Hold(RulePlan plan, KeyWindow window)
    {
        var episodes = new Episodes(plan).Of(window);
        foreach (var (anchor, held) in _episodes)
        {
            held.IsGone = !held.IsTold && !episodes.Exists(e => e.Anchor == anchor);
        }

        foreach (var episode in episodes)
        {
            if (!_episodes.TryGetValue(episode.Anchor, out var held))
            {
                _episodes[episode.Anchor] = held = new HeldEpisode(episode.Opened, episode.DueAt(plan));
            }

            held.IsGone = false;
            held.IsTold |= episode.DueAt(plan) <= window.Clock.Now;
        }

        // What ended it is seen in the window only at the moment.
        foreach (var held in _episodes.Values.Where(h => h.IsGone && h.EndedAt == 0))
        {
            foreach (var item in window.Items)
            {
                if (plan.Ends(item.Selection) && item.Ticks >= held.Opened && item.Ticks < held.Due && held.EndedAt == 0)
                {
                    (held.EndedAt, held.EndedBy) = (item.Ticks, item.Selection);
                }
            }
        }
    }

    private AttemptExplanation Words(RulePlan plan, Attempt best, IReadOnlyList<int> having)
    {
        var reasons = new List<string>(best.Reasons);
        foreach (var lacking in best.Lacking)
        {
            var others = having[lacking.Selection] - (Has(lacking.Selection) ? 1 : 0);
            reasons.Add(lacking.Words(plan.Rule, best.Ticks, Nearest(best.Ticks, Of(lacking.Selection)), others));
        }

        return new AttemptExplanation(best.Outcome!.Value, plan.Rule.Watched[best.Selection].Name, Time(best.Ticks), reasons) { Progress = Math.Min(best.Progress, 1) };
    }

    private static long? Nearest(long ticks, IEnumerable<long> times) =>
        times.Where(t => t != ticks).Select(t => (long?)t).MinBy(t => Math.Abs(t!.Value - ticks));

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private sealed class HeldEpisode(long opened, long due)
    {
        public long Opened => opened;

        public long Due => due;

        public bool IsTold { get; set; }

        public bool IsGone { get; set; }

        public long EndedAt { get; set; }

        public int EndedBy { get; set; }

        public string Words(RulePlan plan)
        {
            var wanted = Humanize.Duration(TimeSpan.FromTicks(plan.For).TotalSeconds);
            return IsTold ? $"held from {Clock(opened)} for {wanted}"
                : !IsGone ? $"holds since {Clock(opened)} and must until {Clock(due)}: for {wanted}"
                : EndedAt == 0 ? $"did not hold from {Clock(opened)} for {wanted}: what arrived later shows that it was not complete"
                : $"held from {Clock(opened)} only until {Clock(EndedAt)}, not for {wanted}: {What(plan)}";
        }

        private string What(RulePlan plan) => EndedBy == plan.Recover
            ? "recover matched"
            : $"the same was measured again and {plan.Rule.Watched[EndedBy].Name.TrimEnd('!')} did not match any more";
    }
}

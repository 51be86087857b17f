using Diagnoser.Engine.Incidents;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>Finds what else was said of the same runs, events and incidents.</summary>
internal sealed class Overlap
{
    private readonly Dictionary<ulong, List<Firing>> _byTie = [];
    private readonly Dictionary<string, List<Firing>> _byIncident = new(StringComparer.Ordinal);

    public Overlap(IEnumerable<Firing> others)
    {
        foreach (var other in others)
        {
            foreach (var tie in other.Ties)
            {
                Add(_byTie, tie, other);
            }

            if (other.IncidentKey is { } key)
            {
                Add(_byIncident, key, other);
            }
        }
    }

    /// <summary>What was said of the same run or events.</summary>
    public IEnumerable<Firing> With(Firing firing) => firing.Ties.SelectMany(t => _byTie.GetValueOrDefault(t) ?? []).DistinctBy(f => f.Id);

    /// <summary>The first that is shown about the same run or events, or in the same incident; null if nothing is.</summary>
    public Firing? FirstShown(Firing firing) => With(firing)
        .Concat((firing.IncidentKey is { } key ? _byIncident.GetValueOrDefault(key) ?? [] : []).Where(o => (o.Time - firing.Time).Duration() < IncidentRecovery.DefaultQuiet))
        .Where(o => o.HiddenBy is null)
        .MinBy(o => o.Time);

    private static void Add<TKey>(Dictionary<TKey, List<Firing>> map, TKey key, Firing firing)
        where TKey : notnull
    {
        if (!map.TryGetValue(key, out var list))
        {
            map[key] = list = new List<Firing>(1);
        }

        list.Add(firing);
    }
}

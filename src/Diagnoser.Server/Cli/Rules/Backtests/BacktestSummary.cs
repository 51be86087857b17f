using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>What a rule would have said in a time, beside what the others said.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
/// <param name="Firings">What it would have said, in order of time; each with what was said of the same before or after.</param>
internal sealed record BacktestSummary(string Rule, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ComparedFiring> Firings)
{
    private const int Top = 5;

    /// <summary>Events that were looked at; null if none were, but the diagnoses that are kept.</summary>
    public long? Events { get; init; }

    /// <summary>Diagnoses for which there was no room.</summary>
    public long LeftOut { get; init; }

    /// <summary>How many would have been shown.</summary>
    public int Shown => Firings.Count(f => f.Firing.HiddenBy is null);

    /// <summary>How many would have been hidden as repetitions within the cooldown.</summary>
    public int Repeated => Firings.Count(f => f.Firing.Repeats);

    /// <summary>By which other rules it would have been hidden.</summary>
    public IReadOnlyList<Counted> HiddenBy { get; init; } = [];

    /// <summary>Which other rules' diagnoses it would have hidden that are shown without it.</summary>
    public IReadOnlyList<Counted> Hides { get; init; } = [];

    /// <summary>Which other rules spoke of the same runs or events.</summary>
    public IReadOnlyList<Counted> Overlap { get; init; } = [];

    /// <summary>How many it alone would have told of.</summary>
    public int Alone => Firings.Count(f => f.First is null);

    /// <summary>Incidents with the rule, less those without: if each is over when nothing came again for ten minutes.</summary>
    public int AddedIncidents { get; init; }

    public IReadOnlyList<Counted> Days { get; init; } = [];

    public IReadOnlyList<Counted> Services { get; init; } = [];

    public IReadOnlyList<Counted> Hosts { get; init; } = [];

    public IReadOnlyList<Counted> Containers { get; init; } = [];

    /// <summary>Compares what was said with the rule with what was said without it.</summary>
    public static BacktestSummary Of(string rule, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Firing> with, IReadOnlyList<Firing> without)
    {
        var own = with.Where(f => f.Rule == rule).ToList();
        var overlap = new Overlap(without);
        var compared = own.ConvertAll(f => new ComparedFiring(f, overlap.FirstShown(f)));
        var shownWithout = without.Where(f => f.HiddenBy is null).Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        return new BacktestSummary(rule, from, to, compared)
        {
            HiddenBy = Count(own.Where(f => f is { HiddenBy: not null, Repeats: false }).Select(f => f.HiddenBy!)),
            Hides = Count(with.Where(f => f.Rule != rule && f.HiddenBy == rule && shownWithout.Contains(f.Id)).Select(f => f.Rule)),
            Overlap = Count(own.SelectMany(f => overlap.With(f).Select(o => o.Rule).Distinct())),
            AddedIncidents = Incidents(with) - Incidents(without),
            Days = [.. own.GroupBy(f => f.Time.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Select(g => new Counted(g.Key, g.Count()))],
            Services = [.. Count(own.Select(f => f.Service).OfType<string>()).Take(Top)],
            Hosts = [.. Count(own.Select(f => f.Host.Name)).Take(Top)],
            Containers = [.. Count(own.Where(f => f.IsOfContainer).Select(f => $"{f.Subject} on {f.Host.Name}")).Take(Top)],
        };
    }

    /// <summary>How long before the first of the others it would have spoken, negative if later; where there is one.</summary>
    public IReadOnlyList<TimeSpan> Leads => [.. Firings.Where(f => f.First is not null).Select(f => f.First!.Time - f.Firing.Time).Order()];

    private static List<Counted> Count(IEnumerable<string> names) =>
        [.. names.GroupBy(n => n, StringComparer.Ordinal).Select(g => new Counted(g.Key, g.Count())).OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal)];

    // A repetition opens none, but keeps one open.
    private static int Incidents(IEnumerable<Firing> firings)
    {
        var (count, open) = (0, new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        foreach (var firing in firings.Where(f => f is { Severity: > Severity.Info, IncidentKey: not null } && (f.HiddenBy is null || f.Repeats)))
        {
            var isOpen = open.TryGetValue(firing.IncidentKey!, out var last) && firing.Time - last < IncidentRecovery.DefaultQuiet;
            if (!isOpen && firing.Repeats)
            {
                continue;
            }

            count += isOpen ? 0 : 1;
            open[firing.IncidentKey!] = isOpen && last > firing.LastSeen ? last : firing.LastSeen;
        }

        return count;
    }
}

/// <summary>A firing and the first of the others that is shown about the same run, events or incident.</summary>
internal sealed record ComparedFiring(Firing Firing, Firing? First);

/// <summary>A name and how often.</summary>
internal sealed record Counted(string Name, int Count);

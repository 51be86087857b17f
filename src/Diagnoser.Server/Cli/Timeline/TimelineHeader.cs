using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Timeline;

/// <summary>What a timeline is about.</summary>
/// <param name="Title">In one line; hostile text.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
/// <param name="Hosts">The names of the hosts, in order; hostile text.</param>
internal sealed record TimelineHeader(string Title, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Hosts)
{
    /// <summary>The incident, if it is about one.</summary>
    public Incident? Incident { get; init; }

    /// <summary>The timeline of an incident, as far as its entries reach.</summary>
    public static TimelineHeader Of(Incident incident, IReadOnlyList<TimelineEntry> entries)
    {
        var times = entries.Select(e => e.Time).Append(incident.Opened).Append(incident.ResolvedAt ?? incident.LastSeen).ToList();
        var hosts = entries.Select(e => e.Host).Append(incident.Root.Host).Concat(incident.Symptoms.Select(s => s.Host));
        return new TimelineHeader(incident.Root.Summary, times.Min(), times.Max(), Names(hosts)) { Incident = incident };
    }

    /// <summary>The timeline of a stack in a given time.</summary>
    public static TimelineHeader Of(string stack, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<TimelineEntry> entries) =>
        new($"stack {stack}", from, to, Names(entries.Select(e => e.Host)));

    private static List<string> Names(IEnumerable<HostRef?> hosts) =>
        [.. hosts.OfType<HostRef>().DistinctBy(h => h.Id).Select(h => h.Name).Order(StringComparer.Ordinal)];
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Timelines;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Timelines;

/// <summary>Gathers from the store all that a timeline is built of.</summary>
internal sealed class TimelineReader(IStore store, TimeProvider clock)
{
    /// <summary>How long before its first failure the timeline of an incident begins: what led to it.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    /// <summary>How long after its end it ends: who was told.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(5);

    /// <summary>How far back a timeline without beginning reaches.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    // What happens to a host happens to all that runs on it.
    private static readonly string[] HostTypes =
    [
        EventTypes.KernelOomKill, EventTypes.KernelLog, EventTypes.DaemonRestart, EventTypes.DaemonReload,
        EventTypes.CollectorStarted, EventTypes.CollectorBlind,
    ];

    /// <summary>The timeline of an incident.</summary>
    public async Task<TimelineAnswer> OfIncidentAsync(TimelineRequest request, Incident incident, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var end = incident.ResolvedAt is { } over && over + After < now ? over + After : now;
        var parts = new Parts(request.From ?? incident.Opened - Before, request.To ?? Later(end, incident.LastSeen), request.Limit + 1);
        TimeText.InOrder(parts.From, parts.To);
        foreach (var scope in TimelineScope.Of(incident))
        {
            await ReadAsync(parts, scope, cancellationToken);
        }

        var hosts = incident.Symptoms.Select(s => s.Host.Id).Prepend(incident.Root.Host.Id).Distinct().ToList();
        var ofHosts = new EventQuery { From = parts.From, To = parts.To, HostIds = hosts, Types = HostTypes, Limit = parts.Limit };
        parts.Events.AddRange(await store.EventsAsync(ofHosts, cancellationToken));
        var own = new DiagnosisQuery { IncidentId = incident.Id, From = parts.From, To = parts.To, Limit = parts.Limit };
        parts.Diagnoses.AddRange(await store.DiagnosesAsync(own, cancellationToken));
        var journal = new JournalQuery { IncidentId = incident.Id, From = parts.From, To = parts.To, Limit = parts.Limit };
        parts.Journal.AddRange(await store.JournalAsync(journal, cancellationToken));
        return await AnswerAsync(parts, hosts, request, cancellationToken) with { Incident = incident };
    }

    /// <summary>The timeline of what the scope names.</summary>
    public async Task<TimelineAnswer> OfScopeAsync(TimelineRequest request, TimelineScope scope, CancellationToken cancellationToken)
    {
        var to = request.To ?? clock.GetUtcNow();
        var parts = new Parts(request.From ?? to - Usual, to, request.Limit + 1);
        TimeText.InOrder(parts.From, parts.To);
        await ReadAsync(parts, scope, cancellationToken);
        var journal = await store.JournalAsync(new JournalQuery { Stack = scope.Stack, From = parts.From, To = parts.To }, cancellationToken);
        parts.Journal.AddRange(journal.Where(entry =>
            (scope.Service is null || entry.Service == scope.Service) && (scope.HostId is null || entry.Host?.Id == scope.HostId)));
        var hosts = scope.HostId is { } host
            ? [host]
            : parts.Events.Select(e => e.Host.Id).Concat(parts.Diagnoses.Select(d => d.Host.Id)).Distinct().ToList();
        return await AnswerAsync(parts, hosts, request, cancellationToken) with { Stack = scope.Stack, Service = scope.Service, Host = scope.HostId };
    }

    private async Task ReadAsync(Parts parts, TimelineScope scope, CancellationToken cancellationToken)
    {
        parts.Events.AddRange(await store.EventsAsync(scope.Events(parts.From, parts.To, parts.Limit), cancellationToken));
        parts.Diagnoses.AddRange(await store.DiagnosesAsync(scope.Diagnoses(parts.From, parts.To, parts.Limit), cancellationToken));
    }

    private async Task<TimelineAnswer> AnswerAsync(Parts parts, IReadOnlyList<string> hosts, TimelineRequest request, CancellationToken cancellationToken)
    {
        var blind = new List<BlindWindow>();
        foreach (var host in hosts)
        {
            blind.AddRange(await store.BlindWindowsAsync(parts.From, parts.To, host, cancellationToken));
        }

        // Each part gave its newest, one more than asked for: so the newest of all are among them.
        var entries = TimelineBuilder.Build(parts.Events, parts.Diagnoses, blind, parts.Journal, request.WithHidden);
        return new TimelineAnswer(parts.From, parts.To, [.. entries.TakeLast(request.Limit)]) { Truncated = entries.Count > request.Limit };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record Parts(DateTimeOffset From, DateTimeOffset To, int Limit)
    {
        public List<DockerEvent> Events { get; } = [];

        public List<Diagnosis> Diagnoses { get; } = [];

        public List<TimelineEntry> Journal { get; } = [];
    }
}

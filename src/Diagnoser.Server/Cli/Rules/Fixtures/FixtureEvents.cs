using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>Gathers from the store the events that some diagnoses need, or those of a container.</summary>
internal sealed class FixtureEvents(IStore store, RuleSet rules)
{
    /// <summary>Most events of a fixture: it goes into a repository.</summary>
    public const int Most = 20_000;

    private static readonly TimeSpan BeforeStart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(1);

    // What a container is: its beginnings and ends, by which runs, verdicts and the topology are known.
    private static readonly string[] Life =
    [
        EventTypes.ContainerCreate, EventTypes.ContainerStart, EventTypes.ContainerStartFailed, EventTypes.ContainerDie, EventTypes.ContainerDestroy,
    ];

    private static readonly string[] OfHosts = [.. EventCatalogue.All.Select(s => s.Name).Where(n => !n.StartsWith("container.", StringComparison.Ordinal))];

    /// <summary>The events behind diagnoses: those they name, what else happened to these containers and hosts then, and how their runs began.</summary>
    public async Task<IReadOnlyList<DockerEvent>> OfAsync(IReadOnlyList<Diagnosis> diagnoses, CancellationToken cancellationToken)
    {
        var named = await store.FindEventsAsync([.. diagnoses.SelectMany(d => d.Events).Distinct()], cancellationToken);
        var times = named.Select(e => e.Time).Concat(diagnoses.Select(d => d.Time)).ToList();
        if (times.Count == 0)
        {
            return [];
        }

        var concerned = diagnoses.Select(d => d.Rule).Distinct().Select(rules.Find).OfType<Rule>().ToList();
        var reach = RuleSet.Of(concerned).Reach;
        var (from, to) = (times.Min() - reach, times.Max() + (reach < After ? After : reach));
        var events = named.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var containers = named.Where(IsOfContainer).Select(e => (e.Host.Id, Container: e.Subject.Id))
            .Concat(diagnoses.Where(d => d.Subject.Kind == Subject.Container).Select(d => (d.Host.Id, Container: d.Subject.Id))).Distinct().ToList();
        var runs = named.Where(IsOfContainer).Select(e => e.Run?.StartedAt).Concat(diagnoses.Select(d => d.Run?.StartedAt)).OfType<DateTimeOffset>();
        var began = runs.Append(from).Min() - BeforeStart;
        foreach (var (host, container) in containers)
        {
            var own = new EventQuery { HostIds = [host], ContainerId = container, To = to };
            await AddAsync(events, own with { From = from }, cancellationToken);
            await AddAsync(events, own with { From = began, Types = Life }, cancellationToken);
        }

        foreach (var stack in diagnoses.Select(d => d.Stack).OfType<string>().Distinct())
        {
            await AddAsync(events, new EventQuery { Stack = stack, From = began, To = to, Types = Life }, cancellationToken);
        }

        var hosts = diagnoses.Select(d => d.Host.Id).Concat(named.Select(e => e.Host.Id)).Distinct().ToList();
        await AddAsync(events, new EventQuery { HostIds = hosts, From = from, To = to, Types = OfHosts }, cancellationToken);
        return Ordered(events);
    }

    /// <summary>The events of a container in a time, with how its run began, and of its host.</summary>
    public async Task<IReadOnlyList<DockerEvent>> OfAsync(string container, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (events, names) = (new Dictionary<string, DockerEvent>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var dockerEvent in EventPages.ReadAsync(store, new EventQuery { From = from, To = to }, cancellationToken))
        {
            if (ContainerName.Fits(dockerEvent.Subject, container))
            {
                Add(events, dockerEvent);
            }
            else if (IsOfContainer(dockerEvent))
            {
                _ = names.Add(dockerEvent.Subject.Name);
            }
        }

        if (events.Count == 0)
        {
            throw RequestRefusedException.Wrong("container", ContainerName.Unknown(container, names, "in this time"));
        }

        var own = events.Values.Select(e => (e.Host.Id, Container: e.Subject.Id)).Distinct().ToList();
        var began = events.Values.Select(e => e.Run?.StartedAt).OfType<DateTimeOffset>().Append(from).Min() - BeforeStart;
        foreach (var (host, id) in own)
        {
            await AddAsync(events, new EventQuery { HostIds = [host], ContainerId = id, From = began, To = from, Types = Life }, cancellationToken);
        }

        await AddAsync(events, new EventQuery { HostIds = [.. own.Select(o => o.Id).Distinct()], From = from, To = to, Types = OfHosts }, cancellationToken);
        return Ordered(events);
    }

    private async Task AddAsync(Dictionary<string, DockerEvent> events, EventQuery query, CancellationToken cancellationToken)
    {
        await foreach (var dockerEvent in EventPages.ReadAsync(store, query, cancellationToken))
        {
            Add(events, dockerEvent);
        }
    }

    private static void Add(Dictionary<string, DockerEvent> events, DockerEvent dockerEvent)
    {
        events[dockerEvent.Id] = dockerEvent;
        if (events.Count > Most)
        {
            throw RequestRefusedException.Wrong("fixture", $"there are more than {Most} events behind it; name a container and a shorter time with --container, --from and --to");
        }
    }

    private static List<DockerEvent> Ordered(Dictionary<string, DockerEvent> events) =>
        [.. events.Values.OrderBy(e => e.Time).ThenBy(e => e.Id, StringComparer.Ordinal)];

    private static bool IsOfContainer(DockerEvent e) => e.Subject.Kind == Subject.Container && e.Subject.Id.Length > 0;
}

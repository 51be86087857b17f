using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;

namespace Diagnoser.Server.Tests.Support;

/// <summary>A store with three incidents: two open ones whose ids begin alike, of the stacks shop and blog, and a resolved one of shop.</summary>
internal static class Kept
{
    /// <summary>Of the stack shop, on web-3; the newest.</summary>
    public static readonly string Shop = Id("3f2a01");

    /// <summary>Of the stack blog, on web-4.</summary>
    public static readonly string Blog = Id("3f2a02");

    /// <summary>Of the stack shop, resolved.</summary>
    public static readonly string Over = Id("bb00");

    /// <summary>What would move a cursor, hide text, forge a line, call people, or run in a page.</summary>
    public const string Hostile = "\e[31mred\u202e\r\nforged <script>alert(1)</script> | `x` @channel <!here>";

    public static readonly HostRef Web3 = new("h1", "web-3");
    public static readonly HostRef Web4 = new("h2", "web-4");

    public static string Id(string digits) => digits.PadRight(64, '0');

    /// <summary>Makes the file and what is in it.</summary>
    public static async Task<IStore> OpenAsync(string folder)
    {
        _ = Directory.CreateDirectory(folder);
        var store = SqliteStore.Open(Path.Combine(folder, "diagnoser.db"));
        await using var transaction = await store.BeginAsync(default);
        _ = await transaction.AppendAsync(
            [
                Event(EventTypes.ContainerStart, "shop-db-1", "shop", Web3, Some.Noon.AddMinutes(-2)),
                Event(EventTypes.ContainerDie, "shop-db-1", "shop", Web3, Some.Noon),
                Event(EventTypes.ContainerDie, "shop-api-1", "shop", Web3, Some.Noon.AddSeconds(2)),
                Event(EventTypes.ContainerDie, "blog-web-1", "blog", Web4, Some.Noon.AddSeconds(-30)),
            ],
            default);
        await AddAsync(transaction, Incident(Over, "shop", Web3, Some.Noon.AddHours(-3)) with
        {
            Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(-2), ResolvedBy = "bob", Resolution = "rolled back",
        });
        await AddAsync(transaction, Incident(Blog, "blog", Web4, Some.Noon.AddSeconds(-30), Severity.Warning));
        await AddAsync(transaction, Incident(Shop, "shop", Web3, Some.Noon));
        await transaction.CommitAsync(default);
        return store;
    }

    public static Incident Incident(string id, string stack, HostRef host, DateTimeOffset opened, Severity severity = Severity.Critical) =>
        new(id, $"key-{id}", 1, IncidentStatus.Open, severity, Root(id, stack, host, opened, severity), opened, opened)
        {
            Affected = [$"{stack}/db"],
        };

    /// <summary>Keeps an incident with its root, and that it opened.</summary>
    public static async Task AddAsync(IStoreTransaction transaction, Incident incident)
    {
        await transaction.SaveAsync(new Conclusions([], [incident.Root], []), default);
        await transaction.SaveIncidentAsync(incident, default);
        await transaction.JoinAsync(incident.Root.Id, incident.Id, default);
        await transaction.WriteJournalAsync(
            new TimelineEntry(incident.Opened, TimelineKinds.Incident, "it opened") { What = "opened", Incident = incident.Id, Stack = incident.Root.Stack },
            default);
    }

    public static async Task AddAsync(IStore store, Incident incident)
    {
        await using var transaction = await store.BeginAsync(default);
        await AddAsync(transaction, incident);
        await transaction.CommitAsync(default);
    }

    /// <summary>An incident in which everything that somebody else wrote is hostile.</summary>
    public static Incident HostileIncident()
    {
        var id = Id("dead");
        var root = Root(id, "evil", Web3, Some.Noon, Severity.Critical) with
        {
            Title = Hostile,
            Summary = Hostile,
            Cause = Hostile,
            Service = Hostile,
            Subject = new Subject(Subject.Container, Some.ContainerId("x"), Hostile),
            Evidence = [new EvidenceLine(Some.Noon, "logs", Hostile)],
        };
        return Incident(id, "evil", Web3, Some.Noon) with
        {
            Root = root,
            Affected = [Hostile],
            AcknowledgedAt = Some.Noon,
            AcknowledgedBy = Hostile,
            Status = IncidentStatus.Acknowledged,
            Symptoms = [new Symptom("d9", Some.Noon, "r", Severity.Warning, Web3, root.Subject, Hostile, Hostile)],
            SymptomCount = 1,
        };
    }

    private static DockerEvent Event(string type, string container, string stack, HostRef host, DateTimeOffset time) =>
        Some.Event(type, container, time) with { Host = host, Stack = stack, Service = container.Split('-')[1] };

    private static Diagnosis Root(string id, string stack, HostRef host, DateTimeOffset opened, Severity severity) =>
        Some.Diagnosis($"root-{id}", $"{stack}-db-1") with
        {
            Time = opened,
            Severity = severity,
            Host = host,
            Stack = stack,
            Service = "db",
            Summary = $"{stack}-db-1 died",
            IncidentKey = $"key-{id}",
            Incident = id,
        };
}

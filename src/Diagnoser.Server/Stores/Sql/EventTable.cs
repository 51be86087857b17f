using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>The events, and the hosts that they came from.</summary>
internal static class EventTable
{
    public static async Task<IReadOnlyList<DockerEvent>> AppendAsync(SqlSession session, IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return [];
        }

        var rows = events.Where(IsKept).Select(EventRow.Of).ToList();
        var inserted = await session.Dialect.InsertAsync(session, rows, Hosts(events), cancellationToken);
        var added = new List<DockerEvent>(inserted.Count);
        var next = 0;
        foreach (var dockerEvent in events)
        {
            if (!IsKept(dockerEvent) || inserted.Remove(rows[next++].Id))
            {
                added.Add(dockerEvent);
            }
        }

        return added;
    }

    /// <summary>Writes the verdicts to their events.</summary>
    public static Task JudgeAsync(SqlSession session, IReadOnlyList<DockerEvent> ends, CancellationToken cancellationToken) => session.ExecuteManyAsync(
        "UPDATE event SET body = @body WHERE id = @id",
        [.. ends.Select(e => ((string, object?)[])[("@id", e.Id), ("@body", EventBody.Of(e))])],
        cancellationToken);

    public static async Task<IReadOnlyList<DockerEvent>> FindAsync(SqlSession session, EventQuery query, CancellationToken cancellationToken)
    {
        var dialect = session.Dialect;
        var conditions = new Conditions()
            .And("time >= @from", "@from", query.From)
            .And("time <= @to", "@to", query.To)
            .And(dialect.In("host", "@hosts"), "@hosts", query.HostIds is { } hosts ? dialect.List(hosts) : null)
            .And("stack = @stack", "@stack", query.Stack)
            .And("service = @service", "@service", query.Service)
            .And("container = @container", "@container", query.ContainerId)
            .And(dialect.In("type", "@types"), "@types", query.Types is { } types ? dialect.List(types) : null)
            .With("@limit", query.Limit);
        var order = (query.ByArrival, query.Oldest) switch
        {
            (true, true) => "number",
            (true, false) => "number DESC",
            (false, true) => "time, number",
            _ => "time DESC, number DESC",
        };
        var found = await session.BodiesAsync(
            $"SELECT body FROM event {conditions} ORDER BY {order} LIMIT @limit", ContractsJson.Default.DockerEvent, cancellationToken, conditions.Parameters);
        if (!query.Oldest)
        {
            found.Reverse();
        }

        return found;
    }

    public static async Task<IReadOnlyList<DockerEvent>> FindAsync(SqlSession session, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        await session.BodiesAsync(
            $"SELECT body FROM event WHERE {session.Dialect.In("id", "@ids")} ORDER BY time, number",
            ContractsJson.Default.DockerEvent,
            cancellationToken,
            ("@ids", session.Dialect.List(ids)));

    public static async Task<IReadOnlyList<HostRef>> HostsAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync("SELECT id, name FROM host ORDER BY id", r => new HostRef(r.GetString(0), r.GetString(1)), cancellationToken);

    // Six a minute and host that say nothing of what happened: they move their host, and that is all.
    private static bool IsKept(DockerEvent dockerEvent) => !dockerEvent.IsHeartbeat;

    // In order of id, so that two that write the same hosts do not wait for each other.
    private static List<HostRow> Hosts(IReadOnlyList<DockerEvent> events)
    {
        var newest = new SortedDictionary<string, HostRow>(StringComparer.Ordinal);
        foreach (var dockerEvent in events)
        {
            var id = SqlText.Clean(dockerEvent.Host.Id);
            if (!newest.TryGetValue(id, out var known) || known.LastEvent <= dockerEvent.Time.UtcTicks)
            {
                newest[id] = new HostRow(id, SqlText.Clean(dockerEvent.Host.Name), dockerEvent.Time.UtcTicks);
            }
        }

        return [.. newest.Values];
    }
}

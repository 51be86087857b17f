namespace Diagnoser.Server.Stores.Sql;

/// <summary>How far event time had come on each host when something was last concluded of it: where the clock moved it, events do not tell.</summary>
internal static class HostClockTable
{
    // The latest counts; but one that is days ahead is of a machine whose clock was wrong, and would stay for good.
    public static Task SaveAsync(SqlSession session, IReadOnlyDictionary<string, DateTimeOffset> reached, CancellationToken cancellationToken) =>
        session.ExecuteManyAsync(
            """
            INSERT INTO host_clock (host, reached) VALUES (@host, @reached)
            ON CONFLICT (host) DO UPDATE SET reached = excluded.reached
            WHERE host_clock.reached < excluded.reached OR host_clock.reached > @wrong
            """,
            [
                .. reached.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r =>
                    ((string, object?)[])[("@host", SqlText.Clean(r.Key)), ("@reached", r.Value), ("@wrong", r.Value.UtcTicks + TimeSpan.TicksPerDay)]),
            ],
            cancellationToken);

    public static async Task<IReadOnlyDictionary<string, DateTimeOffset>> AllAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            "SELECT host, reached FROM host_clock", r => (Host: r.GetString(0), Ticks: r.GetInt64(1)), cancellationToken);
        return rows.ToDictionary(r => r.Host, r => new DateTimeOffset(r.Ticks, TimeSpan.Zero), StringComparer.Ordinal);
    }
}

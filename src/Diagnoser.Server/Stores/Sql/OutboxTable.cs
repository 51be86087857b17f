namespace Diagnoser.Server.Stores.Sql;

/// <summary>The messages that wait for the bus.</summary>
internal static class OutboxTable
{
    public static Task EnqueueAsync(SqlSession session, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) => session.ExecuteManyAsync(
        "INSERT INTO outbox (kind, body, leased_until) VALUES (@kind, @body, 0)",
        [.. messages.Select(m => ((string, object?)[])[("@kind", m.Kind), ("@body", m.Body)])],
        cancellationToken);

    public static async Task<IReadOnlyList<OutboxMessage>> LeaseAsync(
        SqlSession session, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        var leased = await session.QueryAsync(
            $"""
            WITH chosen AS (SELECT number FROM outbox WHERE leased_until <= @now ORDER BY number LIMIT @limit {session.Dialect.TakeFreeRows})
            UPDATE outbox SET leased_until = @until WHERE number IN (SELECT number FROM chosen) RETURNING number, kind, body
            """,
            r => new OutboxMessage(r.GetInt64(0), r.GetString(1), r.GetString(2)),
            cancellationToken,
            ("@now", now),
            ("@until", now + lease),
            ("@limit", limit));
        leased.Sort((a, b) => a.Number.CompareTo(b.Number));
        return leased;
    }

    public static Task RemoveAsync(SqlSession session, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"DELETE FROM outbox WHERE {session.Dialect.In("number", "@numbers")}", cancellationToken, ("@numbers", session.Dialect.List(numbers)));
}

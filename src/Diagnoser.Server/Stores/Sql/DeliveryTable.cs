using System.Data.Common;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>What notifiers are owed: one row for an incident and a notifier; nothing is owed where <c>due</c> is null.</summary>
internal static class DeliveryTable
{
    // A notifier that asked for quiet pushes back everything that is owed to it.
    private const string Columns = """
        incident, notifier, owed_version, told_version, reference, told, attempts, due, problem,
        (SELECT p.busy_until FROM notifier_pause p WHERE p.notifier = delivery.notifier) AS busy_until
        """;

    public static Task OweAsync(
        SqlSession session, string incidentId, int version, string notifier, DateTimeOffset due, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO delivery (incident, notifier, owed_version, told_version, attempts, due, leased_until)
        VALUES (@incident, @notifier, @version, 0, 0, @due, 0)
        ON CONFLICT (incident, notifier) DO UPDATE SET
            owed_version = excluded.owed_version,
            attempts = 0,
            due = CASE WHEN delivery.due < excluded.due THEN delivery.due ELSE excluded.due END
        WHERE delivery.owed_version < excluded.owed_version
        """,
        cancellationToken,
        ("@incident", incidentId),
        ("@notifier", notifier),
        ("@version", version),
        ("@due", due));

    public static async Task<IReadOnlyList<Delivery>> LeaseAsync(
        SqlSession session, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        var leased = await session.QueryAsync(
            $"""
            WITH chosen AS (
                SELECT incident, notifier FROM delivery
                WHERE due <= @now AND leased_until <= @now
                    AND NOT EXISTS (SELECT 1 FROM notifier_pause p WHERE p.notifier = delivery.notifier AND p.busy_until > @now)
                ORDER BY due, incident, notifier LIMIT @limit {session.Dialect.TakeFreeRows})
            UPDATE delivery SET leased_until = @until
            WHERE (incident, notifier) IN (SELECT incident, notifier FROM chosen) RETURNING {Columns}
            """,
            Read,
            cancellationToken,
            ("@now", now),
            ("@until", now + lease),
            ("@limit", limit));
        return [.. leased.OrderBy(d => d.Due).ThenBy(d => d.IncidentId, StringComparer.Ordinal).ThenBy(d => d.Notifier, StringComparer.Ordinal)];
    }

    public static async Task SettleAsync(SqlSession session, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var delivery = outcome.Delivery;

        // A version above these was owed meanwhile: it stays owed, and its attempts begin anew.
        var known = Math.Max(delivery.OwedVersion, outcome.ToldVersion);
        var due = outcome.Retry is null ? "CASE WHEN owed_version > @known THEN due END" : "@retry";
        (string, object?)[] parameters =
        [
            ("@incident", delivery.IncidentId),
            ("@notifier", delivery.Notifier),
            ("@known", known),
            ("@told_version", outcome.ToldVersion),
            ("@reference", outcome.Reference),
            ("@told", outcome.Told),
            ("@attempts", outcome.Problem is null ? 0 : delivery.Attempts + 1),
            ("@problem", outcome.Problem),
        ];
        _ = await session.ExecuteAsync(
            $"""
            UPDATE delivery SET
                told_version = CASE WHEN told_version < @told_version THEN @told_version ELSE told_version END,
                reference = COALESCE(@reference, reference),
                told = COALESCE(@told, told),
                attempts = CASE WHEN owed_version > @known THEN 0 ELSE @attempts END,
                problem = @problem,
                leased_until = 0,
                due = {due}
            WHERE incident = @incident AND notifier = @notifier
            """,
            cancellationToken,
            outcome.Retry is { } retry ? [("@retry", retry), .. parameters] : parameters);
        if (outcome.NotifierBusyUntil is { } busy)
        {
            _ = await session.ExecuteAsync(
                """
                INSERT INTO notifier_pause (notifier, busy_until) VALUES (@notifier, @busy)
                ON CONFLICT (notifier) DO UPDATE SET busy_until = excluded.busy_until WHERE notifier_pause.busy_until < excluded.busy_until
                """,
                cancellationToken,
                ("@notifier", delivery.Notifier),
                ("@busy", busy));
        }
    }

    public static async Task<DateTimeOffset?> NextAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var next = await session.QueryAsync(
            """
            SELECT min(CASE WHEN leased_until > free THEN leased_until ELSE free END) FROM (
                SELECT d.leased_until, CASE WHEN p.busy_until > d.due THEN p.busy_until ELSE d.due END AS free
                FROM delivery d LEFT JOIN notifier_pause p ON p.notifier = d.notifier WHERE d.due IS NOT NULL) AS owed
            """,
            r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0),
            cancellationToken);
        return next[0] is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    public static async Task<IReadOnlyList<Delivery>> OfAsync(SqlSession session, string incidentId, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            $"SELECT {Columns} FROM delivery WHERE incident = @incident ORDER BY notifier", Read, cancellationToken, ("@incident", incidentId));

    private static Delivery Read(DbDataReader reader)
    {
        var due = Number(reader, 7);
        return new Delivery(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3))
        {
            Reference = Text(reader, 4),
            Told = Text(reader, 5),
            Attempts = reader.GetInt32(6),
            IsOwed = due is not null,
            Due = due is { } ticks ? new DateTimeOffset(Math.Max(ticks, Number(reader, 9) ?? 0), TimeSpan.Zero) : default,
            Problem = Text(reader, 8),
        };
    }

    private static long? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

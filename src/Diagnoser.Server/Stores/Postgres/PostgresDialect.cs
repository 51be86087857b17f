using System.Data.Common;
using System.Globalization;
using Diagnoser.Server.Stores.Sql;
using Npgsql;

namespace Diagnoser.Server.Stores.Postgres;

/// <summary>PostgreSQL: many connections, rows are locked, events are written in one round trip.</summary>
internal sealed class PostgresDialect(NpgsqlDataSource source, NpgsqlConnectionStringBuilder settings) : SqlDialect
{
    // "DGNR" and a number: locks of our own among the advisory locks of the database.
    private const long SharingLock = 0x44474e52_00000002;

    public NpgsqlDataSource Source => source;

    public NpgsqlConnectionStringBuilder Settings => settings;

    public override string Description { get; } =
        string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {settings.Database ?? settings.Username} at {settings.Host}:{settings.Port}");

    public override string Clock => "SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000";

    public override string HoldRow => "FOR SHARE";

    public override string TakeFreeRows => "FOR UPDATE SKIP LOCKED";

    public override async Task<SqlSession> ReadAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        return new SqlSession(this, connection, null, connection.DisposeAsync);
    }

    public override async Task<SqlSession> WriteAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        try
        {
            return new SqlSession(this, connection, await connection.BeginTransactionAsync(cancellationToken), connection.DisposeAsync);
        }
        catch (NpgsqlException problem)
        {
            await connection.DisposeAsync();
            throw Explain(problem);
        }
    }

    public override string In(string column, string parameter) => $"{column} = ANY({parameter})";

    public override object List(IEnumerable<string> values) => values.Select(SqlText.Clean).ToArray();

    public override object List(IEnumerable<long> values) => values.ToArray();

    public override Task<HashSet<string>> InsertAsync(
        SqlSession session, IReadOnlyList<EventRow> events, IReadOnlyList<HostRow> hosts, CancellationToken cancellationToken) => session.GuardedAsync(async () =>
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)session.Connection, (NpgsqlTransaction?)session.Transaction)
        {
            BatchCommands = { Events(events), Hosts(hosts) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var inserted = new HashSet<string>(events.Count, StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            _ = inserted.Add(reader.GetString(0));
        }

        _ = await reader.NextResultAsync(cancellationToken);
        return inserted;
    });

    public override Task EnterSharingAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("SELECT pg_advisory_xact_lock(@lock)", cancellationToken, ("@lock", SharingLock));

    public override StoreException Explain(DbException problem) => PostgresProblems.Explain(problem, Description, settings);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>A connection, or in words why there is none.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException problem)
        {
            throw Explain(problem);
        }
        catch (Exception problem) when (problem is System.Net.Sockets.SocketException or TimeoutException or IOException)
        {
            throw PostgresProblems.Unreachable(problem, Description);
        }
    }

    private static NpgsqlBatchCommand Events(IReadOnlyList<EventRow> events) => new(
        """
        INSERT INTO event (id, time, host, type, container, service, stack, body)
        SELECT e.id, e.time, e.host, e.type, e.container, e.service, e.stack, e.body
        FROM unnest(@ids, @times, @hosts, @types, @containers, @services, @stacks, @bodies) WITH ORDINALITY
            AS e (id, time, host, type, container, service, stack, body, n)
        ORDER BY e.n ON CONFLICT DO NOTHING RETURNING id
        """)
    {
        Parameters =
        {
            Column("@ids", events, e => e.Id),
            Column("@times", events, e => e.Time),
            Column("@hosts", events, e => e.Host),
            Column("@types", events, e => e.Type),
            Column("@containers", events, e => e.Container),
            Column("@services", events, e => e.Service),
            Column("@stacks", events, e => e.Stack),
            Column("@bodies", events, e => e.Body),
        },
    };

    private static NpgsqlBatchCommand Hosts(IReadOnlyList<HostRow> hosts) => new(
        """
        INSERT INTO host (id, name, last_event) SELECT h.id, h.name, h.last_event FROM unnest(@ids, @names, @times) AS h (id, name, last_event)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_event = excluded.last_event WHERE host.last_event < excluded.last_event
        """)
    {
        Parameters =
        {
            Column("@ids", hosts, h => h.Id),
            Column("@names", hosts, h => h.Name),
            Column("@times", hosts, h => h.LastEvent),
        },
    };

    private static NpgsqlParameter<TValue[]> Column<TRow, TValue>(string name, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return new NpgsqlParameter<TValue[]>(name, values);
    }
}

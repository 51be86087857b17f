using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Diagnoser.Server.Stores.Quick;

/// <summary>Interim.</summary>
internal sealed class QuickStore(Func<Task<DbConnection>> open, bool pg, string description, SemaphoreSlim? gate) : IStore
{
    public string Description => description;

    public static async Task<QuickStore> CreateAsync(string? postgres, string? file)
    {
        QuickStore store;
        if (postgres is not null)
        {
            var source = NpgsqlDataSource.Create(postgres + ";Max Auto Prepare=50");
            store = new QuickStore(async () => await source.OpenConnectionAsync(), true, "PostgreSQL", null);
        }
        else
        {
            store = new QuickStore(async () => { var c = new SqliteConnection($"Data Source={file};Default Timeout=10"); await c.OpenAsync(); return c; }, false, file!, new SemaphoreSlim(1));
        }

        try
        {
            await using var c = await store.OpenAsync();
            foreach (var sql in (store.IsPg ? "SELECT pg_advisory_lock(77);" + Schema(true) + "SELECT pg_advisory_unlock(77);" : "PRAGMA journal_mode=WAL;" + Schema(false)).Split("--"))
            {
                await using var cmd = c.CreateCommand();
                cmd.CommandText = sql;
                await cmd.ExecuteNonQueryAsync();
            }
        }
        catch (DbException e) { throw new StoreException(e.Message, e); }

        return store;
    }

    public bool IsPg => pg;

    private static string Schema(bool pg)
    {
        var num = pg ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY";
        return $"""
        CREATE TABLE IF NOT EXISTS event (number {num}, id TEXT NOT NULL UNIQUE, time BIGINT, host TEXT, type TEXT, container TEXT, service TEXT, stack TEXT, body TEXT);
        CREATE INDEX IF NOT EXISTS event_time ON event(host, time);
        CREATE TABLE IF NOT EXISTS host (id TEXT PRIMARY KEY, name TEXT);
        CREATE TABLE IF NOT EXISTS diagnosis (id TEXT PRIMARY KEY, time BIGINT, host TEXT, container TEXT, service TEXT, stack TEXT, hidden_by TEXT, incident TEXT, body TEXT);
        CREATE TABLE IF NOT EXISTS blind_window (host TEXT, source TEXT, started BIGINT, ended BIGINT, body TEXT, PRIMARY KEY(host, source, started));
        CREATE TABLE IF NOT EXISTS incident (id TEXT PRIMARY KEY, key TEXT, version INT, active INT, opened BIGINT, last_seen BIGINT, stack TEXT, service TEXT, host TEXT, body TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS incident_open ON incident(key) WHERE active = 1;
        CREATE TABLE IF NOT EXISTS journal (number {num}, time BIGINT, incident TEXT, stack TEXT, body TEXT);
        CREATE TABLE IF NOT EXISTS quarantine (number {num}, time BIGINT, origin TEXT, problem TEXT, body TEXT);
        CREATE TABLE IF NOT EXISTS partition_lease (part INT PRIMARY KEY, epoch BIGINT, owner TEXT, until BIGINT);
        CREATE TABLE IF NOT EXISTS owner (id TEXT PRIMARY KEY, seen BIGINT);
        CREATE TABLE IF NOT EXISTS outbox (number {num}, kind TEXT, body TEXT, until BIGINT);
        CREATE TABLE IF NOT EXISTS delivery (incident TEXT, notifier TEXT, owed INT, told INT, reference TEXT, told_text TEXT, attempts INT, due BIGINT, problem TEXT, active INT, until BIGINT, PRIMARY KEY(incident, notifier));
        """;
    }

    public async Task<DbConnection> OpenAsync()
    {
        try { return await open(); }
        catch (Exception e) when (e is DbException or System.Net.Sockets.SocketException) { throw new StoreException(e.Message, e); }
    }

    public async Task<List<T>> QueryAsync<T>(DbConnection c, DbTransaction? t, string sql, Func<DbDataReader, T> read, params (string, object?)[] ps)
    {
        try
        {
            await using var cmd = Cmd(c, t, sql, ps);
            await using var r = await cmd.ExecuteReaderAsync();
            var list = new List<T>();
            while (await r.ReadAsync()) { list.Add(read(r)); }
            return list;
        }
        catch (DbException e) { throw Translate(e); }
    }

    public static StoreException Translate(DbException e) =>
        e is PostgresException { SqlState: "23505" } or SqliteException { SqliteErrorCode: 19 } ? new StoreConflictException(e.Message, e) : new StoreException(e.Message, e);

    public async Task<int> ExecAsync(DbConnection c, DbTransaction? t, string sql, params (string, object?)[] ps)
    {
        try
        {
            await using var cmd = Cmd(c, t, sql, ps);
            return await cmd.ExecuteNonQueryAsync();
        }
        catch (DbException e) { throw Translate(e); }
    }

    private static DbCommand Cmd(DbConnection c, DbTransaction? t, string sql, (string, object?)[] ps)
    {
        var cmd = c.CreateCommand();
        cmd.CommandText = sql;
        cmd.Transaction = t;
        foreach (var (n, v) in ps)
        {
            var p = cmd.CreateParameter();
            p.ParameterName = n;
            p.Value = v switch { null => DBNull.Value, string s => s.Replace("\0", "\ufffd", StringComparison.Ordinal), _ => v };
            if (v is null) { p.DbType = System.Data.DbType.String; }
            cmd.Parameters.Add(p);
        }

        return cmd;
    }

    private async Task<IReadOnlyList<T>> Bodies<T>(string sql, JsonTypeInfo<T> type, params (string, object?)[] ps)
    {
        await using var c = await OpenAsync();
        return await QueryAsync(c, null, sql, r => JsonSerializer.Deserialize(r.GetString(0), type)!, ps);
    }

    public async Task PingAsync(CancellationToken cancellationToken) => await Bodies("SELECT '1'", ContractsJson.Default.JsonElement);

    public async Task<IStoreTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        if (gate is not null) { await gate.WaitAsync(cancellationToken); }
        try
        {
            var c = await OpenAsync();
            return new QuickTransaction(this, c, await c.BeginTransactionAsync(cancellationToken), gate);
        }
        catch { gate?.Release(); throw; }
    }

    private static long T(DateTimeOffset t) => t.UtcTicks;

    private static string In(IEnumerable<string> ids) => string.Join(",", ids.Select(i => "'" + i.Replace("'", "''", StringComparison.Ordinal) + "'").DefaultIfEmpty("''"));

    public async Task<IReadOnlyList<HostRef>> HostsAsync(CancellationToken cancellationToken)
    {
        await using var c = await OpenAsync();
        return await QueryAsync(c, null, "SELECT id, name FROM host ORDER BY id", r => new HostRef(r.GetString(0), r.GetString(1)));
    }

    public Task<IReadOnlyList<DockerEvent>> EventsAsync(EventQuery q, CancellationToken cancellationToken)
    {
        var w = "time >= @f AND time <= @t";
        if (q.HostIds is { } h) { w += $" AND host IN ({In(h)})"; }
        if (q.Types is { } ty) { w += $" AND type IN ({In(ty)})"; }
        if (q.Stack is not null) { w += " AND stack = @stack"; }
        if (q.Service is not null) { w += " AND service = @service"; }
        if (q.ContainerId is not null) { w += " AND container = @container"; }
        var o = q.ByArrival ? "number" : "time";
        var inv = string.Join(", ", o.Split(", ").Select(x => x + " DESC"));
        return Bodies(
            $"SELECT body FROM (SELECT body, number, time FROM event WHERE {w} ORDER BY {inv} LIMIT {q.Limit.ToString(CultureInfo.InvariantCulture)}) x ORDER BY {o}{(q.ByArrival ? "" : ", number")}",
            ContractsJson.Default.DockerEvent, ("f", T(q.From)), ("t", T(q.To)), ("stack", q.Stack), ("service", q.Service), ("container", q.ContainerId));
    }

    public Task<IReadOnlyList<DockerEvent>> FindEventsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Bodies($"SELECT body FROM event WHERE id IN ({In(ids)})", ContractsJson.Default.DockerEvent);

    private async Task<IReadOnlyList<Diagnosis>> Diags(string where, int limit, params (string, object?)[] ps)
    {
        await using var c = await OpenAsync();
        return await QueryAsync(c, null, $"SELECT body, incident FROM (SELECT body, incident, time, id FROM diagnosis WHERE {where} ORDER BY time DESC LIMIT {limit.ToString(CultureInfo.InvariantCulture)}) x ORDER BY time, id",
            r => JsonSerializer.Deserialize(r.GetString(0), ContractsJson.Default.Diagnosis)! with { Incident = r.IsDBNull(1) ? null : r.GetString(1) }, ps);
    }

    public Task<IReadOnlyList<Diagnosis>> DiagnosesAsync(DiagnosisQuery q, CancellationToken cancellationToken)
    {
        var w = "time >= @f AND time <= @t";
        if (q.HostId is not null) { w += " AND host = @h"; }
        if (q.Stack is not null) { w += " AND stack = @stack"; }
        if (q.Service is not null) { w += " AND service = @service"; }
        if (q.ContainerId is not null) { w += " AND container = @container"; }
        if (q.IncidentId is not null) { w += " AND incident = @incident"; }
        if (q.WithoutIncident) { w += " AND incident IS NULL"; }
        return Diags(w, q.Limit, ("f", T(q.From)), ("t", T(q.To)), ("h", q.HostId), ("stack", q.Stack), ("service", q.Service), ("container", q.ContainerId), ("incident", q.IncidentId));
    }

    public Task<IReadOnlyList<Diagnosis>> FindDiagnosesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => Diags($"id IN ({In(ids)})", 100000);

    public Task<IReadOnlyList<BlindWindow>> BlindWindowsAsync(DateTimeOffset from, DateTimeOffset to, string? hostId, CancellationToken cancellationToken) =>
        Bodies("SELECT body FROM blind_window WHERE ended >= @f AND started <= @t" + (hostId is null ? "" : " AND host = @h") + " ORDER BY ended", ContractsJson.Default.BlindWindow, ("f", T(from)), ("t", T(to)), ("h", hostId));

    public Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery q, CancellationToken cancellationToken)
    {
        var w = "last_seen >= @f AND opened <= @t";
        if (q.Active is { } a) { w += $" AND active = {(a ? 1 : 0)}"; }
        if (q.HostId is not null) { w += " AND host = @h"; }
        if (q.Stack is not null) { w += " AND stack = @stack"; }
        if (q.Service is not null) { w += " AND service = @service"; }
        return Bodies($"SELECT body FROM incident WHERE {w} ORDER BY opened DESC LIMIT {q.Limit.ToString(CultureInfo.InvariantCulture)}", ContractsJson.Default.Incident,
            ("f", T(q.From)), ("t", T(q.To)), ("h", q.HostId), ("stack", q.Stack), ("service", q.Service));
    }

    public Task<IReadOnlyList<Incident>> FindIncidentsAsync(string idPrefix, CancellationToken cancellationToken) =>
        Bodies("SELECT body FROM incident WHERE substr(id, 1, @n) = @p LIMIT 2", ContractsJson.Default.Incident, ("n", idPrefix.Length), ("p", idPrefix));

    public Task<IReadOnlyList<TimelineEntry>> JournalAsync(JournalQuery q, CancellationToken cancellationToken)
    {
        var w = "time >= @f AND time <= @t";
        if (q.IncidentId is not null) { w += " AND incident = @i"; }
        if (q.Stack is not null) { w += " AND stack = @s"; }
        return Bodies($"SELECT body FROM journal WHERE {w} ORDER BY time, number", ContractsJson.Default.TimelineEntry, ("f", T(q.From)), ("t", T(q.To)), ("i", q.IncidentId), ("s", q.Stack));
    }

    public async Task<IReadOnlyList<QuarantinedRecord>> QuarantineAsync(int limit, CancellationToken cancellationToken)
    {
        await using var c = await OpenAsync();
        return await QueryAsync(c, null, $"SELECT time, origin, problem, body, number FROM quarantine ORDER BY number DESC LIMIT {limit.ToString(CultureInfo.InvariantCulture)}",
            r => new QuarantinedRecord(new DateTimeOffset(r.GetInt64(0), TimeSpan.Zero), r.GetString(1), r.GetString(2), r.GetString(3)) { Number = r.GetInt64(4) });
    }

    public async Task<long> CountQuarantineAsync(CancellationToken cancellationToken)
    {
        await using var c = await OpenAsync();
        return (await QueryAsync(c, null, "SELECT count(*) FROM quarantine", r => r.GetInt64(0)))[0];
    }

    private async Task<T> Write<T>(Func<DbConnection, DbTransaction, Task<T>> work)
    {
        await using var t = (QuickTransaction)await BeginAsync(CancellationToken.None);
        var result = await work(t.Connection, t.Transaction);
        await t.CommitAsync(CancellationToken.None);
        return result;
    }

    public Task<IReadOnlyList<PartitionLease>> LeaseAsync(LeaseRequest q, CancellationToken cancellationToken) => Write<IReadOnlyList<PartitionLease>>(async (c, t) =>
    {
        if (pg) { await ExecAsync(c, t, "SELECT pg_advisory_xact_lock(78)"); }
        var (now, until) = (T(q.Now), T(q.Now + q.Lease));
        await ExecAsync(c, t, "INSERT INTO owner VALUES (@o, @n) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen", ("o", q.Owner), ("n", now));
        for (var p = 0; p < q.Partitions; p++) { await ExecAsync(c, t, "INSERT INTO partition_lease VALUES (@p, 0, NULL, 0) ON CONFLICT DO NOTHING", ("p", p)); }
        var owners = (await QueryAsync(c, t, "SELECT count(*) FROM owner WHERE seen > @n", r => r.GetInt64(0), ("n", T(q.Now - q.Lease))))[0];
        var share = (int)((q.Partitions + owners - 1) / owners);
        var rows = await QueryAsync(c, t, "SELECT part, epoch, owner, until FROM partition_lease WHERE part < @c ORDER BY part", r => (P: r.GetInt32(0), E: r.GetInt64(1), O: r.IsDBNull(2) ? null : r.GetString(2), U: r.GetInt64(3)), ("c", q.Partitions));
        var mine = rows.Where(r => r.O == q.Owner && r.U > now).Select(r => new PartitionLease(r.P, r.E)).ToList();
        foreach (var surplus in mine.Skip(share).ToList()) { await ExecAsync(c, t, "UPDATE partition_lease SET owner = NULL, until = 0 WHERE part = @p", ("p", surplus.Partition)); mine.Remove(surplus); }
        foreach (var r in rows.Where(r => r.U <= now).Take(Math.Max(0, share - mine.Count)))
        {
            await ExecAsync(c, t, "UPDATE partition_lease SET owner = @o, epoch = epoch + 1, until = @u WHERE part = @p", ("o", q.Owner), ("u", until), ("p", r.P));
            mine.Add(new PartitionLease(r.P, r.E + 1));
        }

        await ExecAsync(c, t, "UPDATE partition_lease SET until = @u WHERE owner = @o", ("u", until), ("o", q.Owner));
        return [.. mine.OrderBy(m => m.Partition)];
    });

    public Task ReleaseAsync(string owner, CancellationToken cancellationToken) => Write(async (c, t) =>
    {
        await ExecAsync(c, t, "DELETE FROM owner WHERE id = @o", ("o", owner));
        return await ExecAsync(c, t, "UPDATE partition_lease SET owner = NULL, until = 0 WHERE owner = @o", ("o", owner));
    });

    private string Skip => pg ? " FOR UPDATE SKIP LOCKED" : "";

    public Task<IReadOnlyList<OutboxMessage>> LeaseOutboxAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => Write<IReadOnlyList<OutboxMessage>>(async (c, t) =>
    {
        var rows = await QueryAsync(c, t, $"SELECT number, kind, body FROM outbox WHERE until <= @n ORDER BY number LIMIT {limit.ToString(CultureInfo.InvariantCulture)}{Skip}", r => new OutboxMessage(r.GetInt64(0), r.GetString(1), r.GetString(2)), ("n", T(now)));
        foreach (var r in rows) { await ExecAsync(c, t, "UPDATE outbox SET until = @u WHERE number = @x", ("u", T(now + lease)), ("x", r.Number)); }
        return rows;
    });

    public Task RemoveOutboxAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken) => Write((c, t) => ExecAsync(c, t, $"DELETE FROM outbox WHERE number IN ({string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))})"));

    private static Delivery Read(DbDataReader r) => new(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt32(3))
    {
        Reference = r.IsDBNull(4) ? null : r.GetString(4),
        Told = r.IsDBNull(5) ? null : r.GetString(5),
        Attempts = r.GetInt32(6),
        Due = new DateTimeOffset(r.GetInt64(7), TimeSpan.Zero),
        Problem = r.IsDBNull(8) ? null : r.GetString(8),
        IsOwed = r.GetInt32(9) == 1,
    };

    private const string Columns = "incident, notifier, owed, told, reference, told_text, attempts, due, problem, active";

    public Task<IReadOnlyList<Delivery>> LeaseDeliveriesAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => Write<IReadOnlyList<Delivery>>(async (c, t) =>
    {
        var rows = await QueryAsync(c, t, $"SELECT {Columns} FROM delivery WHERE active = 1 AND due <= @n AND until <= @n ORDER BY due LIMIT {limit.ToString(CultureInfo.InvariantCulture)}{Skip}", Read, ("n", T(now)));
        foreach (var r in rows) { await ExecAsync(c, t, "UPDATE delivery SET until = @u WHERE incident = @i AND notifier = @x", ("u", T(now + lease)), ("i", r.IncidentId), ("x", r.Notifier)); }
        return rows;
    });

    public Task SettleDeliveryAsync(DeliveryOutcome o, CancellationToken cancellationToken) => Write(async (c, t) =>
    {
        var d = o.Delivery;
        await ExecAsync(c, t, """
            UPDATE delivery SET until = 0, told = @told, reference = @ref, told_text = @tt, problem = @problem, attempts = @attempts,
              active = CASE WHEN owed > @owed THEN 1 ELSE @active END, due = CASE WHEN owed > @owed THEN due ELSE @due END WHERE incident = @i AND notifier = @n
            """, ("told", o.ToldVersion), ("ref", o.Reference), ("tt", o.Told), ("problem", o.Problem), ("attempts", o.Problem is null ? 0 : d.Attempts + 1),
            ("owed", Math.Max(d.OwedVersion, o.ToldVersion)), ("active", o.Retry is null ? 0 : 1), ("due", T(o.Retry ?? d.Due)), ("i", d.IncidentId), ("n", d.Notifier));
        if (o.NotifierBusyUntil is { } busy) { await ExecAsync(c, t, "UPDATE delivery SET due = @b WHERE notifier = @n AND active = 1 AND due < @b", ("b", T(busy)), ("n", d.Notifier)); }
        if (o.Journal is { } j) { await QuickTransaction.JournalAsync(this, c, t, j); }
        return 0;
    });

    public async Task<DateTimeOffset?> NextDeliveryAsync(CancellationToken cancellationToken)
    {
        await using var c = await OpenAsync();
        return (await QueryAsync(c, null, "SELECT min(due) FROM delivery WHERE active = 1", r => r.IsDBNull(0) ? (DateTimeOffset?)null : new DateTimeOffset(r.GetInt64(0), TimeSpan.Zero)))[0];
    }

    public async Task<IReadOnlyList<Delivery>> DeliveriesAsync(string incidentId, CancellationToken cancellationToken)
    {
        await using var c = await OpenAsync();
        return await QueryAsync(c, null, $"SELECT {Columns} FROM delivery WHERE incident = @i", Read, ("i", incidentId));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;
using Npgsql;

namespace Diagnoser.Server.Stores.Quick;

/// <summary>Interim.</summary>
internal sealed class QuickTransaction(QuickStore store, DbConnection c, DbTransaction t, SemaphoreSlim? gate) : IStoreTransaction
{
    public DbConnection Connection => c;

    public DbTransaction Transaction => t;

    private static string Ser<T>(T v, JsonTypeInfo<T> type) => JsonSerializer.Serialize(v, type);

    private static string? Container(Subject s) => s.Kind == Subject.Container ? s.Id : null;

    public async Task<bool> HoldsAsync(PartitionLease lease, CancellationToken cancellationToken) =>
        (await store.QueryAsync(c, t, "SELECT epoch FROM partition_lease WHERE part = @p" + (store.IsPg ? " FOR SHARE" : ""), r => r.GetInt64(0), ("p", lease.Partition))) is [var e] && e == lease.Epoch;

    public async Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken)
    {
        foreach (var h in events.Select(e => e.Host).DistinctBy(h => h.Id)) { await store.ExecAsync(c, t, "INSERT INTO host VALUES (@i, @n) ON CONFLICT (id) DO UPDATE SET name = excluded.name", ("i", h.Id), ("n", h.Name)); }
        var distinct = events.DistinctBy(e => e.Id).ToList();
        if (distinct.Count == 0) { return []; }
        if (store.IsPg)
        {
            try
            {
                await using var cmd = (NpgsqlCommand)c.CreateCommand();
                cmd.CommandText = "INSERT INTO event (id, time, host, type, container, service, stack, body) SELECT * FROM unnest(@a::text[], @b::bigint[], @c::text[], @d::text[], @e::text[], @f::text[], @g::text[], @h::text[]) ON CONFLICT DO NOTHING RETURNING id";
                cmd.Parameters.AddWithValue("a", distinct.Select(e => e.Id).ToArray());
                cmd.Parameters.AddWithValue("b", distinct.Select(e => e.Time.UtcTicks).ToArray());
                cmd.Parameters.AddWithValue("c", distinct.Select(e => e.Host.Id).ToArray());
                cmd.Parameters.AddWithValue("d", distinct.Select(e => e.Type).ToArray());
                cmd.Parameters.AddWithValue("e", distinct.Select(e => Container(e.Subject)).ToArray());
                cmd.Parameters.AddWithValue("f", distinct.Select(e => e.Service).ToArray());
                cmd.Parameters.AddWithValue("g", distinct.Select(e => e.Stack).ToArray());
                cmd.Parameters.AddWithValue("h", distinct.Select(e => Ser(e, ContractsJson.Default.DockerEvent)).ToArray());
                var news = new HashSet<string>();
                await using var r = await cmd.ExecuteReaderAsync(cancellationToken);
                while (await r.ReadAsync(cancellationToken)) { news.Add(r.GetString(0)); }
                return [.. distinct.Where(e => news.Contains(e.Id))];
            }
            catch (DbException e) { throw QuickStore.Translate(e); }
        }

        var added = new List<DockerEvent>();
        foreach (var e in distinct)
        {
            if (await store.ExecAsync(c, t, "INSERT INTO event (id, time, host, type, container, service, stack, body) VALUES (@a, @b, @c, @d, @e, @f, @g, @h) ON CONFLICT DO NOTHING",
                ("a", e.Id), ("b", e.Time.UtcTicks), ("c", e.Host.Id), ("d", e.Type), ("e", Container(e.Subject)), ("f", e.Service), ("g", e.Stack), ("h", Ser(e, ContractsJson.Default.DockerEvent))) == 1) { added.Add(e); }
        }

        return added;
    }

    public async Task SaveAsync(Conclusions x, CancellationToken cancellationToken)
    {
        foreach (var e in x.Ends) { await store.ExecAsync(c, t, "UPDATE event SET body = @b WHERE id = @i", ("b", Ser(e, ContractsJson.Default.DockerEvent)), ("i", e.Id)); }
        foreach (var d in x.Diagnoses)
        {
            await store.ExecAsync(c, t, "INSERT INTO diagnosis (id, time, host, container, service, stack, hidden_by, body) VALUES (@i, @t, @h, @c, @sv, @st, @hb, @b) ON CONFLICT (id) DO UPDATE SET time = excluded.time, hidden_by = excluded.hidden_by, body = excluded.body",
                ("i", d.Id), ("t", d.Time.UtcTicks), ("h", d.Host.Id), ("c", Container(d.Subject)), ("sv", d.Service), ("st", d.Stack), ("hb", d.HiddenBy), ("b", Ser(d, ContractsJson.Default.Diagnosis)));
        }

        foreach (var w in x.BlindWindows)
        {
            await store.ExecAsync(c, t, "INSERT INTO blind_window VALUES (@h, @s, @f, @t, @b) ON CONFLICT (host, source, started) DO UPDATE SET ended = excluded.ended, body = excluded.body",
                ("h", w.Host.Id), ("s", w.Source), ("f", w.From.UtcTicks), ("t", w.To.UtcTicks), ("b", Ser(w, ContractsJson.Default.BlindWindow)));
        }
    }

    public async Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellationToken)
    {
        foreach (var r in records) { await store.ExecAsync(c, t, "INSERT INTO quarantine (time, origin, problem, body) VALUES (@t, @o, @p, @b)", ("t", r.Time.UtcTicks), ("o", r.Origin), ("p", r.Problem), ("b", r.Body)); }
    }

    private async Task<Incident?> One(string where, params (string, object?)[] ps) =>
        (await store.QueryAsync(c, t, $"SELECT body FROM incident WHERE {where}", r => JsonSerializer.Deserialize(r.GetString(0), ContractsJson.Default.Incident), ps)).FirstOrDefault();

    public Task<Incident?> FindOpenIncidentAsync(string key, CancellationToken cancellationToken) => One("key = @k AND active = 1", ("k", key));

    public Task<Incident?> FindLastIncidentAsync(string key, CancellationToken cancellationToken) => One("key = @k ORDER BY opened DESC LIMIT 1", ("k", key));

    public Task<Incident?> FindIncidentOfAsync(string diagnosisId, CancellationToken cancellationToken) => One("id = (SELECT incident FROM diagnosis WHERE id = @d)", ("d", diagnosisId));

    public Task<Incident?> FindIncidentAsync(string id, CancellationToken cancellationToken) => One("id = @i", ("i", id));

    public async Task SaveIncidentAsync(Incident i, CancellationToken cancellationToken)
    {
        (string, object?)[] ps = [("i", i.Id), ("k", i.Key), ("v", i.Version), ("a", i.Status == IncidentStatus.Resolved ? 0 : 1), ("o", i.Opened.UtcTicks), ("l", i.LastSeen.UtcTicks), ("st", i.Root.Stack), ("sv", i.Root.Service), ("h", i.Root.Host.Id), ("b", Ser(i, ContractsJson.Default.Incident))];
        var n = i.Version == 1
            ? await store.ExecAsync(c, t, "INSERT INTO incident (id, key, version, active, opened, last_seen, stack, service, host, body) VALUES (@i, @k, @v, @a, @o, @l, @st, @sv, @h, @b)", ps)
            : await store.ExecAsync(c, t, "UPDATE incident SET version = @v, active = @a, opened = @o, last_seen = @l, stack = @st, service = @sv, host = @h, body = @b WHERE id = @i AND version = @v - 1 AND key = @k", ps);
        if (n != 1) { throw new StoreConflictException("conflict"); }
    }

    public Task JoinAsync(string diagnosisId, string incidentId, CancellationToken cancellationToken) => store.ExecAsync(c, t, "UPDATE diagnosis SET incident = @i WHERE id = @d", ("i", incidentId), ("d", diagnosisId));

    public Task WriteJournalAsync(TimelineEntry entry, CancellationToken cancellationToken) => JournalAsync(store, c, t, entry);

    public static Task JournalAsync(QuickStore store, DbConnection c, DbTransaction t, TimelineEntry e) =>
        store.ExecAsync(c, t, "INSERT INTO journal (time, incident, stack, body) VALUES (@t, @i, @s, @b)", ("t", e.Time.UtcTicks), ("i", e.Incident), ("s", e.Stack), ("b", Ser(e, ContractsJson.Default.TimelineEntry)));

    public async Task EnqueueAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var m in messages) { await store.ExecAsync(c, t, "INSERT INTO outbox (kind, body, until) VALUES (@k, @b, 0)", ("k", m.Kind), ("b", m.Body)); }
    }

    public Task OweAsync(string incidentId, int version, string notifier, DateTimeOffset due, CancellationToken cancellationToken) =>
        store.ExecAsync(c, t, """
            INSERT INTO delivery (incident, notifier, owed, told, attempts, due, active, until) VALUES (@i, @n, @v, 0, 0, @d, 1, 0)
            ON CONFLICT (incident, notifier) DO UPDATE SET due = CASE WHEN delivery.active = 1 AND delivery.due < excluded.due THEN delivery.due ELSE excluded.due END,
              owed = excluded.owed, active = 1 WHERE delivery.owed < excluded.owed AND delivery.told < excluded.owed
            """, ("i", incidentId), ("n", notifier), ("v", version), ("d", due.UtcTicks));

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        try { await t.CommitAsync(cancellationToken); }
        catch (DbException e) { throw QuickStore.Translate(e); }
    }

    public async ValueTask DisposeAsync()
    {
        await t.DisposeAsync();
        await c.DisposeAsync();
        gate?.Release();
        GC.KeepAlive(CultureInfo.InvariantCulture);
    }
}

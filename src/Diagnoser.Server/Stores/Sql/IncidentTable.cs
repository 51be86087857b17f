using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>The incidents, each in its newest version.</summary>
internal static class IncidentTable
{
    private const string Resolved = "resolved";

    // U+10FFFF comes after every other character.
    private const string Last = "\U0010FFFF";

    public static async Task SaveAsync(SqlSession session, Incident incident, CancellationToken cancellationToken)
    {
        if (incident.Version == 1)
        {
            var inserted = await session.ExecuteAsync(
                """
                INSERT INTO incident (id, key, version, status, opened, last_seen, host, service, stack, body)
                VALUES (@id, @key, @version, @status, @opened, @last_seen, @host, @service, @stack, @body)
                ON CONFLICT DO NOTHING
                """,
                cancellationToken,
                [("@key", incident.Key), .. Row(incident)]);
            if (inserted == 0)
            {
                throw new StoreConflictException($"incident {incident.Id} or another open one of its key is there already");
            }
        }
        else
        {
            var updated = await session.ExecuteAsync(
                """
                UPDATE incident SET version = @version, status = @status, opened = @opened, last_seen = @last_seen,
                    host = @host, service = @service, stack = @stack, body = @body
                WHERE id = @id AND version = @before
                """,
                cancellationToken,
                [("@before", incident.Version - 1), .. Row(incident)]);
            if (updated == 0)
            {
                throw new StoreConflictException($"incident {incident.Id} has changed meanwhile: version {incident.Version - 1} is not the kept one");
            }
        }
    }

    public static Task<Incident?> FindAsync(SqlSession session, string id, CancellationToken cancellationToken) =>
        FirstAsync(session, "WHERE id = @id", cancellationToken, ("@id", id));

    public static Task<Incident?> FindOpenAsync(SqlSession session, string key, CancellationToken cancellationToken) =>
        FirstAsync(session, $"WHERE key = @key AND status <> '{Resolved}'", cancellationToken, ("@key", key));

    public static Task<Incident?> FindLastAsync(SqlSession session, string key, CancellationToken cancellationToken) =>
        FirstAsync(session, "WHERE key = @key ORDER BY opened DESC, number DESC LIMIT 1", cancellationToken, ("@key", key));

    public static Task<Incident?> FindOfAsync(SqlSession session, string diagnosisId, CancellationToken cancellationToken) =>
        FirstAsync(session, "WHERE id = (SELECT incident FROM member WHERE diagnosis = @diagnosis)", cancellationToken, ("@diagnosis", diagnosisId));

    /// <summary>At most two whose id begins so; by the order of bytes, so that an index serves.</summary>
    public static async Task<IReadOnlyList<Incident>> FindByPrefixAsync(SqlSession session, string prefix, CancellationToken cancellationToken) =>
        await session.BodiesAsync(
            "SELECT body FROM incident WHERE id >= @first AND id < @last ORDER BY id LIMIT 2",
            ContractsJson.Default.Incident,
            cancellationToken,
            ("@first", prefix),
            ("@last", prefix + Last));

    public static async Task<IReadOnlyList<Incident>> FindAsync(SqlSession session, IncidentQuery query, CancellationToken cancellationToken)
    {
        var conditions = new Conditions()
            .And("last_seen >= @from", "@from", query.From)
            .And("opened <= @to", "@to", query.To)
            .And("host = @host", "@host", query.HostId)
            .And("stack = @stack", "@stack", query.Stack)
            .And("service = @service", "@service", query.Service)
            .With("@limit", query.Limit);
        if (query.Active is { } active)
        {
            _ = conditions.And(active ? $"status <> '{Resolved}'" : $"status = '{Resolved}'");
        }

        return await session.BodiesAsync(
            $"SELECT body FROM incident {conditions} ORDER BY opened DESC, number DESC LIMIT @limit",
            ContractsJson.Default.Incident,
            cancellationToken,
            conditions.Parameters);
    }

    private static async Task<Incident?> FirstAsync(
        SqlSession session, string where, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        (await session.BodiesAsync($"SELECT body FROM incident {where}", ContractsJson.Default.Incident, cancellationToken, parameters)).FirstOrDefault();

    private static (string, object?)[] Row(Incident incident) =>
    [
        ("@id", incident.Id),
        ("@version", incident.Version),
        ("@status", Status(incident.Status)),
        ("@opened", incident.Opened),
        ("@last_seen", incident.LastSeen),
        ("@host", incident.Root.Host.Id),
        ("@service", incident.Root.Service),
        ("@stack", incident.Root.Stack),
        ("@body", JsonSerializer.Serialize(incident, ContractsJson.Default.Incident)),
    ];

    private static string Status(IncidentStatus status) => status switch
    {
        IncidentStatus.Open => "open",
        IncidentStatus.Acknowledged => "acknowledged",
        _ => Resolved,
    };
}

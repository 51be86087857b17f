using System.Data.Common;
using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>The diagnoses, and which incident each is part of.</summary>
internal static class DiagnosisTable
{
    private const string Select = "SELECT d.body, m.incident FROM diagnosis d LEFT JOIN member m ON m.diagnosis = d.id";

    // In order of id, so that a host's rules and the fleet's, which may write the same, do not wait for each other. The last word on each counts.
    public static Task SaveAsync(SqlSession session, IReadOnlyList<Diagnosis> diagnoses, CancellationToken cancellationToken) => session.ExecuteManyAsync(
        """
        INSERT INTO diagnosis (id, time, host, container, service, stack, rule, hidden_by, body)
        VALUES (@id, @time, @host, @container, @service, @stack, @rule, @hidden_by, @body)
        ON CONFLICT (id) DO UPDATE SET time = excluded.time, hidden_by = excluded.hidden_by, body = excluded.body
        """,
        [.. diagnoses.OrderBy(d => d.Id, StringComparer.Ordinal).Select(Row)],
        cancellationToken);

    // Beside the diagnosis, not in it: whoever concludes it again knows nothing of incidents.
    public static Task JoinAsync(SqlSession session, string diagnosisId, string incidentId, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO member (diagnosis, incident) VALUES (@diagnosis, @incident)
        ON CONFLICT (diagnosis) DO UPDATE SET incident = excluded.incident
        """,
        cancellationToken,
        ("@diagnosis", diagnosisId),
        ("@incident", incidentId));

    public static async Task<IReadOnlyList<Diagnosis>> FindAsync(SqlSession session, DiagnosisQuery query, CancellationToken cancellationToken)
    {
        var conditions = new Conditions()
            .And("d.time >= @from", "@from", query.From)
            .And("d.time <= @to", "@to", query.To)
            .And("d.host = @host", "@host", query.HostId)
            .And("d.stack = @stack", "@stack", query.Stack)
            .And("d.service = @service", "@service", query.Service)
            .And("d.container = @container", "@container", query.ContainerId)
            .And("m.incident = @incident", "@incident", query.IncidentId)
            .With("@limit", query.Limit);
        if (query.WithoutIncident)
        {
            _ = conditions.And("m.incident IS NULL");
        }

        if (query.ShownOnly)
        {
            _ = conditions.And("d.hidden_by IS NULL");
        }

        var found = await session.QueryAsync(
            $"{Select} {conditions} ORDER BY d.time DESC, d.id DESC LIMIT @limit", Read, cancellationToken, conditions.Parameters);
        found.Reverse();
        return found;
    }

    public static async Task<IReadOnlyList<Diagnosis>> FindAsync(SqlSession session, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            $"{Select} WHERE {session.Dialect.In("d.id", "@ids")} ORDER BY d.time, d.id", Read, cancellationToken, ("@ids", session.Dialect.List(ids)));

    private static Diagnosis Read(DbDataReader reader)
    {
        var diagnosis = SqlSession.Body(reader, ContractsJson.Default.Diagnosis);
        return reader.IsDBNull(1) ? diagnosis : diagnosis with { Incident = reader.GetString(1) };
    }

    private static (string, object?)[] Row(Diagnosis diagnosis) =>
    [
        ("@id", diagnosis.Id),
        ("@time", diagnosis.Time),
        ("@host", diagnosis.Host.Id),
        ("@container", EventRow.ContainerOf(diagnosis.Subject)),
        ("@service", diagnosis.Service),
        ("@stack", diagnosis.Stack),
        ("@rule", diagnosis.Rule),
        ("@hidden_by", diagnosis.HiddenBy),
        ("@body", JsonSerializer.Serialize(diagnosis, ContractsJson.Default.Diagnosis)),
    ];
}

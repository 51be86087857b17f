using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>The lines of the timeline that are neither events nor diagnoses.</summary>
internal static class JournalTable
{
    public static Task WriteAsync(SqlSession session, TimelineEntry entry, CancellationToken cancellationToken) => session.ExecuteAsync(
        "INSERT INTO journal (time, incident, stack, body) VALUES (@time, @incident, @stack, @body)",
        cancellationToken,
        ("@time", entry.Time),
        ("@incident", entry.Incident),
        ("@stack", entry.Stack),
        ("@body", JsonSerializer.Serialize(entry, ContractsJson.Default.TimelineEntry)));

    public static async Task<IReadOnlyList<TimelineEntry>> FindAsync(SqlSession session, JournalQuery query, CancellationToken cancellationToken)
    {
        var conditions = new Conditions()
            .And("time >= @from", "@from", query.From)
            .And("time <= @to", "@to", query.To)
            .And("incident = @incident", "@incident", query.IncidentId)
            .And("stack = @stack", "@stack", query.Stack)
            .With("@limit", query.Limit);
        var found = await session.BodiesAsync(
            $"SELECT body FROM journal {conditions} ORDER BY time DESC, number DESC LIMIT @limit",
            ContractsJson.Default.TimelineEntry,
            cancellationToken,
            conditions.Parameters);
        found.Reverse();
        return found;
    }
}

using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>
/// What the partitions hand to the rules that see the fleet. What was taken stays for as long as these rules reach, so that whoever runs them
/// next sees the same in the same order.
/// </summary>
internal static class FleetInboxTable
{
    public static Task AddAsync(SqlSession session, IReadOnlyList<FleetInput> inputs, CancellationToken cancellationToken) => session.ExecuteManyAsync(
        "INSERT INTO fleet_inbox (time, kind, amended, topology, body) VALUES (@time, @kind, @amended, @topology, @body)",
        [.. inputs.Select(Row)],
        cancellationToken);

    public static async Task<IReadOnlyList<FleetRow>> WaitingAsync(SqlSession session, int limit, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            "SELECT number, kind, amended, body FROM fleet_inbox WHERE taken IS NULL ORDER BY number LIMIT @limit", Read, cancellationToken, ("@limit", limit));

    public static async Task<long> CountAsync(SqlSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync("SELECT count(*) FROM fleet_inbox WHERE taken IS NULL", r => r.GetInt64(0), cancellationToken))[0];

    public static async Task<IReadOnlyList<FleetRow>> TakenAsync(SqlSession session, DateTimeOffset from, int limit, CancellationToken cancellationToken)
    {
        var found = await session.QueryAsync(
            """
            SELECT number, kind, amended, body FROM fleet_inbox WHERE taken IS NOT NULL AND (topology = 1 OR time >= @from)
            ORDER BY taken DESC, number DESC LIMIT @limit
            """,
            Read,
            cancellationToken,
            ("@from", from),
            ("@limit", limit));
        found.Reverse();
        return found;
    }

    public static Task TakeAsync(SqlSession session, IReadOnlyCollection<long> numbers, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"UPDATE fleet_inbox SET taken = @now WHERE {session.Dialect.In("number", "@numbers")}",
            cancellationToken,
            ("@now", now),
            ("@numbers", session.Dialect.List(numbers)));

    public static Task WriteClockAsync(SqlSession session, DateTimeOffset reached, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "INSERT INTO fleet_inbox (time, kind, amended, topology, taken, body) VALUES (@time, @kind, 0, 0, @now, @body)",
            cancellationToken,
            ("@time", reached),
            ("@kind", FleetRow.Clock),
            ("@now", now),
            ("@body", reached.ToString("O", CultureInfo.InvariantCulture)));

    public static Task ForgetAsync(SqlSession session, DateTimeOffset before, DateTimeOffset topologyBefore, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "DELETE FROM fleet_inbox WHERE taken IS NOT NULL AND time < @before AND (topology = 0 OR time < @topology_before)",
            cancellationToken,
            ("@before", before),
            ("@topology_before", topologyBefore));

    private static FleetRow Read(DbDataReader reader) => new(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2) == 1, reader.GetString(3));

    private static (string, object?)[] Row(FleetInput input) =>
    [
        ("@time", input.Time),
        ("@kind", input.Event is null ? FleetRow.Diagnosis : FleetRow.Event),
        ("@amended", input.IsAmended ? 1 : 0),
        ("@topology", input.TellsTopology ? 1 : 0),
        ("@body", input.Event is { } e ? EventBody.Of(e) : JsonSerializer.Serialize(input.Diagnosis!, ContractsJson.Default.Diagnosis)),
    ];
}

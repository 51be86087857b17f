using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>The blind windows, by host, source and beginning.</summary>
internal static class BlindWindowTable
{
    public static Task SaveAsync(SqlSession session, IReadOnlyList<BlindWindow> windows, CancellationToken cancellationToken) => session.ExecuteManyAsync(
        """
        INSERT INTO blind_window (host, source, started, ended, body) VALUES (@host, @source, @started, @ended, @body)
        ON CONFLICT (host, source, started) DO UPDATE SET ended = excluded.ended, body = excluded.body
        """,
        [.. windows.Select(Row)],
        cancellationToken);

    public static async Task<IReadOnlyList<BlindWindow>> FindAsync(
        SqlSession session, DateTimeOffset from, DateTimeOffset to, string? hostId, CancellationToken cancellationToken)
    {
        var conditions = new Conditions()
            .And("ended >= @from", "@from", from)
            .And("started <= @to", "@to", to)
            .And("host = @host", "@host", hostId);
        return await session.BodiesAsync(
            $"SELECT body FROM blind_window {conditions} ORDER BY ended, host, source",
            ContractsJson.Default.BlindWindow,
            cancellationToken,
            conditions.Parameters);
    }

    private static (string, object?)[] Row(BlindWindow window) =>
    [
        ("@host", window.Host.Id),
        ("@source", window.Source),
        ("@started", window.From),
        ("@ended", window.To),
        ("@body", JsonSerializer.Serialize(window, ContractsJson.Default.BlindWindow)),
    ];
}

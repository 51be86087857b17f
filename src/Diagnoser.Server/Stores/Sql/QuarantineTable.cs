namespace Diagnoser.Server.Stores.Sql;

/// <summary>What was set aside.</summary>
internal static class QuarantineTable
{
    private const int MostOfBody = 64 << 10;
    private const int MostOfProblem = 4 << 10;

    public static Task SaveAsync(SqlSession session, IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellationToken) => session.ExecuteManyAsync(
        "INSERT INTO quarantine (time, origin, problem, body) VALUES (@time, @origin, @problem, @body)",
        [.. records.Select(Row)],
        cancellationToken);

    public static async Task<IReadOnlyList<QuarantinedRecord>> FindAsync(SqlSession session, int limit, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            "SELECT number, time, origin, problem, body FROM quarantine ORDER BY number DESC LIMIT @limit",
            r => new QuarantinedRecord(new DateTimeOffset(r.GetInt64(1), TimeSpan.Zero), r.GetString(2), r.GetString(3), r.GetString(4)) { Number = r.GetInt64(0) },
            cancellationToken,
            ("@limit", limit));

    public static async Task<long> CountAsync(SqlSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync("SELECT count(*) FROM quarantine", r => r.GetInt64(0), cancellationToken))[0];

    private static (string, object?)[] Row(QuarantinedRecord record) =>
    [
        ("@time", record.Time),
        ("@origin", record.Origin),
        ("@problem", SqlText.Cut(record.Problem, MostOfProblem)),
        ("@body", SqlText.Cut(record.Body, MostOfBody)),
    ];
}

using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Tests.Stores.Sqlite;

public sealed class SqliteDialectTests
{
    [Theory]
    [InlineData(13, 13, "make room")]
    [InlineData(11, 267, "is damaged")]
    [InlineData(26, 26, "is damaged")]
    [InlineData(8, 8, "right to write")]
    [InlineData(5, 5, "another process")]
    [InlineData(1, 1, "data.db: no such table.")]
    public async Task An_error_says_what_to_do(int code, int extended, string expected)
    {
        await using var dialect = new SqliteDialect("data.db", new SqliteConnection(), new SqliteConnection());

        var problem = dialect.Explain(new SqliteException("no such table", code, extended));

        Assert.IsNotType<StoreConflictException>(problem);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Contains("data.db", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2067)]
    [InlineData(1555)]
    public async Task A_value_that_must_be_unique_is_a_conflict(int extended)
    {
        await using var dialect = new SqliteDialect("data.db", new SqliteConnection(), new SqliteConnection());

        Assert.IsType<StoreConflictException>(dialect.Explain(new SqliteException("UNIQUE constraint failed", 19, extended)));
    }
}

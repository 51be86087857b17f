using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sql;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Tests.Stores.Sqlite;

/// <summary>What only a file can do; what every store must do is in <see cref="Sql.StoreContract"/>.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    // The first schema, as released.
    private const string FirstSchema = """
        CREATE TABLE event (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, host TEXT NOT NULL, type TEXT NOT NULL,
            container TEXT, body TEXT NOT NULL) STRICT;
        CREATE INDEX event_by_time ON event (time);
        CREATE INDEX event_by_container ON event (container, time) WHERE container IS NOT NULL;
        CREATE INDEX event_by_host ON event (host, time);
        CREATE TABLE diagnosis (id TEXT PRIMARY KEY, time INTEGER NOT NULL, host TEXT NOT NULL, container TEXT, rule TEXT NOT NULL, hidden_by TEXT,
            body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX diagnosis_by_time ON diagnosis (time);
        CREATE INDEX diagnosis_by_container ON diagnosis (container, time) WHERE container IS NOT NULL;
        CREATE INDEX diagnosis_by_host ON diagnosis (host, time);
        CREATE TABLE blind_window (host TEXT NOT NULL, source TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (host, source, started)) STRICT, WITHOUT ROWID;
        CREATE INDEX blind_window_by_time ON blind_window (ended);
        PRAGMA application_id = 0x44474e52;
        PRAGMA user_version = 1;
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-store-").FullName;

    private string File => Path.Combine(_folder, "diagnoser.db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_of_the_first_schema_is_brought_forward_with_all_that_it_holds()
    {
        var die = Some.Die() with { Service = "api", Stack = "shop" };
        var diagnosis = Some.Diagnosis() with { Service = "api", Stack = "shop" };
        Execute("PRAGMA journal_mode = WAL; " + FirstSchema);
        Execute(
            "INSERT INTO event (id, time, host, type, container, body) VALUES ($id, $time, $host, $type, $container, $body)",
            ("$id", die.Id),
            ("$time", die.Time.UtcTicks),
            ("$host", die.Host.Id),
            ("$type", die.Type),
            ("$container", die.Subject.Id),
            ("$body", JsonSerializer.Serialize(die, ContractsJson.Default.DockerEvent)));
        Execute("INSERT INTO event (id, time, host, type, body) VALUES ('damaged', 1, 'h9', 't', '{')");
        Execute(
            "INSERT INTO diagnosis (id, time, host, container, rule, body) VALUES ($id, $time, $host, $container, $rule, $body)",
            ("$id", diagnosis.Id),
            ("$time", diagnosis.Time.UtcTicks),
            ("$host", diagnosis.Host.Id),
            ("$container", diagnosis.Subject.Id),
            ("$rule", diagnosis.Rule),
            ("$body", JsonSerializer.Serialize(diagnosis, ContractsJson.Default.Diagnosis)));

        await using var store = SqliteStore.Open(File);

        Assert.Equal([new HostRef("h1", "web-3"), new HostRef("h9", "h9")], await store.HostsAsync(Token));
        Assert.Equivalent(die, Assert.Single(await store.EventsAsync(new EventQuery { Service = "api", Stack = "shop" }, Token)), strict: true);
        Assert.Equivalent(diagnosis, Assert.Single(await store.DiagnosesAsync(new DiagnosisQuery { Service = "api", Stack = "shop" }, Token)), strict: true);
        await using var transaction = await store.BeginAsync(Token);
        Assert.Equal(["two"], (await transaction.AppendAsync([die, Some.Die("two")], Token)).Select(e => e.Subject.Name));
        await transaction.CommitAsync(Token);
    }

    [Fact]
    public async Task Two_that_open_an_old_file_at_once_bring_it_forward_once()
    {
        Execute("PRAGMA journal_mode = WAL; " + FirstSchema);

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SqliteStore.Open(File), Token)));

        foreach (var store in stores)
        {
            await store.PingAsync(Token);
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_stores_on_one_file_write_in_turn_and_read_each_other()
    {
        await using var one = SqliteStore.Open(File);
        await using var two = SqliteStore.Open(File);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => AppendAsync(i % 2 == 0 ? one : two, Some.Die($"c{i}")), Token)));

        Assert.Equal(40, (await one.EventsAsync(new EventQuery(), Token)).Count);
        Assert.Equal(40, (await two.EventsAsync(new EventQuery(), Token)).Count);
    }

    [Fact]
    public void A_file_of_something_else_is_refused()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));

        var problem = Assert.Throws<StoreException>(() => SqliteStore.Open(File));

        Assert.Contains("is damaged", problem.Message, StringComparison.Ordinal);
        Assert.Contains($"mv {File} ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_a_hole_is_refused()
    {
        await using (var store = SqliteStore.Open(File))
        {
            await AppendAsync(store, [.. Enumerable.Range(0, 500).Select(i => Some.Die($"c{i}"))]);
        }

        await using (var file = new FileStream(File, FileMode.Open))
        {
            file.Position = 4096 * 3;
            await file.WriteAsync(new byte[4096 * 20], Token);
        }

        Assert.Contains("is damaged", Assert.Throws<StoreException>(() => SqliteStore.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_named()
    {
        await SqliteStore.Open(File).DisposeAsync();
        Execute("PRAGMA user_version = 99");

        var problem = Assert.Throws<StoreVersionException>(() => SqliteStore.Open(File));

        Assert.Contains("newer diagnoser (schema 99; this one knows up to ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_database_is_left_alone()
    {
        Execute("CREATE TABLE theirs (a)");

        var problem = Assert.Throws<StoreException>(() => SqliteStore.Open(File));

        Assert.Contains("another program's", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_says_so_and_keeps_nothing_by_halves()
    {
        await using var store = SqliteStore.Open(File);
        await using var transaction = await store.BeginAsync(Token);
        await transaction.EnqueueAsync([new OutgoingMessage("k", "{}")], Token);
        await transaction.CommitAsync(Token);
        Execute("DROP TABLE event");

        await using (var failing = await store.BeginAsync(Token))
        {
            await failing.EnqueueAsync([new OutgoingMessage("k", "{}")], Token);
            var problem = await Assert.ThrowsAsync<StoreException>(() => failing.AppendAsync([Some.Die()], Token));
            Assert.Contains(File, problem.Message, StringComparison.Ordinal);
            _ = await Assert.ThrowsAsync<StoreException>(() => failing.CommitAsync(Token));
        }

        Assert.Single(await store.LeaseOutboxAsync(Some.Noon, TimeSpan.FromSeconds(1), 10, Token));
    }

    private static async Task AppendAsync(SqlStore store, params IReadOnlyList<DockerEvent> events)
    {
        await using var transaction = await store.BeginAsync(Token);
        _ = await transaction.AppendAsync(events, Token);
        await transaction.CommitAsync(Token);
    }

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            _ = command.Parameters.AddWithValue(name, value);
        }

        _ = command.ExecuteNonQuery();
    }
}

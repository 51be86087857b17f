using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Postgres;
using Diagnoser.Server.Stores.Sql;
using Diagnoser.Server.Tests.Support;
using Npgsql;

namespace Diagnoser.IntegrationTests.Stores.Postgres;

/// <summary>What only a server can do; what every store must do is in <see cref="Server.Tests.Stores.Sql.StoreContract"/>.</summary>
public sealed class PostgresStoreTests(DockerHost host, Database database)
{
    private const string Password = "s3cret-word";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_that_start_at_once_on_an_empty_database_make_its_tables_once()
    {
        var address = await NewAsync();

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgresStore.OpenAsync(address.ConnectionString, Token), Token)));

        foreach (var store in stores)
        {
            await store.PingAsync(Token);
            Assert.Equal($"PostgreSQL {address.Database} at {address.Host}:{address.Port}", store.Description);
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables_works_with_those_that_are_there()
    {
        var address = await NewAsync();
        var user = "u" + address.Database;
        await ExecuteAsync(address, $"CREATE ROLE {user} LOGIN PASSWORD '{Password}'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;");
        var limited = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Username = user };

        var problem = await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(limited.ConnectionString, Token));
        Assert.Contains($"GRANT CREATE ON SCHEMA public TO {user}", problem.Message, StringComparison.Ordinal);

        await (await PostgresStore.OpenAsync(address.ConnectionString, Token)).DisposeAsync();
        await ExecuteAsync(address, $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user};");
        await using var store = await PostgresStore.OpenAsync(limited.ConnectionString, Token);
        await AppendAsync(store, Some.Die());

        await ExecuteAsync(address, $"REVOKE INSERT ON event FROM {user};");
        var refusal = await Assert.ThrowsAsync<StoreException>(() => AppendAsync(store, Some.Die("two")));
        Assert.Contains($"the user '{user}' lacks a right (permission denied for table event", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_named()
    {
        var address = await NewAsync();
        await (await PostgresStore.OpenAsync(address.ConnectionString, Token)).DisposeAsync();
        await ExecuteAsync(address, "INSERT INTO diagnoser_migration (scriptname, applied) VALUES ('0099', now())");

        var problem = await Assert.ThrowsAsync<StoreVersionException>(() => PostgresStore.OpenAsync(address.ConnectionString, Token));

        Assert.Contains("newer diagnoser (schema 0099; this one knows up to 0003)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_the_way_to_the_database_is_said_without_secrets()
    {
        var address = await NewAsync();

        await SaysAsync(address, a => a.Password = "wr0ng-word", "refuses the user 'tester' (password authentication failed", "check Username and Password");
        await SaysAsync(address, a => a.Database = "nosuch", "there is no such database", "createdb nosuch");
        await SaysAsync(address, a => a.Port = 1, "does not answer", "Connection refused");
        await SaysAsync(address, a => a.Host = "nosuch.invalid", "nosuch.invalid:", "does not answer");
        await SaysAsync(address, a => a.Password = null, "No password has been provided", "DIAGNOSER__Store__Postgres__ConnectionString");
    }

    [Theory]
    [InlineData("postgres://tester:s3cret-word@db/diagnoser")]
    [InlineData("Host=db;Password=s3cret;word=x")]
    [InlineData("Host=db;Port=s3cret-word")]
    [InlineData("s3cret-word")]
    [InlineData("Password=s3cret-word")]
    public async Task A_connection_string_that_cannot_be_read_is_not_quoted(string text)
    {
        var problem = await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(text, Token));

        Assert.Contains("it looks like Host=db;", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("word=x", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_whose_encoding_cannot_hold_all_names_is_refused()
    {
        var address = await NewAsync();
        var name = address.Database + "l";
        await ExecuteAsync(address, $"CREATE DATABASE {name} ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        address.Database = name;

        var problem = await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(address.ConnectionString, Token));

        Assert.Contains("its encoding is LATIN1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_cut_fails_the_transaction_and_the_next_one_works()
    {
        var address = await NewAsync();
        await using var store = await PostgresStore.OpenAsync(address.ConnectionString, Token);
        await using (var transaction = await store.BeginAsync(Token))
        {
            _ = await transaction.AppendAsync([Some.Die("one")], Token);
            await ExecuteAsync(address, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

            _ = await Assert.ThrowsAsync<StoreException>(() => transaction.AppendAsync([Some.Die("two")], Token));
            _ = await Assert.ThrowsAsync<StoreException>(() => transaction.CommitAsync(Token));
        }

        await AppendAsync(store, Some.Die("three"));
        Assert.Equal(["three"], (await store.EventsAsync(new EventQuery(), Token)).Select(e => e.Subject.Name));
    }

    [Fact]
    public async Task An_owner_that_is_frozen_in_a_transaction_does_not_stop_the_others()
    {
        var address = await NewAsync();
        await using var frozen = await PostgresStore.OpenAsync(address.ConnectionString, Token);
        await using var other = await PostgresStore.OpenAsync(address.ConnectionString, Token);
        var leases = await frozen.LeaseAsync(Request("frozen", 0), Token);
        await using var transaction = await frozen.BeginAsync(Token);
        Assert.True(await transaction.HoldsAsync(leases[3], Token));

        Assert.Equal(15, (await other.LeaseAsync(Request("other", 10), Token)).Count);

        await transaction.DisposeAsync();
        Assert.Equal(16, (await other.LeaseAsync(Request("other", 11), Token)).Count);
    }

    [Fact]
    public async Task A_transaction_that_stands_still_is_ended_by_the_server()
    {
        var address = await NewAsync();

        // The tables are made before, since on a loaded machine that stands still for as long.
        await (await PostgresStore.OpenAsync(address.ConnectionString, Token)).DisposeAsync();
        address.Options = "-c idle_in_transaction_session_timeout=1000";
        await using var store = await PostgresStore.OpenAsync(address.ConnectionString, Token);
        await using var transaction = await store.BeginAsync(Token);
        _ = await transaction.AppendAsync([Some.Die()], Token);
        address.Options = null;
        var limit = TimeProvider.System.GetTimestamp();
        while (await BackendsInTransactionAsync(address) > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromSeconds(30), "the transaction is still there");
        }

        _ = await Assert.ThrowsAsync<StoreException>(() => transaction.CommitAsync(Token));
        Assert.Empty(await store.EventsAsync(new EventQuery(), Token));
    }

    [Fact]
    public async Task A_take_over_in_the_middle_of_a_transaction_is_seen()
    {
        var address = await NewAsync();
        await using var store = await PostgresStore.OpenAsync(address.ConnectionString, Token);
        var leases = await store.LeaseAsync(Request("a", 0), Token);
        await using var transaction = await store.BeginAsync(Token);
        _ = await transaction.AppendAsync([Some.Die()], Token);

        _ = await store.LeaseAsync(Request("b", 10), Token);

        Assert.False(await transaction.HoldsAsync(leases[0], Token));
    }

    private static LeaseRequest Request(string owner, int second) => new(owner, 16, Some.Noon.AddSeconds(second), TimeSpan.FromSeconds(4));

    private static async Task SaysAsync(NpgsqlConnectionStringBuilder address, Action<NpgsqlConnectionStringBuilder> spoil, params string[] expected)
    {
        var spoiled = new NpgsqlConnectionStringBuilder(address.ConnectionString);
        spoil(spoiled);

        var problem = await Assert.ThrowsAsync<StoreException>(() => PostgresStore.OpenAsync(spoiled.ConnectionString, Token));

        Assert.All(expected, text => Assert.Contains(text, problem.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("-word", problem.ToString(), StringComparison.Ordinal);
    }

    private static async Task AppendAsync(SqlStore store, params IReadOnlyList<DockerEvent> events)
    {
        await using var transaction = await store.BeginAsync(Token);
        _ = await transaction.AppendAsync(events, Token);
        await transaction.CommitAsync(Token);
    }

    private static async Task ExecuteAsync(NpgsqlConnectionStringBuilder address, string sql)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand(sql);
        _ = await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<long> BackendsInTransactionAsync(NpgsqlConnectionStringBuilder address)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<NpgsqlConnectionStringBuilder> NewAsync() => new(await database.NewAsync(host.Require()));
}

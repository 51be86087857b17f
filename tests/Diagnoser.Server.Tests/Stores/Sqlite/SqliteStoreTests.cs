using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Tests.Stores.Sqlite;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-store-").FullName;

    private string File => Path.Combine(_folder, "diagnoser.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_event_is_kept_once_however_often_it_comes()
    {
        using var store = SqliteStore.Open(File);

        Assert.Single(store.Append([Some.Die()]));
        Assert.Empty(store.Append([Some.Die()]));
        Assert.Equal("two", Assert.Single(store.Append([Some.Die(), Some.Die("two"), Some.Die("two")])).Subject.Name);

        Assert.Single(store.EventsOf(Some.ContainerId("api")));
    }

    [Fact]
    public void What_was_kept_is_there_after_a_reopen_as_it_was()
    {
        var die = Some.Die() with { Missing = [new MissingEvidence("logs", "gone")] };
        var blind = new BlindWindow(die.Host, Some.Noon, Some.Noon.AddSeconds(3), "docker.events", "why", "lost");
        using (var store = SqliteStore.Open(File))
        {
            _ = store.Append([die]);
            store.Save(new Conclusions([], [Some.Diagnosis()], [blind]));
        }

        using var reopened = SqliteStore.Open(File);

        Assert.Equivalent(die, reopened.FindEvent(die.Id), strict: true);
        Assert.Equivalent(Some.Diagnosis(), Assert.Single(reopened.DiagnosesOf(Some.ContainerId("api"))), strict: true);
        Assert.Equal(blind, Assert.Single(reopened.BlindWindowsSince(Some.Noon)));
        Assert.Empty(reopened.BlindWindowsSince(Some.Noon.AddSeconds(4)));
    }

    [Fact]
    public void A_verdict_is_written_to_its_event()
    {
        using var store = SqliteStore.Open(File);
        var die = Some.Die();
        _ = store.Append([die]);

        store.Save(new Conclusions([die with { Exit = new ExitVerdict(EndedBy.Itself, "error-exit", Certainty.Confirmed, [], []) }], [], []));

        Assert.Equal("error-exit", Assert.Single(store.EventsOf(Some.ContainerId("api"))).Exit?.Reason);
    }

    [Fact]
    public void A_later_diagnosis_of_the_same_id_replaces_the_earlier()
    {
        using var store = SqliteStore.Open(File);
        store.Save(new Conclusions([], [Some.Diagnosis()], []));

        store.Save(new Conclusions([], [Some.Diagnosis() with { HiddenBy = "other" }], []));

        Assert.Equal("other", Assert.Single(store.DiagnosesOf(Some.ContainerId("api"))).HiddenBy);
        Assert.Equal("other", store.FindDiagnosis("d1")?.HiddenBy);
        Assert.Null(store.FindDiagnosis("nosuch"));
    }

    [Fact]
    public void Events_since_a_time_come_in_order_of_arrival_and_are_the_newest()
    {
        using var store = SqliteStore.Open(File);
        _ = store.Append([Some.Die("old", at: Some.Noon.AddHours(-1)), Some.Die("b", at: Some.Noon.AddSeconds(2)), Some.Die("c", at: Some.Noon.AddSeconds(1))]);

        Assert.Equal(["b", "c"], store.EventsSince(Some.Noon, 10).Select(e => e.Subject.Name));
        Assert.Equal(["c"], store.EventsSince(Some.Noon, 1).Select(e => e.Subject.Name));
    }

    [Fact]
    public void Hostile_names_are_values_not_sql()
    {
        using var store = SqliteStore.Open(File);
        const string name = "'); DROP TABLE event; --\u0000\u001b";

        _ = store.Append([Some.Die(name)]);

        Assert.Equal(name, Assert.Single(store.EventsOf(Some.ContainerId(name))).Subject.Name);
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
    public void A_file_with_a_hole_is_refused()
    {
        using (var store = SqliteStore.Open(File))
        {
            _ = store.Append([.. Enumerable.Range(0, 500).Select(i => Some.Die($"c{i}"))]);
        }

        using (var file = new FileStream(File, FileMode.Open))
        {
            file.Position = 4096 * 3;
            file.Write(new byte[4096 * 20]);
        }

        Assert.Contains("is damaged", Assert.Throws<StoreException>(() => SqliteStore.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused_and_named()
    {
        SqliteStore.Open(File).Dispose();
        Execute("PRAGMA user_version = 99");

        var problem = Assert.Throws<StoreException>(() => SqliteStore.Open(File));

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
    public void A_store_that_fails_keeps_the_diagnoses_going_and_counts()
    {
        var told = new List<string>();
        using var store = SqliteStore.Open(File);
        var safe = new SafeStore(store, told.Add);
        Execute("DROP TABLE event");

        Assert.Equal(2, safe.Append([Some.Die("a"), Some.Die("b")]).Count);
        Assert.Single(safe.Append([Some.Die("c")]));

        Assert.Equal(3, safe.NotKept);
        Assert.Contains("records are not kept", Assert.Single(told), StringComparison.Ordinal);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }
}

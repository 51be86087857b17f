using System.Text.Json;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class HeartbeatInSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly EventSpool _spool;

    public HeartbeatInSpoolTests() => _spool = EventSpool.Open(_folder, new FakeTimeProvider(Some.Noon.AddMinutes(1)), renewal => Assert.Fail($"{renewal}"));

    public void Dispose()
    {
        _spool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void While_the_broker_is_away_only_the_newest_waits_and_those_before_it_leave_no_hole()
    {
        for (var i = 0; i < 100; i++)
        {
            _spool.Append([Beat(i), Some.Event($"e{i}")]);
        }

        var events = Read(default);

        Assert.Equal([.. Enumerable.Range(0, 100).Select(i => $"e{i}"), "beat-99"], events.Select(e => e.Id));
        Assert.Equal(Enumerable.Range(1, 101), events.Select(e => (int)e.Seq));
    }

    [Fact]
    public void It_overtakes_nothing_and_keeps_its_number_when_it_is_sent_again()
    {
        _spool.Append([Some.Event("a"), Some.Event("b"), Beat(1)]);
        Assert.Equal(["a", "b"], Read(default, limit: 2).Select(e => e.Id));

        var sent = Read(new SpoolPosition(_spool.Epoch, 2));
        _spool.Append([Some.Event("c")]);
        var again = Read(new SpoolPosition(_spool.Epoch, 2));

        Assert.Equal([("beat-1", 3L)], sent.Select(e => (e.Id, e.Seq)));
        Assert.Equal([("beat-1", 3L), ("c", 4L)], again.Select(e => (e.Id, e.Seq)));
    }

    [Fact]
    public void It_does_not_wait_as_an_event_does()
    {
        _spool.Append([Beat(1)]);

        Assert.Equal(0, _spool.Count);
    }

    [Fact]
    public void It_says_what_the_spool_holds_and_has_lost()
    {
        _spool.Lost.Add(EventPriority.Routine, 7, LossCause.NoRoom);
        _spool.Append([Some.Event("a"), Some.Event("b"), Beat(1)]);

        var beat = Read(default)[^1].Attributes;

        Assert.Equal(2L, beat[AttributeNames.SpoolCount]);
        Assert.Equal(7L, beat[AttributeNames.SpoolLost]);
        Assert.True(beat[AttributeNames.SpoolBytes].TryGetInteger(out var bytes) && bytes > 0);
        Assert.True(beat[AttributeNames.SpoolOldestAge].TryGetNumber(out var age));
        Assert.Equal(60, age);
        Assert.Equal("kept", beat["own"].Text);
    }

    [Fact]
    public void Where_the_spool_cannot_be_written_what_it_holds_can_still_be_read()
    {
        _spool.Append([Some.Event("a"), Beat(1)]);
        using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "spool.db")};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            _ = command.ExecuteNonQuery();
            Assert.Equal(["a"], Read(default).Select(e => e.Id));
        }

        Assert.Equal(["a", "beat-1"], Read(default).Select(e => e.Id));
    }

    private static DockerEvent Beat(int n) => Some.Event($"beat-{n}", EventTypes.CollectorHeartbeat) with
    {
        Subject = new Subject(Subject.Daemon, "engine-1", "box"),
        Attributes = AttributeMap.From([new("own", "kept")]),
    };

    private List<DockerEvent> Read(SpoolPosition after, int limit = 1000) =>
        [.. _spool.Read(after, limit).Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!)];
}

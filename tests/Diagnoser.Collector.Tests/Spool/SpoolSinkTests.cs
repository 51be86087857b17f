using System.Text.Json;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class SpoolSinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly List<CollectorNotice> _notices = [];
    private readonly EventSpool _spool;
    private readonly SpoolSink _sink;

    public SpoolSinkTests()
    {
        _spool = EventSpool.Open(_folder, TimeProvider.System, renewal => Assert.Fail($"{renewal}"));
        _sink = new SpoolSink(_spool, TimeProvider.System, Add);
    }

    public void Dispose()
    {
        _sink.Dispose();
        _spool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_spool_that_cannot_be_written_is_told_and_nothing_that_has_room_in_memory_is_lost()
    {
        Task writing;
        using (Unwritable())
        {
            writing = _sink.RunAsync();
            await GiveAsync(3, EventTypes.ContainerStart);
            await UntilAsync(() => _sink.Trouble is not null);
        }

        await UntilAsync(() => _spool.Count == 3);
        _sink.Complete();
        await writing;

        Assert.Null(_sink.Trouble);
        Assert.Equal(0, _spool.Lost.Sum);
        Assert.Equal([true, false], _notices.Select(n => n.Degraded));
        Assert.Contains("the spool cannot be written", _notices[0].Text, StringComparison.Ordinal);
        Assert.Contains("nothing was lost", _notices[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_room_is_counted_a_death_has_room_longer_and_the_store_sees_the_hole()
    {
        Task writing;
        using (Unwritable())
        {
            writing = _sink.RunAsync();
            await GiveAsync(3000, EventTypes.ContainerLog);
            await GiveAsync(1, EventTypes.ContainerDie);
            await UntilAsync(() => _spool.Lost.Sum > 0);
        }

        Assert.Equal((0, 0), (_spool.Lost.Of(EventPriority.Critical), _spool.Lost.Of(EventPriority.Routine)));

        await UntilAsync(() => _spool.Count > 0);
        await GiveAsync(1, EventTypes.ContainerStart);
        _sink.Complete();
        await writing;

        var rows = _spool.Read(default, 10_000);
        var events = rows.Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!).ToList();
        Assert.Contains(events, e => e.Type == EventTypes.ContainerDie);
        Assert.Equal(3002, rows.Count + _spool.Lost.Sum);
        Assert.Equal(3002, rows[^1].Position.Seq);
    }

    [Fact]
    public async Task A_spool_that_stays_unwritable_does_not_keep_the_collector_from_ending()
    {
        using var unwritable = Unwritable();
        var writing = _sink.RunAsync();
        await GiveAsync(2, EventTypes.ContainerStart);

        _sink.Complete();
        await writing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(2, _spool.Lost.Sum);
        Assert.Contains("the last 2 events could not be kept", _notices[^1].Text, StringComparison.Ordinal);
    }

    private void Add(CollectorNotice notice)
    {
        lock (_notices)
        {
            _notices.Add(notice);
        }
    }

    // A second writer that does not let go: to the spool this is a file that cannot be written.
    private SqliteConnection Unwritable()
    {
        var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "spool.db")};Pooling=False");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        _ = command.ExecuteNonQuery();
        return other;
    }

    private async Task GiveAsync(int count, string type)
    {
        for (var i = 0; i < count; i++)
        {
            await _sink.PublishAsync(Some.Event($"{type}-{i}", type), TestContext.Current.CancellationToken);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}

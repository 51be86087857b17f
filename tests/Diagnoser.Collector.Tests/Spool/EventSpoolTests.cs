using System.Text.Json;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class EventSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly List<string> _damaged = [];

    [Fact]
    public void Gives_back_what_it_took_in_order_and_numbered()
    {
        using var spool = Open();
        spool.Append([Event("a"), Event("b")]);
        spool.Append([Event("c")]);

        var rows = spool.Read(0, 10);

        Assert.Equal([1L, 2L, 3L], rows.Select(row => row.Seq));
        var events = rows.Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!).ToList();
        Assert.Equal(["a", "b", "c"], events.Select(e => e.Id));
        Assert.Equal([1L, 2L, 3L], events.Select(e => e.Seq));
        Assert.All(events, e => Assert.Equal(spool.Epoch, e.Epoch));
        Assert.Equal(3, spool.Count);
    }

    [Fact]
    public void Reads_on_from_a_number()
    {
        using var spool = Open();
        spool.Append([Event("a"), Event("b"), Event("c")]);

        Assert.Equal([2L], spool.Read(1, 1).Select(row => row.Seq));
    }

    [Fact]
    public void Keeps_what_was_not_removed_over_a_restart_and_never_gives_a_number_twice()
    {
        string epoch;
        using (var before = Open())
        {
            before.Append([Event("a"), Event("b"), Event("c")]);
            before.Remove(2);
            epoch = before.Epoch;
        }

        using (var between = Open())
        {
            Assert.Equal([3L], between.Read(0, 10).Select(row => row.Seq));
            between.Remove(3);
        }

        using var after = Open();
        after.Append([Event("d")]);

        Assert.Equal([4L], after.Read(0, 10).Select(row => row.Seq));
        Assert.Equal((epoch, 1L), (after.Epoch, after.Count));
        Assert.Empty(_damaged);
    }

    [Fact]
    public void Moves_a_damaged_file_aside_and_begins_a_new_epoch()
    {
        string epoch;
        using (var before = Open())
        {
            before.Append([Event("a")]);
            epoch = before.Epoch;
        }

        File.WriteAllText(Path.Combine(_folder, "spool.db"), "this is no database, however one looks at it".PadRight(4096, '!'));

        using var after = Open();
        after.Append([Event("b")]);

        Assert.NotEqual(epoch, after.Epoch);
        Assert.Equal([1L], after.Read(0, 10).Select(row => row.Seq));
        Assert.StartsWith("this is no database", File.ReadAllText(Assert.Single(_damaged)), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EventSpool Open() => EventSpool.Open(_folder, new FakeTimeProvider(), _damaged.Add);

    private static DockerEvent Event(string id) => new(
        id, EventTypes.ContainerStart, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new("h1", "h1"), new(Subject.Container, "c1", "shop"));
}

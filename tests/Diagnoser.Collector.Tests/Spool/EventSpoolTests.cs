using System.Text.Json;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class EventSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly List<SpoolRenewal> _renewed = [];

    [Fact]
    public void Gives_back_what_it_took_in_order_and_numbered()
    {
        using var spool = Open();
        spool.Append([Event("a"), Event("b")]);
        spool.Append([Event("c")]);

        var rows = spool.Read(default, 10);

        Assert.Equal([1L, 2L, 3L], rows.Select(row => row.Position.Seq));
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

        Assert.Equal([2L], spool.Read(new SpoolPosition(spool.Epoch, 1), 1).Select(row => row.Position.Seq));
    }

    [Fact]
    public void Keeps_what_was_not_removed_over_a_restart_and_never_gives_a_number_twice()
    {
        string epoch;
        using (var before = Open())
        {
            before.Append([Event("a"), Event("b"), Event("c")]);
            before.Remove(new SpoolPosition(before.Epoch, 2));
            epoch = before.Epoch;
        }

        using (var between = Open())
        {
            Assert.Equal([3L], between.Read(default, 10).Select(row => row.Position.Seq));
            between.Remove(new SpoolPosition(epoch, 3));
        }

        using var after = Open();
        after.Append([Event("d")]);

        Assert.Equal([4L], after.Read(default, 10).Select(row => row.Position.Seq));
        Assert.Equal((epoch, 1L), (after.Epoch, after.Count));
        Assert.Empty(_renewed);
    }

    [Fact]
    public void A_place_in_another_life_of_the_file_removes_nothing_and_stands_before_everything()
    {
        using var spool = Open();
        spool.Append([Event("a"), Event("b")]);

        spool.Remove(new SpoolPosition("another", 2));

        Assert.Equal(2, spool.Read(new SpoolPosition("another", 2), 10).Count);
    }

    [Fact]
    public void Events_of_all_priorities_keep_their_order()
    {
        string[] types = [EventTypes.ContainerStats, EventTypes.ContainerDie, EventTypes.ContainerLog];
        using var spool = Open();
        foreach (var n in Enumerable.Range(0, 30))
        {
            spool.Append([Event($"{n}") with { Type = types[n % 3] }]);
        }

        var rows = spool.Read(default, 12).Concat(spool.Read(new SpoolPosition(spool.Epoch, 12), 100));

        Assert.Equal(Enumerable.Range(1, 30), rows.Select(row => (int)row.Position.Seq));
    }

    [Fact]
    public void Numbers_of_what_was_lost_stay_empty_and_the_loss_is_told_once_it_is_known_whose_it_is()
    {
        var lost = new SpoolLoss(LossCause.NoRoom, EventPriority.Evidence, Some.Noon, Some.Noon.AddMinutes(1), 5);
        using (var spool = Open())
        {
            spool.Append([Event("a")], lost, lost with { To = Some.Noon.AddMinutes(2), Count = 2 });
            Assert.Equal([8L], spool.Read(default, 10).Select(row => row.Position.Seq));
        }

        using var after = Open();
        after.Append([Some.Event("s", EventTypes.CollectorStarted) with { Subject = new Subject(Subject.Daemon, "engine-1", "box") }]);
        after.Append([Event("b")]);

        var told = after.Read(default, 10).Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!).Single(e => e.Type == EventTypes.CollectorBlind);
        Assert.Equal(4, after.Count);
        Assert.Equal(new Subject(Subject.Daemon, "engine-1", "box"), told.Subject);
        Assert.Equal(Some.Noon.AddMinutes(2), told.Time);
        Assert.Equal("spool", told.Attributes[AttributeNames.BlindSource].Text);
        Assert.Equal("dropped", told.Attributes[AttributeNames.BlindKind].Text);
        Assert.Equal(7L, told.Attributes[AttributeNames.BlindCount]);
        Assert.Equal("2026-01-01T12:00:00.0000000Z", told.Attributes[AttributeNames.BlindFrom].Text);
        Assert.Contains("evidence", told.Attributes[AttributeNames.BlindReason].Text, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EventSpool Open() => EventSpool.Open(_folder, new FakeTimeProvider(), _renewed.Add);

    private static DockerEvent Event(string id) => new(
        id, EventTypes.ContainerStart, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new("h1", "h1"), new(Subject.Container, "c1", "shop"));
}

using System.Text.Json;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Spool;

/// <summary>What a spool keeps as it fills, and how it accounts for the rest.</summary>
public sealed class SpoolLimitTests : IDisposable
{
    private const long Limit = 1 << 20;

    private static readonly string[] Types = [EventTypes.ContainerDie, EventTypes.ContainerLog, EventTypes.ContainerStats];

    private readonly string _folder = Directory.CreateTempSubdirectory("spool").FullName;
    private readonly List<DockerEvent> _given = [];
    private readonly EventSpool _spool;

    public SpoolLimitTests() => _spool = EventSpool.Open(_folder, new FakeTimeProvider(), renewal => Assert.Fail($"{renewal}"), Limit);

    public void Dispose()
    {
        _spool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void From_70_percent_new_measurements_are_dropped_and_nothing_else_is()
    {
        Give(EventTypes.ContainerLog, until: 0.71);
        Give(EventTypes.ContainerStats, 50);
        Give(EventTypes.ContainerLog, 10);
        Give(EventTypes.ContainerDie, 10);

        Assert.Equal((0, 0, 50), Lost());
        Assert.NotNull(_spool.Shortage);
    }

    [Fact]
    public void From_85_percent_the_oldest_measurements_make_room_before_evidence_does()
    {
        Give(EventTypes.ContainerStats, 300);
        Give(EventTypes.ContainerLog, until: 0.84);
        Give(EventTypes.ContainerDie, 100);

        Assert.Equal((0, 0, 256), Lost());
        Assert.Equal(_given.Where(e => e.Type == EventTypes.ContainerStats).Skip(256).Select(e => e.Id), Kept().Where(e => e.Type == EventTypes.ContainerStats).Select(e => e.Id));
    }

    [Fact]
    public void From_85_percent_the_oldest_evidence_makes_room_where_there_are_no_measurements()
    {
        Give(EventTypes.ContainerLog, until: 0.84);
        Give(EventTypes.ContainerLog, 600);

        var lost = Lost();
        Assert.Equal((0, 0), (lost.Critical, lost.Routine));
        Assert.Equal(_given.Skip((int)lost.Evidence).Select(e => e.Id), Kept().Select(e => e.Id));
        Assert.InRange(lost.Evidence, 400, 1100);
    }

    [Fact]
    public void From_85_percent_log_tails_are_cut()
    {
        Give(EventTypes.ContainerDie, until: 0.80);
        _spool.Append([WithLog("long")]);
        Give(EventTypes.ContainerDie, until: 0.86);
        _spool.Append([WithLog("cut")]);

        Assert.Equal([20, 5], Kept().Where(e => e.Evidence.Count > 0).Select(e => e.Evidence[0].Data.GetArrayLength()));
    }

    [Fact]
    public void From_95_percent_evidence_is_dropped_and_what_is_critical_makes_room_only_for_its_like()
    {
        Give(EventTypes.ContainerDie, until: 0.96);
        Give(EventTypes.ContainerLog, 20);
        Assert.Equal((0, 20, 0), Lost());

        Give(EventTypes.ContainerDie, 1000);

        var lost = Lost();
        Assert.Equal((20, 0), (lost.Evidence, lost.Routine));
        Assert.Equal(_given.Where(e => e.Type == EventTypes.ContainerDie).Skip((int)lost.Critical).Select(e => e.Id), Kept().Select(e => e.Id));
        Assert.InRange(lost.Critical, 800, 1100);
    }

    [Fact]
    public void The_file_stays_within_its_limit_and_the_ledger_accounts_for_every_event_that_is_not_in_it()
    {
        foreach (var round in Enumerable.Range(0, 120))
        {
            Give(Types[round * 7 % 3], 60);
        }

        Assert.InRange(new FileInfo(Path.Combine(_folder, "spool.db")).Length, Limit / 2, Limit * 11 / 10);
        var kept = Kept();
        var missing = _given.ExceptBy(kept.Select(e => e.Id), e => e.Id).ToLookup(e => e.Type);
        Assert.Equal((missing[Types[0]].Count(), missing[Types[1]].Count(), missing[Types[2]].Count()), Lost());
        Assert.All(Types, type => Assert.NotEmpty(missing[type]));
        Assert.True(missing[Types[0]].Count() < missing[Types[1]].Count());

        _spool.Remove(new SpoolPosition(_spool.Epoch, kept[^1].Seq));
        _spool.Append([Started()]);
        _spool.Append([Some.Event("later")]);

        var told = Kept().Where(e => e.Type == EventTypes.CollectorBlind).ToDictionary(e => e.Attributes[AttributeNames.BlindReason].Text!.Split('(')[1]);
        foreach (var (word, type) in (ReadOnlySpan<(string, string)>)[("critical events)", Types[0]), ("evidence events)", Types[1]), ("routine events)", Types[2])])
        {
            Assert.Equal(missing[type].Count(), told[word].Attributes[AttributeNames.BlindCount]);
            Assert.Equal(missing[type].Max(e => e.Time), told[word].Time);
        }

        // Every number that was given was that of an event, or stands for one that was lost.
        Assert.Equal(_given.Count + 5, Kept()[^1].Seq);
        Assert.Null(_spool.Shortage);
    }

    [Fact]
    public void What_the_publisher_has_read_may_be_on_its_way_and_is_not_dropped()
    {
        Give(EventTypes.ContainerStats, 100);
        _ = _spool.Read(default, 60);
        Give(EventTypes.ContainerLog, until: 0.84);
        Give(EventTypes.ContainerDie, 100);

        Assert.Equal(_given.Take(60).Select(e => e.Id), Kept().Where(e => e.Type == EventTypes.ContainerStats).Select(e => e.Id));
    }

    [Fact]
    public void What_was_lost_is_still_told_after_a_crash()
    {
        Give(EventTypes.ContainerLog, until: 0.71);
        Give(EventTypes.ContainerStats, 50);
        var crashed = Path.Combine(_folder, "crashed");
        _ = Directory.CreateDirectory(crashed);
        foreach (var file in Directory.GetFiles(_folder).Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(crashed, Path.GetFileName(file)));
        }

        using var after = EventSpool.Open(crashed, new FakeTimeProvider(), renewal => Assert.Fail($"{renewal}"));
        after.Append([Started()]);

        var told = after.Read(default, 10_000).Select(Event).Single(e => e.Type == EventTypes.CollectorBlind);
        Assert.Equal(50L, told.Attributes[AttributeNames.BlindCount]);
    }

    private (long Critical, long Evidence, long Routine) Lost() =>
        (_spool.Lost.Of(EventPriority.Critical), _spool.Lost.Of(EventPriority.Evidence), _spool.Lost.Of(EventPriority.Routine));

    private void Give(string type, double until)
    {
        while (_spool.Bytes < Limit * until)
        {
            Give(type, 1);
        }
    }

    private void Give(string type, int count)
    {
        var some = Enumerable.Range(_given.Count, count).Select(n => Some.Event($"{n}", type) with
        {
            Time = Some.Noon.AddSeconds(n),
            Attributes = AttributeMap.From([new("pad", new string('x', 400))]),
        }).ToList();
        _given.AddRange(some);
        _spool.Append(some);
    }

    private List<DockerEvent> Kept() => [.. _spool.Read(default, 10_000).Select(Event)];

    private static DockerEvent Event(SpooledEvent row) => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!;

    private static DockerEvent Started() =>
        Some.Event("s", EventTypes.CollectorStarted) with { Subject = new Subject(Subject.Daemon, "engine-1", "box") };

    private static DockerEvent WithLog(string id) => Some.Event(id, EventTypes.ContainerDie) with
    {
        Evidence =
        [
            new Contracts.Evidence(EvidenceKinds.Logs, Some.Noon, JsonSerializer.SerializeToElement(
                [.. Enumerable.Range(0, 20).Select(n => new LogLine(Some.Noon, "stdout", $"line {n}"))], ContractsJson.Default.IReadOnlyListLogLine)),
        ],
    };
}

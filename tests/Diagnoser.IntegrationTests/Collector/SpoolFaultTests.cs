using System.Text.Json;
using Diagnoser.Collector;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

/// <summary>What a spool has promised outlives its process, and its disk's bad days.</summary>
public sealed class SpoolFaultTests(DockerHost host, Broker broker) : IDisposable
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("DIAGNOSER_TEST_KILLS"), out var kills) ? kills : 20;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(20261130);

    public void Dispose()
    {
        if (Directory.Exists(_folder.Path))
        {
            _folder.Dispose();
        }
    }

    [Fact]
    public async Task A_process_that_is_killed_again_and_again_under_load_loses_nothing_that_it_had_spooled_and_leaves_no_hole()
    {
        var access = await broker.NewAsync(host.Require());
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = SpoolWriting.Command(_folder.Path, access.Uri, kill, int.MaxValue / 2).Start();
            await SpoolWriting.GrowsAsync(_folder.Path, process);
            await Task.Delay(_random.Next(5, 400), TestContext.Current.CancellationToken);
            Assert.False(process.HasExited, "it ended by itself");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var kept = SpoolWriting.KeptIds(_folder.Path);
        await using (var rest = new SpooledPublisher(new(access.Uri), _folder))
        {
            await rest.EmptiedAsync();
        }

        var arrived = await access.DrainAsync(EventWire.Queue(EventWire.Partition("h1", EventWire.DefaultPartitions)));
        Assert.NotEmpty(kept);
        Assert.Empty(kept.Except(arrived.Select(e => e.Id)));
        Assert.Single(arrived.Select(e => e.Epoch).Distinct());
        Assert.Equal(Enumerable.Range(1, (int)arrived.Max(e => e.Seq)), arrived.Select(e => (int)e.Seq).Distinct().Order());
        Assert.All(arrived.GroupBy(e => e.Seq), same => Assert.Single(same.Select(e => e.Id).Distinct()));
    }

    [Theory]
    [InlineData("fdatasync", "EIO", 3)]
    [InlineData("fdatasync", "EIO", 17)]
    [InlineData("fsync,fdatasync", "ENOSPC", 5)]
    [InlineData("pwrite64", "EIO", 23)]
    [InlineData("pwrite64", "ENOSPC", 40)]
    [InlineData("pwrite64", "ENOSPC", 111)]
    public async Task What_a_failing_disk_has_once_kept_is_there_and_whole(string calls, string error, int nth)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not here");
        var writing = SpoolWriting.Command(_folder.Path, null, 0, 1600)
            .Behind("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-P", _folder.File("spool.db"), "-P", _folder.File("spool.db-wal"), "-e", $"inject={calls}:error={error}:when={nth}..{nth + 400}+7");
        _ = await writing.RunAsync();

        var renewed = new List<SpoolRenewal>();
        using var spool = EventSpool.Open(_folder.Path, TimeProvider.System, renewed.Add);
        var there = spool.Read(default, 10_000).Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!.Id).ToHashSet();

        Assert.Equal(1600, SpoolWriting.KeptIds(_folder.Path).Count);
        Assert.Empty(SpoolWriting.KeptIds(_folder.Path).Except(there));
        Assert.Empty(renewed);
    }

    [Fact]
    public async Task On_a_small_disk_the_ledger_tells_exactly_what_was_lost_and_the_spool_recovers_by_itself()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make a small disk");
        _ = (await new Command("mount", "-t", "tmpfs", "-o", "size=8m", "none", _folder.Path).RunAsync()).Text();
        try
        {
            await FillAndDrainAsync();
        }
        finally
        {
            _ = await new Command("umount", "--lazy", _folder.Path).RunAsync();
        }
    }

    private async Task FillAndDrainAsync()
    {
        string[] types = [EventTypes.ContainerStats, EventTypes.ContainerStats, EventTypes.ContainerLog, EventTypes.ContainerDie];
        var notices = new List<CollectorNotice>();
        using var spool = EventSpool.Open(_folder.Path, TimeProvider.System, renewal => Assert.Fail($"{renewal}"));
        using var sink = new SpoolSink(spool, TimeProvider.System, notices.Add);
        var writing = sink.RunAsync();
        var given = new List<DockerEvent> { SpooledPublisher.Event("h1", "started") with { Type = EventTypes.CollectorStarted, Subject = new Subject(Subject.Daemon, "e1", "box") } };
        for (var n = 0; n < 40_000; n++)
        {
            given.Add(SpooledPublisher.Event("h1", $"{n}") with
            {
                Type = types[n % types.Length],
                Time = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(n),
                Attributes = AttributeMap.From([new("pad", new string('x', 600))]),
            });
        }

        foreach (var dockerEvent in given)
        {
            await sink.PublishAsync(dockerEvent, TestContext.Current.CancellationToken);
        }

        Assert.NotNull(sink.Trouble);
        var kept = new List<DockerEvent>();
        var more = 0;
        await Until.TrueAsync(
            async () =>
            {
                while (spool.Read(default, 512) is { Count: > 0 } rows)
                {
                    kept.AddRange(rows.Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!));
                    spool.Remove(rows[^1].Position);
                }

                given.Add(SpooledPublisher.Event("h1", $"more-{more++}"));
                await sink.PublishAsync(given[^1], TestContext.Current.CancellationToken);
                return sink.Trouble is null && Told().Sum(t => t.Value) == spool.Lost.Sum;
            },
            TimeSpan.FromSeconds(60),
            () => $"{sink.Trouble}; told {string.Join(", ", Told())} of {spool.Lost.Sum}: {string.Join("; ", notices.Select(n => n.Text))}");
        sink.Complete();
        await writing;
        kept.AddRange(spool.Read(default, 10_000).Select(row => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!));

        var missing = given.ExceptBy(kept.Select(e => e.Id), e => e.Id).CountBy(Priorities.Of).ToDictionary();
        Assert.Equal(missing.OrderBy(m => m.Key), Told().OrderBy(t => t.Key));
        Assert.True(missing[EventPriority.Routine] > 10_000, string.Join(", ", missing));
        Assert.Equal(given.Count + kept.Count(e => e.Type == EventTypes.CollectorBlind), kept.Max(e => e.Seq));
        Assert.Contains(notices, notice => notice.Text.Contains("the disk of the spool is full", StringComparison.Ordinal));
        Assert.Contains("events were lost", notices[^1].Text, StringComparison.Ordinal);

        Dictionary<EventPriority, int> Told() => kept.Where(e => e.Type == EventTypes.CollectorBlind)
            .GroupBy(e => Priorities.All.Single(p => e.Attributes[AttributeNames.BlindReason].Text!.Contains(Priorities.Name(p), StringComparison.Ordinal)))
            .ToDictionary(g => g.Key, g => g.Sum(e => e.Attributes[AttributeNames.BlindCount].TryGetInteger(out var count) ? (int)count : 0));
    }
}

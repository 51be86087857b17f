using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class RunEndsTests
{
    private static readonly DateTimeOffset Started = Some.Noon;
    private static readonly DateTimeOffset Ended = Some.Noon.AddSeconds(5);

    private readonly HostContext _context = Some.Context();
    private readonly RunEnds _ends;

    public RunEndsTests() => _ends = new RunEnds(new EventFactory(_context, new Redactor()), new MemorySampler(_context, new FakeTimeProvider(Some.Noon)));

    [Fact]
    public void Believes_inspect_and_not_the_event()
    {
        var end = End("0", Some.Snapshot(new Some.State { Started = Started, Finished = Ended, ExitCode = 137, OomKilled = true }));

        Assert.Equal(137L, end.Attributes[AttributeNames.ExitCode]);
        Assert.Equal(true, end.Attributes[AttributeNames.OomKilled]);
        Assert.Equal(Started, end.Run!.StartedAt);
        Assert.Equal(5.0, end.Attributes[AttributeNames.RunSeconds]);
        Assert.Equal(33554432L, end.Attributes[AttributeNames.MemoryLimit]);
        Assert.Equal(EvidenceKinds.Inspect, Assert.Single(end.Evidence, evidence => evidence.Kind == EvidenceKinds.Inspect).Kind);
    }

    [Fact]
    public void Takes_the_events_code_where_the_next_run_hides_the_end()
    {
        var next = Some.Snapshot(new Some.State { Running = true, Pid = 9, Started = Ended.AddSeconds(1), Finished = Ended });

        var end = End("3", next, Started);

        Assert.Equal(3L, end.Attributes[AttributeNames.ExitCode]);
        Assert.Equal(Started, end.Run!.StartedAt);
        Assert.False(end.Attributes[AttributeNames.OomKilled].HasValue);
        Assert.Contains(end.Missing, missing => missing.What == AttributeNames.OomKilled);
    }

    [Fact]
    public void Believes_no_forged_code_where_the_next_run_hides_the_end()
    {
        var next = Some.Snapshot(new Some.State { Running = true, Pid = 9, Started = Ended.AddSeconds(1), Finished = Ended }, """{"exitCode":"0"}""");

        var end = End("0", next, Started);

        Assert.False(end.Attributes[AttributeNames.ExitCode].HasValue);
        Assert.Equal(["exitCode"], end.Attributes[AttributeNames.ForgedAttributes].List!);
        Assert.Contains(end.Missing, missing => missing.What == AttributeNames.ExitCode && missing.Why.Contains("label", StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_that_waits_to_restart_still_shows_its_own_end()
    {
        var end = End("1", Some.Snapshot(new Some.State { Running = true, Restarting = true, Started = Started, Finished = Ended, ExitCode = 1 }));

        Assert.Equal(1L, end.Attributes[AttributeNames.ExitCode]);
        Assert.Equal(true, end.Attributes[AttributeNames.Restarting]);
    }

    [Fact]
    public void Says_that_a_removed_container_could_not_be_checked()
    {
        var end = End("137", null);

        Assert.Equal(137L, end.Attributes[AttributeNames.ExitCode]);
        Assert.Contains(end.Missing, missing => missing.What == EvidenceKinds.Inspect && missing.Why.Contains("could not be checked", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_the_kernel_log_that_cannot_be_read()
    {
        _context.KernelLogMissing = new MissingEvidence(EventTypes.KernelOomKill, "may not be read", "CAP_SYSLOG");

        var end = End("137", Some.Snapshot(new Some.State { Started = Started, Finished = Ended, ExitCode = 137 }));

        Assert.Contains(_context.KernelLogMissing, end.Missing);
    }

    [Fact]
    public void A_reconciled_end_says_that_nobody_saw_who_asked_for_it()
    {
        var snapshot = Some.Snapshot(new Some.State { Started = Started, Finished = Ended, ExitCode = 3 });
        var container = new KnownContainer(Some.Id) { Snapshot = snapshot, Run = Started };

        var end = _ends.Reconciled(container, Ended, snapshot, [], default);

        Assert.Equal((true, 3L), (end.Attributes[AttributeNames.Reconciled] == true, Code(end)));
        Assert.Contains(end.Missing, missing => missing.What == "docker.events");
        Assert.Equal(end.Id, _ends.Reconciled(container, Ended, snapshot, [], default).Id);
    }

    private static long Code(DockerEvent end) => end.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code) ? code : -1;

    private DockerEvent End(string code, ContainerSnapshot? fresh, DateTimeOffset? run = null)
    {
        var container = new KnownContainer(Some.Id) { Snapshot = fresh, Run = run };
        var attributes = new List<KeyValuePair<string, string>> { new("name", "api"), new("image", "shop/api:1"), new("exitCode", code) };
        var raw = new RawEvent(EventTypes.ContainerDie, Subject.Container, "", Some.Id, Some.Nano(Ended.AddMilliseconds(50)), attributes);
        return _ends.Of(raw, container, fresh, default);
    }
}

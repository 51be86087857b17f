using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Tests.Verdicts;

/// <summary>Writes the events of one container, at milliseconds after noon.</summary>
internal sealed class Tape(string container = "c1", string host = "h1")
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public string Id { get; } = EventId.Of(container) + EventId.Of(container, "too");

    public static DateTimeOffset At(double milliseconds) => Noon.AddMilliseconds(milliseconds);

    public DockerEvent Create(double at) => Event(EventTypes.ContainerCreate, at);

    public DockerEvent Start(double at, long? pid = null)
    {
        var start = Event(EventTypes.ContainerStart, at) with { Run = new(At(at)) };
        return pid is { } known ? With(start, AttributeNames.MainPid, known) : start;
    }

    public DockerEvent Kill(double at, long signal) => With(Event(EventTypes.ContainerKill, at), AttributeNames.Signal, signal);

    public DockerEvent Stop(double at) => Event(EventTypes.ContainerStop, at);

    public DockerEvent Oom(double at) => Event(EventTypes.ContainerOom, at);

    public DockerEvent Destroy(double at) => Event(EventTypes.ContainerDestroy, at);

    public DockerEvent Die(double at, long code) => With(Event(EventTypes.ContainerDie, at), AttributeNames.ExitCode, code);

    public DockerEvent Health(double at) => With(Event(EventTypes.ContainerHealthStatus, at), AttributeNames.HealthStatus, "healthy");

    /// <summary>A kernel line, of the own limit unless another cgroup is named.</summary>
    public DockerEvent KernelKill(double at, long? pid = null, string constraint = "memcg", string? cgroup = "")
    {
        var kill = With(Event(EventTypes.KernelOomKill, at), AttributeNames.OomConstraint, constraint);
        kill = With(kill, AttributeNames.ProcessName, "tail");
        kill = With(kill, AttributeNames.ProcessRss, 31L << 20);
        if (cgroup is not null && constraint == "memcg")
        {
            kill = With(kill, AttributeNames.OomCgroup, cgroup.Length == 0 ? $"/docker/{Id}" : cgroup);
        }

        return pid is { } known ? With(kill, AttributeNames.ProcessPid, known) : kill;
    }

    public DockerEvent Daemon(string type, double at, double? from = null, string? source = null)
    {
        var change = new DockerEvent(
            EventId.Of(host, type, at.ToString(CultureInfo.InvariantCulture)), type, At(at), new(host, host), new(Subject.Daemon, host, ""));
        change = from is { } away ? With(change, AttributeNames.BlindFrom, At(away).ToString("O", CultureInfo.InvariantCulture)) : change;
        return source is null ? change : With(change, AttributeNames.BlindSource, source);
    }

    public static DockerEvent With(DockerEvent dockerEvent, string name, AttributeValue value) =>
        dockerEvent with { Attributes = dockerEvent.Attributes.With(name, value) };

    public static DockerEvent Lacking(DockerEvent dockerEvent, params string[] what) =>
        dockerEvent with { Missing = [.. what.Select(name => new MissingEvidence(name, "for the test", "none"))] };

    /// <summary>The ledger's answer to these events, in this order.</summary>
    public static List<DockerEvent> Play(params IEnumerable<DockerEvent> events)
    {
        var ledger = new RunLedger(new());
        var released = new List<DockerEvent>();
        foreach (var dockerEvent in events)
        {
            ledger.Observe(dockerEvent, released);
        }

        ledger.Finish(released);
        return released;
    }

    /// <summary>The only verdict on these events.</summary>
    public static ExitVerdict Verdict(params IEnumerable<DockerEvent> events) =>
        Assert.Single(Play(events), released => released.Exit is not null).Exit!;

    private DockerEvent Event(string type, double at) => new(
        EventId.Of(Id, type, at.ToString(CultureInfo.InvariantCulture)),
        type,
        At(at),
        new(host, host),
        new(Subject.Container, Id, container));
}

using System.Text.Json;

namespace Diagnoser.Contracts.Tests.Support;

/// <summary>Whole records with every field set, as they would come from a real OOM kill.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    public static readonly HostRef Host = new("4d1c/QZ7R", "web-3");

    public static readonly Subject Subject = new(Subject.Container, new string('a', 64), "shop-web-1");

    public static readonly MissingEvidence Missing =
        new("kernel.oom_kill", "the kernel log (/dev/kmsg) is not readable", "give the collector CAP_SYSLOG");

    public static ExitVerdict Exit { get; } = new(
        EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Confirmed, ["the kernel killed tail (pid 15309) at the container's own limit"], [Missing]);

    public static DockerEvent Event() => new("0f" + new string('0', 62), EventTypes.ContainerDie, Time, Host, Subject)
    {
        Seq = 42,
        Epoch = "e1",
        ObservedTime = Time.AddMilliseconds(7),
        Service = "web",
        Stack = "shop",
        Run = new RunRef(Time.AddSeconds(-90)),
        Attributes = AttributeMap.From(
        [
            new(AttributeNames.ExitCode, 137),
            new(AttributeNames.RunSeconds, 90.25),
            new(AttributeNames.OomKilled, true),
            new(AttributeNames.ImageName, "shop/web:1.4"),
            new(AttributeNames.ForgedAttributes, AttributeValue.FromList(["exitCode", "signal"])),
        ]),
        Evidence =
        [
            new(EvidenceKinds.Logs, Time, JsonSerializer.SerializeToElement([new LogLine(Time, "stderr", "out of \"memory\" <b>")], ContractsJson.Default.IReadOnlyListLogLine)),
            new(EvidenceKinds.Probe, Time, JsonSerializer.SerializeToElement(new ProbeResult(Time, Time.AddSeconds(1), -1, "timed out"), ContractsJson.Default.ProbeResult)),
            new(EvidenceKinds.Topology, Time, JsonSerializer.SerializeToElement(Holder, ContractsJson.Default.PortHolder)),
        ],
        Missing = [Missing],
        Exit = Exit,
        Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    public static PortHolder Holder { get; } = new(8080, "tcp", "container", "shop-proxy-1", new string('b', 64), "proxy");

    public static Diagnosis Diagnosis() => new(
        "d1",
        Time,
        "oom-killed-memory-limit",
        ["EXIT-001"],
        "Container killed at its own memory limit",
        Severity.Critical,
        Host,
        Subject,
        "web was OOM-killed at its 32 MiB limit on web-3",
        "tail used 31 MiB when the container reached its limit",
        0.95,
        Certainty.Confirmed,
        [new EvidenceLine(Time, "kernel", "oom-kill:constraint=CONSTRAINT_MEMCG")],
        [Missing],
        [
            new Fix("raise-limit", "Raise the limit", "low", "docker update --memory 64m 'shop-web-1'", "web-3", "no oom for 15m", "docker update --memory 32m 'shop-web-1'")
            {
                Change = "compose: services.web.mem_limit: 64m",
            },
        ],
        [Event().Id])
    {
        Service = "web",
        Stack = "shop",
        Run = new RunRef(Time.AddSeconds(-90)),
        Refines = ["oom-killed-child"],
        IncidentKey = "k1",
        Incident = "i1",
        HiddenBy = "oom-heap-runtime",
    };

    public static Incident Incident() => new("i1", "k1", 4, IncidentStatus.Resolved, Severity.Critical, Diagnosis(), Time, Time.AddMinutes(1))
    {
        Symptoms =
        [
            new Symptom("d2", Time.AddSeconds(9), "healthcheck-failing", Severity.Warning, Host, Subject, "web is unhealthy", "same service, 9 s after the root")
            {
                Service = "web",
                Stack = "shop",
            },
        ],
        SymptomCount = 1,
        Affected = ["shop/web"],
        Occurrences = 3,
        AcknowledgedAt = Time.AddMinutes(2),
        AcknowledgedBy = "ann",
        ResolvedAt = Time.AddMinutes(12),
        ResolvedBy = "ann",
        Resolution = "the limit was raised",
        RecurrenceOf = "i0",
        MergedInto = "i2",
        Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    public static TimelineEntry TimelineEntry() => new(Time, TimelineKinds.Action, "ann acknowledged")
    {
        What = "acknowledge",
        Host = Host,
        Subject = Subject,
        Service = "web",
        Stack = "shop",
        Severity = Severity.Critical,
        Incident = "i1",
        Diagnosis = "d1",
        Event = "e1",
        By = "ann",
    };

    public static BlindWindow BlindWindow() => new(Host, Time, Time.AddSeconds(3), "docker.events", "the engine was restarted", "nothing: states were compared");
}

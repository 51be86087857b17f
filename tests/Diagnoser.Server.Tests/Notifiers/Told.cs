using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Notifiers;

namespace Diagnoser.Server.Tests.Notifiers;

/// <summary>An incident as it would come from a database that the kernel killed, in its states.</summary>
internal static class Told
{
    public static readonly DateTimeOffset Time = new(2026, 11, 23, 3, 14, 15, 926, TimeSpan.Zero);

    public static readonly Uri Page = new("https://diagnoser.example/incidents/5f1c0e7ab9d24c11?from=chat&tab=evidence");

    private static readonly HostRef Host = new("m1/e1", "web-3");

    public static Diagnosis Diagnosis { get; } = new(
        "d1",
        Time,
        "oom-killed-memory-limit",
        ["EXIT-001"],
        "Container killed at its own memory limit",
        Severity.Critical,
        Host,
        new Subject(Subject.Container, new string('a', 64), "shop-db-1"),
        "shop-db-1 was OOM-killed at its 512 MiB limit on web-3",
        "postgres (pid 15309) held 498 MiB when the container reached its own limit; the host had 9.1 GiB free.",
        0.97,
        Certainty.Confirmed,
        [
            new EvidenceLine(Time.AddSeconds(-61), "cgroup", "memory.current 402 MiB, limit 512 MiB"),
            new EvidenceLine(Time.AddSeconds(-1), "cgroup", "memory.current 511 MiB, limit 512 MiB"),
            new EvidenceLine(Time, "kernel", "oom-kill:constraint=CONSTRAINT_MEMCG,task=postgres,pid=15309"),
            new EvidenceLine(Time.AddMilliseconds(12), "docker", "container die, exit code 137"),
        ],
        [new MissingEvidence("container.logs", "the log driver is none", "set the log driver to json-file")],
        [
            new Fix("raise-limit", "Raise the limit to 640 MiB", "low", "docker update --memory 640m --memory-swap 640m 'shop-db-1'", "web-3", "no OOM kill for 15m", "docker update --memory 512m --memory-swap 512m 'shop-db-1'")
            {
                Change = "compose.yaml: services.db.mem_limit: 640m",
            },
            new Fix("look", "See what uses the memory", "none", "docker stats --no-stream 'shop-db-1'", "web-3"),
        ],
        ["e1"])
    {
        Service = "db",
        Stack = "shop",
    };

    public static Incident Open { get; } = new("5f1c0e7ab9d24c11", "k1", 3, IncidentStatus.Open, Severity.Critical, Diagnosis, Time, Time.AddSeconds(95))
    {
        Symptoms =
        [
            new Symptom("d2", Time.AddSeconds(9), "healthcheck-failing", Severity.Warning, Host, new Subject(Subject.Container, new string('b', 64), "shop-api-1"), "shop-api-1 is unhealthy: connection refused", "it depends on shop/db, which was down"),
            new Symptom("d3", Time.AddSeconds(12), "restart-loop", Severity.Critical, new HostRef("m2/e2", "web-4"), new Subject(Subject.Container, new string('c', 64), "shop-web-1"), "shop-web-1 restarts again and again", "it depends on shop/api"),
        ],
        SymptomCount = 2,
        Affected = ["shop/api", "shop/db", "shop/web"],
        Occurrences = 3,
        RecurrenceOf = "77aa01b2c3d4e5f6",
    };

    public static Incident Acknowledged { get; } =
        Open with { Status = IncidentStatus.Acknowledged, AcknowledgedAt = Time.AddMinutes(2), AcknowledgedBy = "ann" };

    public static Incident Resolved { get; } = Acknowledged with
    {
        Status = IncidentStatus.Resolved,
        ResolvedAt = Time.AddMinutes(12),
        ResolvedBy = "ann",
        Resolution = "no OOM kill for 15m after the limit was raised",
    };

    public static Notification Opened(string? reference = null) => new(Open, NotificationKind.Open, reference, Page);

    public static Notification Taken(string? reference = null) => new(Acknowledged, NotificationKind.Update, reference, Page);

    public static Notification Risen(string? reference = null) => new(Open, NotificationKind.Rise, reference, Page);

    public static Notification Over(string? reference = null) => new(Resolved, NotificationKind.Resolve, reference, Page);
}

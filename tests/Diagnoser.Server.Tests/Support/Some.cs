using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Tests.Support;

/// <summary>Builds records.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static string ContainerId(string name) => EventId.Of(name) + EventId.Of("more", name);

    public static DockerEvent Heartbeat(DateTimeOffset at) =>
        new($"beat-{at.UtcTicks}", EventTypes.CollectorHeartbeat, at, new HostRef("h1", "web-3"), new Subject(Subject.Daemon, "e1", "web-3"));

    public static DockerEvent Event(string type, string container = "api", DateTimeOffset? at = null) => new(
        EventId.Of(type, container, (at ?? Noon).Ticks.ToString(CultureInfo.InvariantCulture)),
        type,
        at ?? Noon,
        new HostRef("h1", "web-3"),
        new Subject(Subject.Container, ContainerId(container), container))
    {
        Service = container,
        Run = new RunRef(Noon.AddMinutes(-5)),
    };

    /// <summary>An end that the test rule (<c>TestRule</c>) tells of if the code is 7.</summary>
    public static DockerEvent Die(string container = "api", int code = 7, DateTimeOffset? at = null) =>
        Event(EventTypes.ContainerDie, container, at) with { Attributes = AttributeMap.Empty.With(AttributeNames.ExitCode, code) };

    public static DockerEvent Blind(DateTimeOffset from, DateTimeOffset to) =>
        new("b1", EventTypes.CollectorBlind, to, new HostRef("h1", "web-3"), new Subject(Subject.Daemon, "e1", "web-3"))
        {
            Attributes = AttributeMap.From(
            [
                new(AttributeNames.BlindSource, "docker.events"),
                new(AttributeNames.BlindFrom, from.ToString("O", CultureInfo.InvariantCulture)),
                new(AttributeNames.BlindReason, "the stream broke"),
                new(AttributeNames.BlindLost, "nothing, all was read again"),
            ]),
        };

    public static Diagnosis Diagnosis(string id = "d1", string container = "api") => new(
        id,
        Noon,
        "test-rule",
        ["EXIT-001"],
        "It died",
        Severity.Critical,
        new HostRef("h1", "web-3"),
        new Subject(Subject.Container, ContainerId(container), container),
        "api died",
        "it was out of memory",
        0.95,
        Certainty.Confirmed,
        [new EvidenceLine(Noon, "kernel", "killed tail")],
        [new MissingEvidence("kernel.oom_kill", "the kernel log is not readable", "read access to /dev/kmsg")],
        [new Fix("raise", "Raise the limit", "low", "docker update --memory 64m api", "web-3", "docker ps", "docker update --memory 32m api")
        {
            Change = "compose: services.api.mem_limit = 64m",
        }],
        ["e1"]);
}

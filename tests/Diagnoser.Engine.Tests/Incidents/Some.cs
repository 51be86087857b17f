using Diagnoser.Contracts;

namespace Diagnoser.Engine.Tests.Incidents;

/// <summary>Builds diagnoses, incidents and the events of containers, at seconds after noon.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly HostRef Host = new("h1", "web-1");

    public static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    public static Diagnosis Diagnosis(string id, double at = 0, Severity severity = Severity.Critical, string container = "c1") => new(
        id,
        At(at),
        $"rule-{id}",
        [],
        "It died",
        severity,
        Host,
        new Subject(Subject.Container, container, container),
        $"{id} died",
        "it was out of memory",
        0.95,
        Certainty.Confirmed,
        [new EvidenceLine(At(at), "kernel", "killed tail")],
        [],
        [],
        ["e1"])
    {
        IncidentKey = "k1",
        Service = "web",
        Stack = "shop",
    };

    /// <summary>An open incident of these diagnoses, which come in this order.</summary>
    public static Incident Incident(params Diagnosis[] diagnoses)
    {
        var keeper = new Keeper();
        Array.ForEach(diagnoses, keeper.Say);
        return keeper.Only;
    }

    public static DockerEvent Event(string type, double at, string container = "c1") => new(
        EventId.Of(type, container, At(at).ToString("O")), type, At(at), Host, new Subject(Subject.Container, container, container))
    {
        Service = "web",
        Stack = "shop",
    };

    public static DockerEvent Start(double at, string container = "c1") => Event(EventTypes.ContainerStart, at, container);

    public static DockerEvent Destroy(double at, string container = "c1") => Event(EventTypes.ContainerDestroy, at, container);

    public static DockerEvent Die(double at, string container = "c1", long code = 137) => With(
        Event(EventTypes.ContainerDie, at, container), AttributeNames.ExitCode, code);

    public static DockerEvent Health(double at, string status, string container = "c1") => With(
        Event(EventTypes.ContainerHealthStatus, at, container), AttributeNames.HealthStatus, status);

    private static DockerEvent With(DockerEvent e, string name, AttributeValue value) => e with { Attributes = e.Attributes.With(name, value) };
}

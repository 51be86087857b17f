using Diagnoser.Contracts;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Tests.Topology;

/// <summary>Containers and their events for tests of the topology.</summary>
internal static class Town
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An event of a container; facts are <c>name=a,b</c>, lists unless the name is of a text.</summary>
    public static DockerEvent Event(
        string type, string container, double seconds = 0, string host = "h1", string? service = null, string? stack = null, params string[] facts) =>
        new($"{type} {container} {seconds} {host}", type, Noon.AddSeconds(seconds), new(host, host), new(Subject.Container, container, container))
        {
            Service = service,
            Stack = stack,
            Attributes = AttributeMap.From(facts.Select(Fact)),
        };

    public static DockerEvent Start(string container, string host = "h1", string? service = null, string? stack = null, params string[] facts) =>
        Event(EventTypes.ContainerStart, container, 0, host, service ?? container, stack, facts);

    public static DockerEvent Network(string type, string network, string container, string host = "h1", string id = "n1") =>
        new($"{type} {network} {container}", type, Noon.AddSeconds(1), new(host, host), new(Subject.Network, id, network))
        {
            Attributes = AttributeMap.From([new(AttributeNames.ContainerId, container)]),
        };

    public static TopologyMap Map(params DockerEvent[] events)
    {
        var map = new TopologyMap();
        foreach (var dockerEvent in events)
        {
            map.Note(dockerEvent);
        }

        return map;
    }

    public static Party Of(string container, string host = "h1", string? service = null, string? stack = null) => new(host, container, service ?? container, stack);

    private static KeyValuePair<string, AttributeValue> Fact(string fact)
    {
        var (name, value) = (fact[..fact.IndexOf('=', StringComparison.Ordinal)], fact[(fact.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        return value is "true" ? new(name, true)
            : name is AttributeNames.Orchestrator or AttributeNames.ImageName ? new(name, value)
            : new(name, AttributeValue.FromList(value.Split(',', StringSplitOptions.RemoveEmptyEntries)));
    }
}

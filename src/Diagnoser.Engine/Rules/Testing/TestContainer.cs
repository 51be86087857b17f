using System.Text.Json.Nodes;
using Diagnoser.Contracts;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>A port of the host that a container takes while it runs.</summary>
/// <param name="Address">The address; <c>0.0.0.0</c> or <c>[::]</c> for all of them.</param>
/// <param name="Number">The port of the host.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
internal readonly record struct PublishedPort(string Address, int Number, string Protocol)
{
    /// <summary>True if both cannot be taken at once.</summary>
    public bool Excludes(PublishedPort other) =>
        Number == other.Number && Protocol == other.Protocol && (Address == other.Address || IsAny(Address) || IsAny(other.Address));

    private static bool IsAny(string address) => address is "0.0.0.0" or "[::]" or "::" or "";
}

/// <summary>A container of a test's <c>given</c>.</summary>
internal sealed record TestContainer(string Id, string Name, string Host)
{
    public string? Service { get; init; }

    public string? Stack { get; init; }

    /// <summary>The inspect object, made of the dotted paths; null if none were given.</summary>
    public JsonObject? Inspect { get; init; }

    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Facts { get; init; } = [];

    /// <summary>Published host ports.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>How it stands before the first event.</summary>
    public string State { get; init; } = ContainerStates.Running;

    /// <summary>What each of its events carries of it, as <see cref="TestBudget.Weigh"/> counts.</summary>
    public long Weight { get; init; }

    public string FullId => TestHost.ContainerId(Id);
}

using System.Text.Json.Nodes;
using Diagnoser.Contracts;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Testing;

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

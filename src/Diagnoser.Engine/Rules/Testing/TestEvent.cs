using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>One event of a test as written, repeats written out.</summary>
internal sealed record TestEvent(TimeSpan At, string Type, string Host)
{
    public TestContainer? Container { get; init; }

    /// <summary>The service of an event that is not about a container.</summary>
    public string? Service { get; init; }

    public string? Stack { get; init; }

    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Fields { get; init; } = [];

    /// <summary>Fields that it lacks, whatever its container's facts say.</summary>
    public IReadOnlySet<string> Lacking { get; init; } = FrozenSet<string>.Empty;

    public IReadOnlyList<string> Logs { get; init; } = [];

    /// <summary>Measured values with their time relative to the event.</summary>
    public IReadOnlyList<(TimeSpan At, IReadOnlyList<KeyValuePair<string, JsonNode?>> Values)> Samples { get; init; } = [];

    public IReadOnlyList<string> Missing { get; init; } = [];
}

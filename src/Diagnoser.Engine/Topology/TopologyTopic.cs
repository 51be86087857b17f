using System.Collections.Frozen;
using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Topology;

/// <summary>A topic of <c>topology</c> evidence.</summary>
/// <param name="Name">Its name in rules.</param>
/// <param name="Meaning">What its value is.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Parts">What can be named below it, with its type.</param>
internal sealed record TopologyTopic(string Name, string Meaning, ExpressionType Type, IReadOnlyDictionary<string, ExpressionType> Parts)
{
    public const string Networks = "networks";
    public const string State = "state";
    public const string PortHolder = "port_holder";
    public const string ServicesNamed = "services_named";
    public const string Dependents = "dependents";
    public const string Dependencies = "dependencies";

    /// <summary>All topics: one table for reader, schema and documentation.</summary>
    public static readonly IReadOnlyList<TopologyTopic> All =
    [
        new(Networks, "the networks that the container is on", ExpressionType.List, None),
        new(State, "its state now: created, running, paused, restarting, exited, removed or unknown", ExpressionType.Text, None),
        new(PortHolder, "who holds the port", ExpressionType.Text, Of(
            ("kind", ExpressionType.Text),
            ("name", ExpressionType.Text),
            ("protocol", ExpressionType.Text),
            ("pid", ExpressionType.Number),
            ("container.id", ExpressionType.Text),
            ("container.name", ExpressionType.Text),
            ("service.name", ExpressionType.Text))),
        new(ServicesNamed, "the services that have the name and run, on the same host or in the same Swarm", ExpressionType.List, Of(
            ("networks", ExpressionType.List),
            ("first.name", ExpressionType.Text),
            ("first.service", ExpressionType.Text),
            ("first.network", ExpressionType.Text),
            ("first.host", ExpressionType.Text))),
        new(Dependents, "the services that are declared to depend on it", ExpressionType.List, None),
        new(Dependencies, "the services that it is declared to depend on", ExpressionType.List, None),
    ];

    public static TopologyTopic? Find(string name) => All.FirstOrDefault(t => t.Name == name);

    private static IReadOnlyDictionary<string, ExpressionType> None => FrozenDictionary<string, ExpressionType>.Empty;

    private static Dictionary<string, ExpressionType> Of(params (string Name, ExpressionType Type)[] parts) => parts.ToDictionary(p => p.Name, p => p.Type);
}

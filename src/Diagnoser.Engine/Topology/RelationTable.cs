namespace Diagnoser.Engine.Topology;

/// <summary>A relation that rules may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">When it holds.</param>
public sealed record RelationEntry(string Name, string Meaning);

/// <summary>The relations of the topology.</summary>
public static class RelationTable
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<RelationEntry> All =
    [
        new("depends_on", "the first names the second's service among what it depends on"),
        new("dependents", "the second depends on the first"),
        new("dependencies", "the first depends on the second"),
        new("same_network", "both are on one user-defined network"),
        new("same_volume", "both mount one volume, on one host"),
        new("same_host", "both are on one host"),
        new("same_service", "both belong to one service"),
        new("same_image", "both run one image"),
        new("resolves", "the first can resolve the second's name"),
        new("talks_to", "the first was seen connected to the second"),
    ];
}

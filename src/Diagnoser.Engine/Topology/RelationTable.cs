namespace Diagnoser.Engine.Topology;

/// <summary>A relation that rules may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">When it holds.</param>
public sealed record RelationEntry(string Name, string Meaning)
{
    /// <summary>Tests it.</summary>
    internal Func<TopologyMap, Party, Party, bool> Test { get; init; } = (_, _, _) => false;
}

/// <summary>The relations of the topology: one table for reader, schema and documentation.</summary>
public static class RelationTable
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<RelationEntry> All =
    [
        new("depends_on", "the first is declared to depend on the second's service: depends_on of compose, or the label diagnoser.depends_on") { Test = Dependency.Holds },
        new("dependents", "the second depends on the first") { Test = (map, from, to) => Dependency.Holds(map, to, from) },
        new("dependencies", "the first depends on the second") { Test = Dependency.Holds },
        new("same_network", "both are on one user-defined network") { Test = Pairs((m, a, b) => m.ShareNetwork(a, b)) },
        new("same_volume", "both mount one volume or folder, on one host")
        {
            Test = Pairs((_, a, b) => a.Host.Id == b.Host.Id && a.Volumes.Intersect(b.Volumes).Any()),
        },
        new("same_host", "both are on one host") { Test = (_, from, to) => from.HostId.Length > 0 && from.HostId == to.HostId },
        new("same_service", "both belong to one service")
        {
            Test = (_, from, to) => from.Service is not null && (from.Service, from.Stack) == (to.Service, to.Stack),
        },
        new("same_image", "both run one image") { Test = Pairs((_, a, b) => IsSame(a.ImageId, b.ImageId) || IsSame(a.Image, b.Image)) },
        new("resolves", "the first can resolve a name of the second, which runs on one of its user-defined networks")
        {
            Test = Pairs((m, a, b) => b.IsRunning && m.ShareNetwork(a, b)),
        },
        new("talks_to", "the first was seen connected to an address of the second") { Test = Pairs(TalksTo) },
    ];

    /// <summary>The relation by this name, or null.</summary>
    public static RelationEntry? Find(string name) => All.FirstOrDefault(r => r.Name == name);

    private static bool IsSame(string? a, string? b) => a is not null && a == b;

    private static Func<TopologyMap, Party, Party, bool> Pairs(Func<TopologyMap, ContainerNode, ContainerNode, bool> test) =>
        (map, from, to) => map.Of(from).Any(a => map.Of(to).Any(b => a != b && test(map, a, b)));

    private static bool TalksTo(TopologyMap map, ContainerNode from, ContainerNode to) => from.TalksTo.Any(peer =>
        to.Ports.Any(p => PublishedPort.Outside(p) == peer)
        || to.Addresses.Any(a => a[(a.IndexOf('=', StringComparison.Ordinal) + 1)..] == AddressOf(peer)
            && map.Owns(to, a)
            && (from.Host.Id == to.Host.Id || map.ShareNetwork(from, to))));

    // 10.0.1.5:5432 or [fd00::5]:5432
    private static string AddressOf(string peer)
    {
        var colon = peer.LastIndexOf(':');
        return (colon < 0 ? peer : peer[..colon]).Trim('[', ']');
    }
}

using System.Runtime.InteropServices;

namespace Diagnoser.Engine.Topology;

/// <summary>Containers by the keys that they have; keys are compared as names are in DNS, without regard to case.</summary>
internal sealed class NodeIndex
{
    // One container, or a set of them: most names belong to one.
    private readonly Dictionary<string, object> _byKey = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ContainerNode> Of(string key) => _byKey.GetValueOrDefault(key) switch
    {
        ContainerNode one => [one],
        HashSet<ContainerNode> several => several,
        _ => [],
    };

    /// <summary>Files a container under these keys and no longer under those before.</summary>
    public void Move(ContainerNode node, IReadOnlyList<string> from, IReadOnlyList<string> to)
    {
        if (ReferenceEquals(from, to))
        {
            return;
        }

        for (var i = 0; i < from.Count; i++)
        {
            Remove(node, from[i]);
        }

        for (var i = 0; i < to.Count; i++)
        {
            Add(node, to[i]);
        }
    }

    private void Add(ContainerNode node, string key)
    {
        ref var nodes = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey, key, out _);
        switch (nodes)
        {
            case null:
                nodes = node;
                break;
            case HashSet<ContainerNode> several:
                _ = several.Add(node);
                break;
            case ContainerNode one when one != node:
                nodes = new HashSet<ContainerNode> { one, node };
                break;
        }
    }

    private void Remove(ContainerNode node, string key)
    {
        var nodes = _byKey.GetValueOrDefault(key);
        if (nodes == node || (nodes is HashSet<ContainerNode> several && several.Remove(node) && several.Count == 0))
        {
            _ = _byKey.Remove(key);
        }
    }
}

using System.Runtime.InteropServices;

namespace Diagnoser.Engine.Topology;

/// <summary>Containers by the keys that they have; keys are compared as names are in DNS, without regard to case.</summary>
internal sealed class NodeIndex(Func<ContainerNode, IReadOnlyList<string>> keysOf)
{
    // One container, or a set of them: most names belong to one.
    private readonly Dictionary<string, object> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ContainerNode, IReadOnlyList<string>> _keys = [];

    public IEnumerable<ContainerNode> Of(string key) => _byKey.GetValueOrDefault(key) switch
    {
        ContainerNode one => [one],
        HashSet<ContainerNode> several => several,
        _ => [],
    };

    /// <summary>Files a container under the keys that it has now.</summary>
    public void Put(ContainerNode node)
    {
        var keys = keysOf(node);
        if (_keys.GetValueOrDefault(node, []) is var old && (ReferenceEquals(old, keys) || old.SequenceEqual(keys)))
        {
            return;
        }

        Remove(node);
        if (keys.Count > 0)
        {
            _keys[node] = keys;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            ref var nodes = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey, keys[i], out _);
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
    }

    public void Remove(ContainerNode node)
    {
        if (!_keys.Remove(node, out var keys))
        {
            return;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            var nodes = _byKey.GetValueOrDefault(keys[i]);
            if (nodes == node || (nodes is HashSet<ContainerNode> several && several.Remove(node) && several.Count == 0))
            {
                _ = _byKey.Remove(keys[i]);
            }
        }
    }
}

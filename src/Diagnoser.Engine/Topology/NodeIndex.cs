namespace Diagnoser.Engine.Topology;

/// <summary>Containers by the keys that they have; keys are compared as names are in DNS, without regard to case.</summary>
internal sealed class NodeIndex(Func<ContainerNode, IEnumerable<string>> keysOf)
{
    private readonly Dictionary<string, HashSet<ContainerNode>> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ContainerNode, string[]> _keys = [];

    public IEnumerable<ContainerNode> Of(string key) => _byKey.GetValueOrDefault(key) ?? [];

    /// <summary>Files a container under the keys that it has now.</summary>
    public void Put(ContainerNode node)
    {
        Remove(node);
        string[] keys = [.. keysOf(node)];
        if (keys.Length == 0)
        {
            return;
        }

        _keys[node] = keys;
        foreach (var key in keys)
        {
            if (!_byKey.TryGetValue(key, out var nodes))
            {
                _byKey[key] = nodes = [];
            }

            _ = nodes.Add(node);
        }
    }

    public void Remove(ContainerNode node)
    {
        if (!_keys.Remove(node, out var keys))
        {
            return;
        }

        foreach (var key in keys)
        {
            if (_byKey.TryGetValue(key, out var nodes) && nodes.Remove(node) && nodes.Count == 0)
            {
                _ = _byKey.Remove(key);
            }
        }
    }
}

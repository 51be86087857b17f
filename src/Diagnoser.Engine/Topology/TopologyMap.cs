using Diagnoser.Contracts;

namespace Diagnoser.Engine.Topology;

/// <summary>
/// Who is on which network, shares which volume, holds which port, depends on and talks to whom, as the events said it. Bounded; the
/// same events give the same map. Not safe for concurrent use.
/// </summary>
/// <param name="limit">Most containers that are remembered.</param>
internal sealed class TopologyMap(int limit = TopologyMap.ContainerLimit) : ITopology
{
    /// <summary>Most containers that are remembered, unless another limit is given.</summary>
    public const int ContainerLimit = 100_000;

    // A container that was removed can still be one side of a relation for a while; this many are enough for that.
    private const int RemovedLimit = 10_000;
    private const int MostNetworkIds = 10_000;

    private readonly Dictionary<string, HostMap> _hosts = new(StringComparer.Ordinal);
    private readonly NodeIndex _byName = new();
    private readonly NodeIndex _byDependency = new();
    private HostMap? _lastHost;
    private int _networkIds;

    // In the order in which they may be forgotten: the longest ended first, then the longest seen.
    private readonly LinkedList<ContainerNode> _removed = new();
    private readonly LinkedList<ContainerNode> _ended = new();
    private readonly LinkedList<ContainerNode> _living = new();

    /// <summary>Containers that are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>Containers that still existed and were forgotten because there were too many.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes what an event says; cheap if that is nothing new.</summary>
    public void Note(DockerEvent dockerEvent)
    {
        if (dockerEvent.Type is EventTypes.NetworkConnect or EventTypes.NetworkDisconnect)
        {
            NoteNetwork(dockerEvent);
        }
        else if (dockerEvent.Subject is { Kind: Subject.Container, Id.Length: > 0 })
        {
            NoteContainer(dockerEvent);
        }
    }

    /// <inheritdoc/>
    public bool Holds(string relation, Party from, Party to) => RelationTable.Find(relation)?.Test(this, from, to) == true;

    /// <inheritdoc/>
    public bool HoldsWithName(string relation, Party from, string name) => relation switch
    {
        "resolves" => Resolves(from, name),
        _ => _byName.Of(name).Any(n => n.Id != from.ContainerId && Holds(relation, from, new Party(n.Host.Id, n.Id, n.Service, n.Stack))),
    };

    /// <summary>True if some running container shares a user-defined network with <paramref name="from"/> and answers to the name.</summary>
    public bool Resolves(Party from, string name)
    {
        var wanted = name.TrimEnd('.');
        return Of(from).Any(asking => _byName.Of(wanted).Any(n => n.IsRunning && n.AnswersTo(wanted) && ShareNetwork(asking, n)));
    }

    /// <summary>The containers that a party stands for.</summary>
    public IEnumerable<ContainerNode> Of(Party party)
    {
        if (party.ContainerId is { } id)
        {
            return Find(party.HostId)?.Nodes.GetValueOrDefault(id) is { } node ? [node] : [];
        }

        return party.Service is not { } service ? [] : _byName.Of(service).Where(n =>
            n.Service == service && n.Stack == party.Stack && (party.HostId.Length == 0 || n.Host.Id == party.HostId));
    }

    /// <summary>The containers that have this name, by DNS, by their own name or by their service; in a fixed order.</summary>
    public IEnumerable<ContainerNode> Named(string name) => Ordered(_byName.Of(name.TrimEnd('.')));

    /// <summary>The containers that declare a dependency by this name; in a fixed order.</summary>
    public IEnumerable<ContainerNode> Declaring(string dependency) => Ordered(_byDependency.Of(dependency));

    /// <summary>The container of a host that publishes a port, another one than <paramref name="except"/>.</summary>
    public ContainerNode? HolderOf(string hostId, PublishedPort port, string except) =>
        Ordered(_living.Where(n => n.Host.Id == hostId && n.Id != except && n.IsRunning && n.Ports.Any(p => PublishedPort.Parse(p)?.Excludes(port) == true))).FirstOrDefault();

    /// <summary>True if this container has the address now, or had it last.</summary>
    public bool Owns(ContainerNode node, string address) => Find(node.Host.Id)?.ByAddress.GetValueOrDefault(address) == node;

    /// <summary>True if packets of one reach the other by a network on which names are resolved.</summary>
    public bool ShareNetwork(ContainerNode a, ContainerNode b) =>
        a.Networks?.Any(n => NetworkNames.IsUserDefined(n) && b.Networks?.Contains(n) == true && IsOne(n, a, b)) == true;

    // A bridge ends at its host, whatever other hosts call theirs. What a Swarm task is on spans the Swarm.
    private bool IsOne(string network, ContainerNode a, ContainerNode b) =>
        a.Host.Id == b.Host.Id
        || (a.IsSwarm && b.IsSwarm)
        || (Find(a.Host.Id)?.NetworkIds.GetValueOrDefault(network) is { } id && Find(b.Host.Id)?.NetworkIds.GetValueOrDefault(network) == id);

    private static IOrderedEnumerable<ContainerNode> Ordered(IEnumerable<ContainerNode> nodes) =>
        nodes.OrderBy(n => n.Host.Id, StringComparer.Ordinal).ThenBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal);

    private HostMap? Find(string hostId) => _lastHost?.Id == hostId ? _lastHost : _hosts.GetValueOrDefault(hostId);

    private HostMap HostOf(DockerEvent e)
    {
        // Events of one host come in a row.
        if (Find(e.Host.Id) is not { } host)
        {
            _hosts[e.Host.Id] = host = new HostMap(e.Host.Id);
        }

        return _lastHost = host;
    }

    private void NoteContainer(DockerEvent e)
    {
        var host = HostOf(e);
        if (!host.Nodes.TryGetValue(e.Subject.Id, out var node))
        {
            node = new ContainerNode(e.Host, e.Subject.Id);
            host.Nodes.Add(node.Id, node);
            Count++;
        }

        var (names, dependencies, addresses) = (node.Names, node.DependsOn, node.Addresses);
        if (node.Take(e))
        {
            _byName.Move(node, names, node.Names);
            _byDependency.Move(node, dependencies, node.DependsOn);
            Move(host, node, addresses, node.Addresses);
        }

        node.Become(ContainerStates.After(e, node.State), e.Time);
        File(node);
        MakeRoom();
    }

    private void NoteNetwork(DockerEvent e)
    {
        if (e.Subject.Name.Length == 0)
        {
            return;
        }

        var host = HostOf(e);
        if (e.Subject.Id.Length > 0 && host.NetworkIds.GetValueOrDefault(e.Subject.Name) is var known && known != e.Subject.Id)
        {
            NoteNetworkId(host, e, isKnown: known is not null);
        }

        if (Party.ContainerOf(e) is not { } id || !host.Nodes.TryGetValue(id, out var node))
        {
            return;
        }

        if (e.Type == EventTypes.NetworkConnect)
        {
            node.Join(e.Subject.Name);
        }
        else if (node.IsRunning)
        {
            // The engine also disconnects what has ended; its next run is on the same networks.
            node.Leave(e.Subject.Name);
        }
    }

    private void NoteNetworkId(HostMap host, DockerEvent e, bool isKnown)
    {
        if (isKnown || _networkIds < MostNetworkIds)
        {
            _networkIds += isKnown ? 0 : 1;
            host.NetworkIds[e.Subject.Name] = e.Subject.Id;
        }
    }

    private void File(ContainerNode node)
    {
        var list = node.IsRemoved ? _removed : node.State == ContainerStates.Exited ? _ended : _living;
        if (node.Place?.List == list)
        {
            return;
        }

        if (node.Place is { } place)
        {
            place.List?.Remove(place);
            list.AddLast(place);
        }
        else
        {
            node.Place = list.AddLast(node);
        }

        if (_removed.Count > RemovedLimit)
        {
            Forget(_removed.First!.Value);
        }
    }

    private void MakeRoom()
    {
        while (Count > limit)
        {
            var oldest = (_removed.First ?? _ended.First ?? _living.First)!.Value;
            Dropped += oldest.IsRemoved ? 0 : 1;
            Forget(oldest);
        }
    }

    private void Forget(ContainerNode node)
    {
        var host = Find(node.Host.Id)!;
        _ = host.Nodes.Remove(node.Id);
        Count--;
        node.Place!.List!.Remove(node.Place);
        _byName.Move(node, node.Names, []);
        _byDependency.Move(node, node.DependsOn, []);
        Move(host, node, node.Addresses, []);
    }

    private static void Move(HostMap host, ContainerNode node, IReadOnlyList<string> from, IReadOnlyList<string> to)
    {
        if (ReferenceEquals(from, to))
        {
            return;
        }

        for (var i = 0; i < from.Count; i++)
        {
            if (host.ByAddress.GetValueOrDefault(from[i]) == node)
            {
                _ = host.ByAddress.Remove(from[i]);
            }
        }

        for (var i = 0; i < to.Count; i++)
        {
            host.ByAddress[to[i]] = node;
        }
    }

    /// <summary>What is known of one host.</summary>
    private sealed class HostMap(string id)
    {
        public string Id => id;

        public Dictionary<string, ContainerNode> Nodes { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, ContainerNode> ByAddress { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> NetworkIds { get; } = new(StringComparer.Ordinal);
    }
}

using System.Runtime.InteropServices;
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

    private readonly Dictionary<(string Host, string Id), ContainerNode> _nodes = [];
    private readonly NodeIndex _byName = new(n => n.Names);
    private readonly NodeIndex _byDependency = new(n => n.DependsOn);
    private readonly Dictionary<(string Host, string Address), ContainerNode> _byAddress = [];
    private readonly Dictionary<(string Host, string Network), string> _networkIds = [];

    // In the order in which they may be forgotten: the longest ended first, then the longest seen.
    private readonly LinkedList<ContainerNode> _removed = new();
    private readonly LinkedList<ContainerNode> _ended = new();
    private readonly LinkedList<ContainerNode> _living = new();

    /// <summary>Containers that are remembered.</summary>
    public int Count => _nodes.Count;

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
            return _nodes.TryGetValue((party.HostId, id), out var node) ? [node] : [];
        }

        return party.Service is not { } service ? [] : _byName.Of(service).Where(n =>
            n.Service == service && n.Stack == party.Stack && (party.HostId.Length == 0 || n.Host.Id == party.HostId));
    }

    /// <summary>The containers that have this name, by DNS, by their own name or by their service; in a fixed order.</summary>
    public IEnumerable<ContainerNode> Named(string name) => Ordered(_byName.Of(name.TrimEnd('.')));

    /// <summary>The containers that declare a dependency by this name; in a fixed order.</summary>
    public IEnumerable<ContainerNode> Declaring(string dependency) => Ordered(_byDependency.Of(dependency));

    /// <summary>The container of a host that publishes a port, another one than <paramref name="except"/>.</summary>
    public ContainerNode? HolderOf(string hostId, string port, string except) =>
        Ordered(_living.Where(n => n.Host.Id == hostId && n.Id != except && n.IsRunning && n.Ports.Any(p => PublishedPort.Number(p) == port))).FirstOrDefault();

    /// <summary>True if this container has the address now, or had it last.</summary>
    public bool Owns(ContainerNode node, string address) => _byAddress.GetValueOrDefault((node.Host.Id, address)) == node;

    /// <summary>True if packets of one reach the other by a network on which names are resolved.</summary>
    public bool ShareNetwork(ContainerNode a, ContainerNode b) =>
        a.Networks?.Any(n => NetworkNames.IsUserDefined(n) && b.Networks?.Contains(n) == true && IsOne(n, a, b)) == true;

    // A bridge ends at its host, whatever other hosts call theirs. What a Swarm task is on spans the Swarm.
    private bool IsOne(string network, ContainerNode a, ContainerNode b) =>
        a.Host.Id == b.Host.Id
        || (a.IsSwarm && b.IsSwarm)
        || (_networkIds.TryGetValue((a.Host.Id, network), out var id) && _networkIds.GetValueOrDefault((b.Host.Id, network)) == id);

    private static IOrderedEnumerable<ContainerNode> Ordered(IEnumerable<ContainerNode> nodes) =>
        nodes.OrderBy(n => n.Host.Id, StringComparer.Ordinal).ThenBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal);

    private void NoteContainer(DockerEvent e)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes, (e.Host.Id, e.Subject.Id), out var isKnown);
        var node = known ??= new ContainerNode(e.Host, e.Subject.Id);
        var addresses = node.Addresses;
        if (node.Take(e) || !isKnown)
        {
            _byName.Put(node);
            _byDependency.Put(node);
            LetGo(node, addresses);
            foreach (var address in node.Addresses)
            {
                _byAddress[(node.Host.Id, address)] = node;
            }
        }

        node.Become(ContainerStates.After(e, node.State), e.Time);
        File(node);
        if (!isKnown)
        {
            MakeRoom();
        }
    }

    private void NoteNetwork(DockerEvent e)
    {
        if (e.Subject.Name.Length == 0)
        {
            return;
        }

        if (e.Subject.Id.Length > 0 && (_networkIds.Count < MostNetworkIds || _networkIds.ContainsKey((e.Host.Id, e.Subject.Name))))
        {
            _networkIds[(e.Host.Id, e.Subject.Name)] = e.Subject.Id;
        }

        if (Party.ContainerOf(e) is not { } id || !_nodes.TryGetValue((e.Host.Id, id), out var node))
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
        while (_nodes.Count > limit)
        {
            var oldest = (_removed.First ?? _ended.First ?? _living.First)!.Value;
            Dropped += oldest.IsRemoved ? 0 : 1;
            Forget(oldest);
        }
    }

    private void Forget(ContainerNode node)
    {
        _ = _nodes.Remove((node.Host.Id, node.Id));
        node.Place!.List!.Remove(node.Place);
        _byName.Remove(node);
        _byDependency.Remove(node);
        LetGo(node, node.Addresses);
    }

    private void LetGo(ContainerNode node, IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses)
        {
            if (Owns(node, address))
            {
                _ = _byAddress.Remove((node.Host.Id, address));
            }
        }
    }
}

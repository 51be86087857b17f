using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Networks, and what goes over them.</summary>
internal static class NetworkSchemas
{
    private static readonly IReadOnlyList<EventField> Network =
    [
        new(FieldNames.NetworkId, FieldType.Text, "the engine's id of the network"),
        new(FieldNames.NetworkName, FieldType.Text, "the network's name"),
    ];

    private static readonly IReadOnlyList<EventField> Tcp =
    [
        new("net.tcp.established", FieldType.Integer, "open connections"),
        new("net.tcp.syn_sent", FieldType.Integer, "connections that nobody has answered yet"),
        new("net.tcp.time_wait", FieldType.Integer, "connections that were closed a moment ago"),
        new("net.tcp.close_wait", FieldType.Integer, "connections that the peer closed and the program did not"),
        new("net.tcp.listening", FieldType.List, "addresses it listens on, as ip:port"),
        new("net.tcp.unanswered", FieldType.List, "peers that do not answer, as ip:port"),
        new("net.tcp.attempt_fails_delta", FieldType.Integer, "connections that could not be made"),
        new("net.tcp.resets_delta", FieldType.Integer, "open connections that were reset"),
        new("net.tcp.resets_sent_delta", FieldType.Integer, "resets it sent"),
        new("net.tcp.out_segments_delta", FieldType.Integer, "segments sent"),
        new("net.tcp.retransmits_delta", FieldType.Integer, "segments sent again"),
        new("net.tcp.retransmit_ratio", FieldType.Ratio, "segments sent again of those sent"),
        new("net.tcp.timeouts_delta", FieldType.Integer, "retransmission time-outs"),
        new("net.tcp.syn_retransmits_delta", FieldType.Integer, "first segments of a connection sent again"),
        new("net.tcp.listen_overflows_delta", FieldType.Integer, "connections that found the accept queue full"),
        new("net.tcp.listen_drops_delta", FieldType.Integer, "connections dropped before they were accepted"),
        new("net.tcp.backlog_drops_delta", FieldType.Integer, "segments dropped because a socket's backlog was full"),
        new("net.tcp.memory_aborts_delta", FieldType.Integer, "connections dropped for lack of socket memory"),
        new("net.tcp.mtu_probe_fails_delta", FieldType.Integer, "failed probes for the path's largest packet"),
        new("net.tcp.ports_used_ratio", FieldType.Ratio, "local ports in use towards the peer that has most"),
    ];

    private static readonly IReadOnlyList<EventField> Other =
    [
        FieldGroups.Interval,
        new("net.udp.no_ports_delta", FieldType.Integer, "datagrams to a port that nobody listens on"),
        new("net.udp.in_errors_delta", FieldType.Integer, "datagrams that could not be delivered"),
        new("net.udp.receive_buffer_errors_delta", FieldType.Integer, "datagrams dropped because the receive buffer was full"),
        new("net.ip.fragment_fails_delta", FieldType.Integer, "packets that were too large and must not be cut"),
        new("net.ip.no_routes_delta", FieldType.Integer, "packets for which there was no route"),
        new("net.icmp.unreachable_delta", FieldType.Integer, "answers that a peer cannot be reached"),
        new("net.interface.dropped_delta", FieldType.Integer, "packets dropped by its interfaces"),
        new("net.interface.mtu", FieldType.Bytes, "largest packet of its interface") { IsMade = false },
        new("net.conntrack.count", FieldType.Integer, "connections that the host's firewall tracks"),
        new("net.conntrack.limit", FieldType.Integer, "how many it can track"),
        new("net.conntrack.used_ratio", FieldType.Ratio, "tracked connections of the limit"),
        new("net.conntrack.insert_failed_delta", FieldType.Integer, "connections that could not be tracked because of a race"),
        new("net.conntrack.dropped_delta", FieldType.Integer, "packets dropped because the table was full"),
        new("net.conntrack.invalid_delta", FieldType.Integer, "packets that belong to no tracked connection"),
        new("net.neighbours.count", FieldType.Integer, "addresses on its links that the host knows"),
        new("net.neighbours.limit", FieldType.Integer, "how many it can know"),
        new("net.neighbours.overflows_delta", FieldType.Integer, "times that table was full"),
        new("net.softnet.dropped_delta", FieldType.Integer, "packets that the host's processors were too slow for"),
    ];

    private static readonly IReadOnlyList<EventField> Made =
    [
        .. Network,
        new("network.driver", FieldType.Text, "bridge, overlay, macvlan, …"),
        new("network.scope", FieldType.Text, "how far it reaches") { Values = ["local", "swarm", "global"], IsMade = false },
        new("network.subnets", FieldType.List, "its subnets") { IsMade = false },
        new("network.addresses_free_ratio", FieldType.Ratio, "addresses that are left to give") { IsMade = false },
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.NetworkConnect, "a container was connected to a network", EventSources.Docker, [.. FieldGroups.Running, .. Network]);
        yield return new(EventTypes.NetworkDisconnect, "a container was disconnected", EventSources.Docker, [.. FieldGroups.Running, .. Network]);
        yield return new(EventTypes.NetworkCreate, "a network was created", EventSources.Docker, [.. FieldGroups.Every, .. Made]);
        yield return new(EventTypes.NetworkDestroy, "a network was removed", EventSources.Docker, [.. FieldGroups.Every, .. Made]);
        yield return new(EventTypes.NetSample, "network counters and sockets of a container, or of the host, were read", EventSources.Proc, [.. FieldGroups.Running, .. Tcp, .. Other]);
    }
}

using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Says two readings of a network namespace in the fields of <c>net.sample</c>.</summary>
internal static class NetFields
{
    private const double Retransmitted = 0.02;

    // A ratio of a handful of segments says nothing.
    private const long FewSegments = 100;

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Of(NetReading before, NetReading now)
    {
        var (segments, again) = Segments(before, now);
        return
        [
            new("sample.interval", (now.Time - before.Time).TotalSeconds),
            new("net.tcp.established", Value(now.Tcp.Open)),
            new("net.tcp.time_wait", Value(now.TimeWait)),
            new("net.tcp.attempt_fails_delta", Growth(before.Tcp.AttemptFails, now.Tcp.AttemptFails)),
            new("net.tcp.resets_delta", Growth(before.Tcp.Resets, now.Tcp.Resets)),
            new("net.tcp.resets_sent_delta", Growth(before.Tcp.ResetsSent, now.Tcp.ResetsSent)),
            new("net.tcp.out_segments_delta", Value(segments)),
            new("net.tcp.retransmits_delta", Value(again)),
            new("net.tcp.retransmit_ratio", StatsFields.Share(again, segments) is { } ratio ? ratio : default(AttributeValue)),
            new("net.tcp.timeouts_delta", Growth(before.Troubles.Timeouts, now.Troubles.Timeouts)),
            new("net.tcp.syn_retransmits_delta", Growth(before.Troubles.SynRetransmits, now.Troubles.SynRetransmits)),
            new("net.tcp.listen_overflows_delta", Growth(before.Troubles.ListenOverflows, now.Troubles.ListenOverflows)),
            new("net.tcp.listen_drops_delta", Growth(before.Troubles.ListenDrops, now.Troubles.ListenDrops)),
            new("net.tcp.backlog_drops_delta", Growth(before.Troubles.BacklogDrops, now.Troubles.BacklogDrops)),
            new("net.tcp.memory_aborts_delta", Growth(before.Troubles.MemoryAborts, now.Troubles.MemoryAborts)),
            new("net.tcp.mtu_probe_fails_delta", Growth(before.Troubles.MtuProbeFails, now.Troubles.MtuProbeFails)),
            new("net.udp.no_ports_delta", Growth(before.Other.NoPorts, now.Other.NoPorts)),
            new("net.udp.in_errors_delta", Growth(before.Other.InErrors, now.Other.InErrors)),
            new("net.udp.receive_buffer_errors_delta", Growth(before.Other.ReceiveBufferErrors, now.Other.ReceiveBufferErrors)),
            new("net.ip.fragment_fails_delta", Growth(before.Other.FragmentFails, now.Other.FragmentFails)),
            new("net.ip.no_routes_delta", Growth(before.Other.NoRoutes, now.Other.NoRoutes)),
            new("net.icmp.unreachable_delta", Growth(before.Other.Unreachable, now.Other.Unreachable)),
            new("net.interface.dropped_delta", Growth(before.Dropped, now.Dropped)),
        ];
    }

    /// <summary>True if something of it is worth an event at once.</summary>
    public static bool IsNoteworthy(NetReading before, NetReading now)
    {
        var (segments, again) = Segments(before, now);
        return Grew(before.Tcp.AttemptFails, now.Tcp.AttemptFails)
            || (segments >= FewSegments && StatsFields.Share(again, segments) >= Retransmitted)
            || Grew(before.Troubles.SynRetransmits, now.Troubles.SynRetransmits)
            || Grew(before.Troubles.ListenOverflows, now.Troubles.ListenOverflows)
            || Grew(before.Troubles.BacklogDrops, now.Troubles.BacklogDrops)
            || Grew(before.Troubles.MemoryAborts, now.Troubles.MemoryAborts)
            || Grew(before.Other.ReceiveBufferErrors, now.Other.ReceiveBufferErrors)
            || Grew(before.Other.FragmentFails, now.Other.FragmentFails)
            || Grew(before.Other.NoRoutes, now.Other.NoRoutes);
    }

    public static AttributeValue Growth(long? before, long? now) => Value(StatsFields.Growth(before, now));

    public static AttributeValue Value(long? number) => number is { } known ? known : default(AttributeValue);

    private static (long? All, long? Again) Segments(NetReading before, NetReading now) =>
        (StatsFields.Growth(before.Tcp.OutSegments, now.Tcp.OutSegments), StatsFields.Growth(before.Tcp.Retransmits, now.Tcp.Retransmits));

    private static bool Grew(long? before, long? now) => StatsFields.Growth(before, now) > 0;
}

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>What the counters of a network namespace said at an instant; null where a kernel does not count it.</summary>
internal readonly record struct NetReading(DateTimeOffset Time) : IReading
{
    public TcpReading Tcp { get; init; }

    public TcpTroubles Troubles { get; init; }

    public DatagramReading Other { get; init; }

    /// <summary>TCP sockets of the namespace that are open, those of IPv6 left out where sockstat has them apart.</summary>
    public long? SocketsInUse { get; init; }

    public long? TimeWait { get; init; }

    /// <summary>Packets dropped by its interfaces, loopback left out.</summary>
    public long? Dropped { get; init; }
}

/// <summary>What <c>snmp</c> counts of TCP.</summary>
internal readonly record struct TcpReading(
    long? Open, long? ActiveOpens, long? AttemptFails, long? Resets, long? ResetsSent, long? OutSegments, long? Retransmits);

/// <summary>What <c>netstat</c> counts of TCP.</summary>
internal readonly record struct TcpTroubles(
    long? Timeouts, long? SynRetransmits, long? ListenOverflows, long? ListenDrops, long? BacklogDrops, long? MemoryAborts, long? MtuProbeFails);

/// <summary>What <c>snmp</c> counts of UDP, IP and ICMP.</summary>
internal readonly record struct DatagramReading(
    long? NoPorts, long? InErrors, long? ReceiveBufferErrors, long? FragmentFails, long? NoRoutes, long? Unreachable);

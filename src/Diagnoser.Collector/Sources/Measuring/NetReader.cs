using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Reads the counters of a network namespace from the <c>net</c> folder of one of its processes. One thread.</summary>
internal sealed class NetReader(FileBytes file)
{
    private const int ReceiveDrops = 3;
    private const int SendDrops = 11;

    /// <summary>All counters; null if the process is gone.</summary>
    public NetReading? Read(ReadOnlySpan<byte> folder, DateTimeOffset now)
    {
        if (file.Read(folder, "snmp"u8) != FileAnswer.Read)
        {
            return null;
        }

        var reading = new NetReading(now) { Tcp = Tcp(file.Text), Other = Other(file.Text) };
        if (file.Read(folder, "netstat"u8) == FileAnswer.Read)
        {
            reading = reading with { Troubles = Troubles(file.Text) };
        }

        if (file.Read(folder, "sockstat"u8) == FileAnswer.Read)
        {
            reading = WithSockets(reading, file.Text);
        }

        return file.Read(folder, "dev"u8) == FileAnswer.Read ? reading with { Dropped = Drops(file.Text) } : reading;
    }

    private static TcpReading Tcp(ReadOnlySpan<byte> text)
    {
        var reading = default(TcpReading);
        var columns = NamedColumns.Of(text, "Tcp:"u8);
        while (columns.Next(out var name, out var number))
        {
            reading = name switch
            {
                _ when name.SequenceEqual("CurrEstab"u8) => reading with { Open = number },
                _ when name.SequenceEqual("ActiveOpens"u8) => reading with { ActiveOpens = number },
                _ when name.SequenceEqual("AttemptFails"u8) => reading with { AttemptFails = number },
                _ when name.SequenceEqual("EstabResets"u8) => reading with { Resets = number },
                _ when name.SequenceEqual("OutRsts"u8) => reading with { ResetsSent = number },
                _ when name.SequenceEqual("OutSegs"u8) => reading with { OutSegments = number },
                _ when name.SequenceEqual("RetransSegs"u8) => reading with { Retransmits = number },
                _ => reading,
            };
        }

        return reading;
    }

    private static TcpTroubles Troubles(ReadOnlySpan<byte> text)
    {
        var reading = default(TcpTroubles);
        var columns = NamedColumns.Of(text, "TcpExt:"u8);
        while (columns.Next(out var name, out var number))
        {
            reading = name switch
            {
                _ when name.SequenceEqual("TCPTimeouts"u8) => reading with { Timeouts = number },
                _ when name.SequenceEqual("TCPSynRetrans"u8) => reading with { SynRetransmits = number },
                _ when name.SequenceEqual("ListenOverflows"u8) => reading with { ListenOverflows = number },
                _ when name.SequenceEqual("ListenDrops"u8) => reading with { ListenDrops = number },
                _ when name.SequenceEqual("TCPBacklogDrop"u8) => reading with { BacklogDrops = number },
                _ when name.SequenceEqual("TCPAbortOnMemory"u8) => reading with { MemoryAborts = number },
                _ when name.SequenceEqual("TCPMTUPFail"u8) => reading with { MtuProbeFails = number },
                _ => reading,
            };
        }

        return reading;
    }

    private static DatagramReading Other(ReadOnlySpan<byte> text) => new(
        Column(text, "Udp:"u8, "NoPorts"u8),
        Column(text, "Udp:"u8, "InErrors"u8),
        Column(text, "Udp:"u8, "RcvbufErrors"u8),
        Column(text, "Ip:"u8, "FragFails"u8),
        Column(text, "Ip:"u8, "OutNoRoutes"u8),
        Column(text, "Icmp:"u8, "InDestUnreachs"u8));

    private static long? Column(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> wanted)
    {
        var columns = NamedColumns.Of(text, prefix);
        while (columns.Next(out var name, out var number))
        {
            if (name.SequenceEqual(wanted))
            {
                return number;
            }
        }

        return null;
    }

    // TCP: inuse 4 orphan 0 tw 2 alloc 9 mem 1
    private static NetReading WithSockets(NetReading reading, ReadOnlySpan<byte> text)
    {
        var lines = new Words(text);
        while (lines.NextLine(out var line))
        {
            var words = new Words(line);
            if (!words.Next(out var prefix) || !prefix.SequenceEqual("TCP:"u8))
            {
                continue;
            }

            while (words.Next(out var name) && words.NextNumber(out var number))
            {
                reading = name.SequenceEqual("inuse"u8) ? reading with { SocketsInUse = number }
                    : name.SequenceEqual("tw"u8) ? reading with { TimeWait = number }
                    : reading;
            }
        }

        return reading;
    }

    // eth0: bytes packets errs drop fifo frame compressed multicast bytes packets errs drop …
    private static long Drops(ReadOnlySpan<byte> text)
    {
        long sum = 0;
        var lines = new Words(text);
        while (lines.NextLine(out var line))
        {
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || line[..colon].TrimStart((byte)' ').SequenceEqual("lo"u8))
            {
                continue;
            }

            var words = new Words(line[(colon + 1)..]);
            if (words.Skip(ReceiveDrops) && words.NextNumber(out var received) && words.Skip(SendDrops - ReceiveDrops - 1) && words.NextNumber(out var sent))
            {
                sum += received + sent;
            }
        }

        return sum;
    }
}

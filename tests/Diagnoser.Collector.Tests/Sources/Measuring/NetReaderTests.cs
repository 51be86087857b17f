using System.Text;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class NetReaderTests : IDisposable
{
    private readonly NetReader _reader = new(new FileBytes());
    private HostTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("v1", 27143)]
    [InlineData("v2", 518)]
    public void Reads_every_counter_of_a_real_kernel(string tree, int pid)
    {
        _tree.Dispose();
        _tree = HostTree.Recorded(tree);

        var reading = Read(pid)!.Value;

        Assert.Equal(new TcpReading(0, 0, 0, 0, 0, 0, 0), reading.Tcp);
        Assert.Equal(new TcpTroubles(0, 0, 0, 0, 0, 0, 0), reading.Troubles);
        Assert.Equal((0, 0, 0), (reading.SocketsInUse, reading.TimeWait, reading.Dropped));
        Assert.All(new[] { reading.Other.NoPorts, reading.Other.InErrors, reading.Other.ReceiveBufferErrors, reading.Other.FragmentFails, reading.Other.NoRoutes, reading.Other.Unreachable }, counter => Assert.True(counter >= 0));
    }

    [Fact]
    public void Counters_are_found_by_their_names_and_not_by_their_places()
    {
        _tree.Write("proc/42/net/snmp", "Ip: OutNoRoutes FragFails\nIp: 1 2\nIcmp: InDestUnreachs\nIcmp: 3\nTcp: RetransSegs OutSegs New OutRsts EstabResets AttemptFails ActiveOpens CurrEstab\nTcp: 4 5 99 6 7 8 9 10\nUdp: RcvbufErrors InErrors NoPorts\nUdp: 11 12 13\n");
        _tree.Write("proc/42/net/netstat", "TcpExt: TCPMTUPFail TCPAbortOnMemory TCPBacklogDrop ListenDrops ListenOverflows TCPSynRetrans TCPTimeouts\nTcpExt: 1 2 3 4 5 6 7\nIpExt: X\nIpExt: 1\n");
        _tree.Write("proc/42/net/sockstat", "sockets: used 9\nTCP: inuse 4 orphan 0 tw 2 alloc 9 mem 1\nUDP: inuse 1 mem 0\n");
        _tree.Write("proc/42/net/dev", "Inter-|   Receive  |  Transmit\n face |bytes |bytes\n    lo: 1 1 1 100 1 1 1 1 1 1 1 100 1 1 1 1\n  eth0:7777 1 1 2 1 1 1 1 1 1 1 3 1 1 1 1\n  eth1: 1 1 1 4 1 1 1 1 1 1 1 5 1 1 1 1\n");

        var reading = Read(42)!.Value;

        Assert.Equal(new TcpReading(10, 9, 8, 7, 6, 5, 4), reading.Tcp);
        Assert.Equal(new TcpTroubles(7, 6, 5, 4, 3, 2, 1), reading.Troubles);
        Assert.Equal(new DatagramReading(13, 12, 11, 2, 1, 3), reading.Other);
        Assert.Equal((4, 2, 14), (reading.SocketsInUse, reading.TimeWait, reading.Dropped));
    }

    [Fact]
    public void What_is_not_there_is_unknown()
    {
        _tree.Write("proc/42/net/snmp", "Tcp: OutSegs\nTcp: 5\n");

        var reading = Read(42)!.Value;

        Assert.Equal(5, reading.Tcp.OutSegments);
        Assert.Null(reading.Tcp.Retransmits);
        Assert.Null(reading.Dropped);
        Assert.Null(Read(43));
    }

    private NetReading? Read(int pid) => _reader.Read(Encoding.UTF8.GetBytes($"{_tree.Proc}/{pid}/net"), Some.Noon);
}

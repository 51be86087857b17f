using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class HostNetTests : IDisposable
{
    private const string Tracking = "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart\n";

    private readonly HostTree _tree = new();
    private readonly HostNet _net;

    public HostNetTests()
    {
        var file = new FileBytes();
        _net = new HostNet(_tree.Proc, 1, new NetReader(file), file);
        _tree.Write("proc/1/net/snmp", "Tcp: OutSegs\nTcp: 1\n");
        Track("000000f0 0 0 0 00000001 0 0 0 0 00000002 00000003 0 0 0 0 0 0", "000000f0 0 0 0 00000001 0 0 0 0 00000000 00000000 0 0 0 0 0 0");
        _tree.Write("proc/sys/net/netfilter/nf_conntrack_max", "262144\n");
        _tree.Write("proc/1/net/softnet_stat", "0000000a 00000001 0\n0000000b 00000002 0\n");
        _tree.Write("proc/1/net/stat/arp_cache", "entries  allocs   table_fulls\n00000010 0 00000001\n00000010 0 00000000\n");
        _tree.Write("proc/sys/net/ipv4/neigh/default/gc_thresh3", "1024\n");
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Counts_of_all_processors_are_added_and_entries_are_not()
    {
        var reading = _net.Read(Some.Noon)!.Value;

        Assert.Equal(new TrackingReading(240, 262144, 2, 3, 2), reading.Tracking);
        Assert.Equal(new NeighbourReading(16, 1024, 1), reading.Neighbours);
        Assert.Equal(3, reading.SoftnetDrops);
    }

    [Fact]
    public void A_table_that_is_nearly_full_is_noteworthy_and_told_as_a_ratio()
    {
        var before = _net.Read(Some.Noon)!.Value;
        _tree.Write("proc/sys/net/netfilter/nf_conntrack_max", "250\n");
        var now = _net.Read(Some.Noon.AddSeconds(10))!.Value;

        Assert.False(HostNet.IsNoteworthy(before, before));
        Assert.True(HostNet.IsNoteworthy(before, now));
        Assert.Equal(0.96, AttributeMap.From(HostNet.Fields(before, now))["net.conntrack.used_ratio"]);
    }

    [Fact]
    public void Failed_inserts_are_noteworthy_and_told_as_growth()
    {
        var before = _net.Read(Some.Noon)!.Value;
        Track("000000f0 0 0 0 00000001 0 0 0 0 00000006 00000003 0 0 0 0 0 0");
        var now = _net.Read(Some.Noon.AddSeconds(10))!.Value;

        Assert.True(HostNet.IsNoteworthy(before, now));
        Assert.Equal(4L, AttributeMap.From(HostNet.Fields(before, now))["net.conntrack.insert_failed_delta"]);
    }

    [Fact]
    public void A_host_that_tracks_nothing_says_nothing_of_it()
    {
        _tree.Remove("proc/1/net/stat");
        _tree.Remove("proc/sys");

        var reading = _net.Read(Some.Noon)!.Value;

        Assert.Equal((default, default), (reading.Tracking, reading.Neighbours));
        Assert.False(AttributeMap.From(HostNet.Fields(reading, reading)).TryGet("net.conntrack.count", out _));
    }

    private void Track(params string[] lines) => _tree.Write("proc/1/net/stat/nf_conntrack", Tracking + string.Join('\n', lines) + "\n");
}

using System.Text;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Reads what all containers of the host share of the network: tracked connections, packets that processors were too slow for, neighbours. One thread.</summary>
/// <param name="procPath">The host's proc file system.</param>
/// <param name="pid">A process on the network whose ports containers publish: the engine's.</param>
/// <param name="net">Reads the counters of that network.</param>
/// <param name="file">Reads files.</param>
internal sealed class HostNet(string procPath, int pid, NetReader net, FileBytes file)
{
    private const double NearLimit = 0.8;

    private readonly byte[] _proc = Encoding.UTF8.GetBytes(procPath);
    private readonly byte[] _folder = NetAccount.FolderOf(procPath, pid);

    /// <summary>All of it; null if that process is gone.</summary>
    public HostNetReading? Read(DateTimeOffset now)
    {
        if (net.Read(_folder, now) is not { } counters)
        {
            return null;
        }

        return new HostNetReading(now)
        {
            Net = counters,
            Tracking = ReadTracking() with { Limit = file.Number(_proc, "sys/net/netfilter/nf_conntrack_max"u8) },
            SoftnetDrops = file.Read(_folder, "softnet_stat"u8) == FileAnswer.Read ? SecondColumn(file.Text) : null,
            Neighbours = ReadNeighbours() with { Limit = file.Number(_proc, "sys/net/ipv4/neigh/default/gc_thresh3"u8) },
        };
    }

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Fields(HostNetReading before, HostNetReading now) =>
    [
        .. NetFields.Of(before.Net, now.Net),
        new("net.conntrack.count", NetFields.Value(now.Tracking.Count)),
        new("net.conntrack.limit", NetFields.Value(now.Tracking.Limit)),
        new("net.conntrack.used_ratio", StatsFields.Share(now.Tracking.Count, now.Tracking.Limit) is { } ratio ? ratio : default(AttributeValue)),
        new("net.conntrack.insert_failed_delta", NetFields.Growth(before.Tracking.InsertFailed, now.Tracking.InsertFailed)),
        new("net.conntrack.dropped_delta", NetFields.Growth(before.Tracking.Dropped, now.Tracking.Dropped)),
        new("net.conntrack.invalid_delta", NetFields.Growth(before.Tracking.Invalid, now.Tracking.Invalid)),
        new("net.softnet.dropped_delta", NetFields.Growth(before.SoftnetDrops, now.SoftnetDrops)),
        new("net.neighbours.count", NetFields.Value(now.Neighbours.Count)),
        new("net.neighbours.limit", NetFields.Value(now.Neighbours.Limit)),
        new("net.neighbours.overflows_delta", NetFields.Growth(before.Neighbours.Overflows, now.Neighbours.Overflows)),
    ];

    /// <summary>True if something of it is worth an event at once.</summary>
    public static bool IsNoteworthy(HostNetReading before, HostNetReading now) =>
        StatsFields.Share(now.Tracking.Count, now.Tracking.Limit) >= NearLimit
        || StatsFields.Share(now.Neighbours.Count, now.Neighbours.Limit) >= NearLimit
        || StatsFields.Growth(before.Tracking.InsertFailed, now.Tracking.InsertFailed) > 0
        || StatsFields.Growth(before.Tracking.Dropped, now.Tracking.Dropped) > 0
        || StatsFields.Growth(before.SoftnetDrops, now.SoftnetDrops) > 0
        || StatsFields.Growth(before.Neighbours.Overflows, now.Neighbours.Overflows) > 0;

    /// <summary>A header of names, and a line of hexadecimal numbers for each processor; the first column is the same in all.</summary>
    private TrackingReading ReadTracking() => file.Read(_folder, "stat/nf_conntrack"u8) != FileAnswer.Read ? default : new TrackingReading(
        Column(file.Text, "entries"u8, isShared: true),
        null,
        Column(file.Text, "insert_failed"u8, isShared: false),
        Column(file.Text, "drop"u8, isShared: false),
        Column(file.Text, "invalid"u8, isShared: false));

    private NeighbourReading ReadNeighbours() => file.Read(_folder, "stat/arp_cache"u8) != FileAnswer.Read ? default : new NeighbourReading(
        Column(file.Text, "entries"u8, isShared: true), null, Column(file.Text, "table_fulls"u8, isShared: false));

    private static long? Column(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, bool isShared)
    {
        var lines = new Words(text);
        if (!lines.NextLine(out var header) || IndexOf(header, name) is not { } index)
        {
            return null;
        }

        long? sum = null;
        while (lines.NextLine(out var line))
        {
            var words = new Words(line);
            if (words.Skip(index) && words.Next(out var word) && NumberText.Hexadecimal(word) is { } number)
            {
                sum = isShared ? (long)number : (sum ?? 0) + (long)number;
            }
        }

        return sum;
    }

    private static int? IndexOf(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name)
    {
        var words = new Words(header);
        for (var index = 0; words.Next(out var word); index++)
        {
            if (word.SequenceEqual(name))
            {
                return index;
            }
        }

        return null;
    }

    private static long SecondColumn(ReadOnlySpan<byte> text)
    {
        long sum = 0;
        var lines = new Words(text);
        while (lines.NextLine(out var line))
        {
            var words = new Words(line);
            sum += words.Skip(1) && words.Next(out var word) && NumberText.Hexadecimal(word) is { } number ? (long)number : 0;
        }

        return sum;
    }
}

/// <summary>The host's network at an instant.</summary>
internal readonly record struct HostNetReading(DateTimeOffset Time) : IReading
{
    public NetReading Net { get; init; }

    public TrackingReading Tracking { get; init; }

    public long? SoftnetDrops { get; init; }

    public NeighbourReading Neighbours { get; init; }
}

/// <summary>The table of tracked connections; null where the host tracks none.</summary>
internal readonly record struct TrackingReading(long? Count, long? Limit, long? InsertFailed, long? Dropped, long? Invalid);

/// <summary>The table of neighbours on the link; null where only another network namespace can see it.</summary>
internal readonly record struct NeighbourReading(long? Count, long? Limit, long? Overflows);

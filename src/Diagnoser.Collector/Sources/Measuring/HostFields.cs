using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Says two readings of the host in the fields of <c>host.cpu</c> and <c>host.memory</c>, and whether they are worth an event at once.</summary>
internal static class HostFields
{
    private const double Busy = 0.9;
    private const double Stolen = 0.05;
    private const double Waiting = 0.2;
    private const double ManyFiles = 0.8;
    private const double LittleMemory = 0.1;
    private const double WaitingForMemory = 0.1;
    private const long SwappedIn = 1024 * 1024;

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Cpu(HostReading before, HostReading now) =>
    [
        new("sample.interval", (now.Time - before.Time).TotalSeconds),
        new("host.cpu.count", now.Cpu.Count > 0 ? now.Cpu.Count : default(AttributeValue)),
        new("host.cpu.usage_ratio", Value(Share(before, now, cpu => cpu.Busy))),
        new("host.cpu.steal_ratio", Value(Share(before, now, cpu => cpu.Stolen))),
        new("host.cpu.iowait_ratio", Value(Share(before, now, cpu => cpu.Waiting))),
        new("host.cpu.load1", Value(now.Load1)),
        new("host.cpu.load5", Value(now.Load5)),
        new("host.cpu.pressure.some_avg60", Value(now.Pressure.Cpu)),
        new("host.io.pressure.some_avg60", Value(now.Pressure.Io)),
        new("host.files.used_ratio", Value(now.FilesUsed)),
    ];

    /// <param name="before">The earlier reading.</param>
    /// <param name="now">The later one.</param>
    /// <param name="limits">Sum of the limits of running containers, and how many have none.</param>
    public static IEnumerable<KeyValuePair<string, AttributeValue>> Memory(HostReading before, HostReading now, (long Sum, int Unlimited) limits) =>
    [
        new("sample.interval", (now.Time - before.Time).TotalSeconds),
        new(AttributeNames.HostMemoryTotal, NetFields.Value(now.Memory.Total)),
        new("host.memory.available", NetFields.Value(now.Memory.Available)),
        new("host.memory.available_ratio", Value(StatsFields.Share(now.Memory.Available, now.Memory.Total))),
        new("host.memory.limits_sum", limits.Sum),
        new("host.memory.unlimited_containers", limits.Unlimited),
        new("host.memory.pressure.some_avg60", Value(now.Pressure.Memory)),
        new("host.memory.pressure.full_avg60", Value(now.Pressure.AllMemory)),
        new("host.swap.used", NetFields.Value(now.Memory.SwapUsed)),
        new("host.swap.in_delta", NetFields.Growth(before.Memory.SwappedIn, now.Memory.SwappedIn)),
        new(AttributeNames.HostOomKills, NetFields.Growth(before.Memory.OomKills, now.Memory.OomKills)),
    ];

    public static bool IsCpuNoteworthy(HostReading before, HostReading now) =>
        Share(before, now, cpu => cpu.Busy) >= Busy
        || Share(before, now, cpu => cpu.Stolen) >= Stolen
        || Share(before, now, cpu => cpu.Waiting) >= Waiting
        || now.Pressure.Io >= Waiting
        || now.FilesUsed >= ManyFiles;

    public static bool IsMemoryNoteworthy(HostReading before, HostReading now) =>
        StatsFields.Share(now.Memory.Available, now.Memory.Total) <= LittleMemory
        || now.Pressure.Memory >= WaitingForMemory
        || StatsFields.Growth(before.Memory.SwappedIn, now.Memory.SwappedIn) >= SwappedIn
        || StatsFields.Growth(before.Memory.OomKills, now.Memory.OomKills) > 0;

    private static double? Share(HostReading before, HostReading now, Func<ProcessorReading, long?> part) =>
        StatsFields.Share(StatsFields.Growth(part(before.Cpu), part(now.Cpu)), StatsFields.Growth(before.Cpu.All, now.Cpu.All));

    private static AttributeValue Value(double? number) => number is { } known ? known : default(AttributeValue);
}

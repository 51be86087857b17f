using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Says two readings of a cgroup in the fields of <c>container.stats</c>: the later one's values, and what was counted between them.</summary>
internal static class StatsFields
{
    private const double Nano = 1e9;

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Of(CgroupReading before, CgroupReading now)
    {
        var interval = (now.Time - before.Time).TotalSeconds;
        return
        [
            new("sample.interval", interval),
            .. Cpu(before.Cpu, now.Cpu, interval),
            .. now.Memory is { } memory ? Memory(before.Memory, memory) : [],
            .. Tasks(before.Tasks, now.Tasks),
            .. Io(before.Io, now.Io),
            .. Pressure(now.Pressure),
        ];
    }

    /// <summary>Memory in use without page cache that can be dropped at once.</summary>
    public static long WorkingSet(MemoryReading memory) => Math.Max(0, memory.Current - (memory.Parts.InactiveFile ?? 0));

    /// <summary>Growth of a counter; null if it was not read both times. A counter that went back began anew.</summary>
    public static long? Growth(long? before, long? now) => now >= before ? now - before : before is null ? null : now;

    /// <summary>A share as a ratio of 1; null if it is not known or of nothing.</summary>
    public static double? Share(long? part, long? whole) => whole > 0 ? part / (double?)whole : null;

    private static KeyValuePair<string, AttributeValue>[] Cpu(CpuReading before, CpuReading now, double interval)
    {
        var used = Growth(before.Usage, now.Usage) / Nano;
        var (periods, throttled) = (Growth(before.Periods, now.Periods), Growth(before.Throttled, now.Throttled));
        return
        [
            new("cgroup.cpu.usage_delta", Value(used)),
            new("cgroup.cpu.usage_cores", Value(interval > 0 ? used / interval : null)),
            new("cgroup.cpu.quota_cores", Value(now.QuotaCores)),
            new("cgroup.cpu.nr_periods_delta", Value(periods)),
            new("cgroup.cpu.nr_throttled_delta", Value(throttled)),
            new("cgroup.cpu.throttled_delta", Value(Growth(before.ThrottledTime, now.ThrottledTime) / Nano)),
            new("cgroup.cpu.throttled_ratio", Value(Share(throttled, periods))),
        ];
    }

    private static KeyValuePair<string, AttributeValue>[] Memory(MemoryReading? before, MemoryReading now) =>
    [
        new("cgroup.memory.current", now.Current),
        new("cgroup.memory.peak", now.Peak),
        new("cgroup.memory.limit", Value(now.Limit)),
        new("cgroup.memory.working_set", WorkingSet(now)),
        new("cgroup.memory.used_ratio", Value(Share(WorkingSet(now), now.Limit))),
        new("cgroup.memory.anon", Value(now.Parts.Anonymous)),
        new("cgroup.memory.file", Value(now.Parts.File)),
        new("cgroup.memory.inactive_file", Value(now.Parts.InactiveFile)),
        new("cgroup.memory.shmem", Value(now.Parts.Shared)),
        new("cgroup.memory.swap", Value(now.Parts.Swap)),
        new("cgroup.memory.major_faults_delta", Value(Growth(before?.Parts.MajorFaults, now.Parts.MajorFaults))),
        new("cgroup.memory.high_delta", Value(Growth(before?.Slowdowns, now.Slowdowns))),
        new("cgroup.memory.max_delta", Value(Growth(before?.Reclaims, now.Reclaims))),
        new("cgroup.memory.oom_delta", Value(Growth(before?.LimitHits, now.LimitHits))),
        new("cgroup.memory.oom_kill_delta", Value(Growth(before?.OomKills, now.OomKills))),
    ];

    private static KeyValuePair<string, AttributeValue>[] Tasks(TaskReading before, TaskReading now) =>
    [
        new("cgroup.pids.current", Value(now.Current)),
        new("cgroup.pids.limit", Value(now.Limit)),
        new("cgroup.pids.used_ratio", Value(Share(now.Current, now.Limit))),
        new("cgroup.pids.max_delta", Value(Growth(before.Refused, now.Refused))),
    ];

    private static KeyValuePair<string, AttributeValue>[] Io(IoReading before, IoReading now) =>
    [
        new("cgroup.io.read_bytes_delta", Value(Growth(before.ReadBytes, now.ReadBytes))),
        new("cgroup.io.write_bytes_delta", Value(Growth(before.WriteBytes, now.WriteBytes))),
        new("cgroup.io.read_operations_delta", Value(Growth(before.Reads, now.Reads))),
        new("cgroup.io.write_operations_delta", Value(Growth(before.Writes, now.Writes))),
    ];

    private static KeyValuePair<string, AttributeValue>[] Pressure(PressureReading now) =>
    [
        new("cgroup.cpu.pressure.some_avg60", Value(now.CpuSome60)),
        new("cgroup.memory.pressure.some_avg10", Value(now.MemorySome10)),
        new("cgroup.memory.pressure.full_avg10", Value(now.MemoryFull10)),
        new("cgroup.io.pressure.some_avg60", Value(now.IoSome60)),
        new("cgroup.io.pressure.full_avg60", Value(now.IoFull60)),
    ];

    private static AttributeValue Value(long? number) => number is { } known ? known : default(AttributeValue);

    private static AttributeValue Value(double? number) => number is { } known ? known : default(AttributeValue);
}

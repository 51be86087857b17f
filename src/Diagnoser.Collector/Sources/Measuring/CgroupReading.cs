namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>What a container's cgroup files said at an instant. What a kernel or cgroup version does not tell is null; counters count from the cgroup's begin.</summary>
internal readonly record struct CgroupReading(DateTimeOffset Time) : IReading
{
    public MemoryReading? Memory { get; init; }

    public CpuReading Cpu { get; init; }

    public TaskReading Tasks { get; init; }

    public IoReading Io { get; init; }

    public PressureReading Pressure { get; init; }
}

/// <summary>Memory, in bytes.</summary>
/// <param name="Current">In use, page cache included.</param>
/// <param name="Peak">Highest use; the use itself where the kernel keeps no peak.</param>
internal readonly record struct MemoryReading(long Current, long Peak)
{
    /// <summary>Null if unlimited.</summary>
    public long? Limit { get; init; }

    /// <summary>Processes that the kernel killed in this cgroup, for whosever limit.</summary>
    public long? OomKills { get; init; }

    /// <summary>How often this cgroup's own limit left no memory to give; cgroup v2 only.</summary>
    public long? LimitHits { get; init; }

    /// <summary>How often the limit was reached and memory reclaimed. Of cgroup v1 its failcnt, which stays 0 where swap is limited to the same.</summary>
    public long? Reclaims { get; init; }

    /// <summary>How often it was slowed down at memory.high; cgroup v2 only.</summary>
    public long? Slowdowns { get; init; }

    public MemoryParts Parts { get; init; }
}

/// <summary>What memory is used for, in bytes, and page faults that read from disk.</summary>
internal readonly record struct MemoryParts(long? Anonymous, long? File, long? InactiveFile, long? Shared, long? Swap, long? MajorFaults);

/// <summary>Processor time, in nanoseconds, and quota periods.</summary>
/// <param name="Usage">Time used.</param>
/// <param name="QuotaCores">Processors that the quota allows; null if unlimited.</param>
/// <param name="Periods">Quota periods that went by.</param>
/// <param name="Throttled">Those in which it was throttled.</param>
/// <param name="ThrottledTime">Time throttled, over all threads.</param>
internal readonly record struct CpuReading(long? Usage, double? QuotaCores, long? Periods, long? Throttled, long? ThrottledTime);

/// <summary>Processes and threads.</summary>
/// <param name="Current">How many there are.</param>
/// <param name="Limit">How many there may be; null if unlimited.</param>
/// <param name="Refused">Forks refused at the limit.</param>
internal readonly record struct TaskReading(long? Current, long? Limit, long? Refused);

/// <summary>What went from and to devices, over all of them. Null where the kernel keeps no account of this cgroup.</summary>
internal readonly record struct IoReading(long? ReadBytes, long? WriteBytes, long? Reads, long? Writes);

/// <summary>Shares of time in which tasks waited, as ratios of 1.</summary>
internal readonly record struct PressureReading(double? CpuSome60, double? MemorySome10, double? MemoryFull10, double? IoSome60, double? IoFull60);

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>What the host's own files said at an instant; null where a kernel does not tell.</summary>
internal readonly record struct HostReading(DateTimeOffset Time) : IReading
{
    public ProcessorReading Cpu { get; init; }

    public HostMemoryReading Memory { get; init; }

    public double? Load1 { get; init; }

    public double? Load5 { get; init; }

    /// <summary>Open files of the host's limit.</summary>
    public double? FilesUsed { get; init; }

    public HostPressure Pressure { get; init; }
}

/// <summary>Processor time since boot over all processors, in clock ticks.</summary>
/// <param name="Count">Processors.</param>
/// <param name="All">All time.</param>
/// <param name="Busy">Time that was used here.</param>
/// <param name="Stolen">Time that the hypervisor gave to others.</param>
/// <param name="Waiting">Time in which a processor was idle and a task waited for a device.</param>
internal readonly record struct ProcessorReading(int Count, long? All, long? Busy, long? Stolen, long? Waiting);

/// <summary>Memory, in bytes, and counters since boot.</summary>
internal readonly record struct HostMemoryReading(long? Total, long? Available, long? SwapUsed, long? SwappedIn, long? OomKills);

/// <summary>Shares of the last minute in which tasks waited, as ratios of 1.</summary>
internal readonly record struct HostPressure(double? Cpu, double? Io, double? Memory, double? AllMemory);

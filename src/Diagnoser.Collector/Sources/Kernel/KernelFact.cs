namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>What kernel lines say of a process.</summary>
/// <param name="Sequence">Number of the first line.</param>
/// <param name="Microseconds">Stamp of the first line since boot.</param>
/// <param name="ProcessName">The process's name (comm).</param>
/// <param name="Pid">Its id in the host's numbering.</param>
/// <param name="Lines">The lines themselves.</param>
internal sealed record KernelFact(long Sequence, long Microseconds, string ProcessName, int Pid, IReadOnlyList<string> Lines)
{
    /// <summary><c>memcg</c>, <c>host</c> or <c>cpuset</c> for an OOM kill; null for a segmentation fault.</summary>
    public string? Constraint { get; init; }

    /// <summary>The cgroup whose limit was reached.</summary>
    public string? OomCgroup { get; init; }

    public string? TaskCgroup { get; init; }

    /// <summary>The container by the killed process's cgroup path.</summary>
    public string? ContainerId { get; init; }

    /// <summary>Anonymous, file and shared memory of the killed process, in bytes.</summary>
    public long? ResidentBytes { get; init; }
}

using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources;

/// <summary>The memory files of one container's cgroup.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Folder">Where they are.</param>
internal sealed record CgroupMemory(int Version, string Folder)
{
    private const long Unlimited = 1L << 60;

    /// <summary>Finds the cgroup by the main process; null if that is gone or is not this container's (the engine runs elsewhere).</summary>
    public static CgroupMemory? Find(string procPath, string cgroupPath, int pid, string containerId)
    {
        if (pid <= 0 || HostFiles.Read(Path.Combine(procPath, $"{pid}/cgroup")) is not { } text)
        {
            return null;
        }

        CgroupMemory? unified = null;
        foreach (var line in text.Split('\n'))
        {
            var parts = line.Split(':', 3);
            if (parts.Length != 3 || CutAt(parts[2], containerId) is not { } path)
            {
                continue;
            }

            if (parts[1].Split(',').Contains("memory"))
            {
                return new CgroupMemory(1, Path.Join(cgroupPath, "memory", path));
            }

            if (parts[0] == "0")
            {
                unified = new CgroupMemory(2, Path.Join(cgroupPath, path));
            }
        }

        return unified;
    }

    public MemorySample? Read(DateTimeOffset now) => Version == 1 ? ReadVersion1(now) : ReadVersion2(now);

    private MemorySample? ReadVersion1(DateTimeOffset now) => Number("memory.usage_in_bytes") is { } current
        ? new MemorySample(now, current, Number("memory.max_usage_in_bytes") ?? current)
        {
            Limit = Number("memory.limit_in_bytes") is { } limit and < Unlimited ? limit : null,
            OomKills = HostFiles.NumberAfter(HostFiles.Read(Path.Join(Folder, "memory.oom_control")), "oom_kill"),
        }
        : null;

    private MemorySample? ReadVersion2(DateTimeOffset now)
    {
        if (Number("memory.current") is not { } current)
        {
            return null;
        }

        var counters = HostFiles.Read(Path.Join(Folder, "memory.events"));
        return new MemorySample(now, current, Number("memory.peak") ?? current)
        {
            Limit = Number("memory.max"),
            OomKills = HostFiles.NumberAfter(counters, "oom_kill"),
            LimitHits = HostFiles.NumberAfter(counters, "oom"),
        };
    }

    private long? Number(string file) => HostFiles.ReadNumber(Path.Join(Folder, file));

    /// <summary>The path down to the container's own cgroup: an init inside may have made more below.</summary>
    private static string? CutAt(string path, string containerId)
    {
        var at = path.IndexOf(containerId, StringComparison.Ordinal);
        if (at < 0 || path.Contains("/../", StringComparison.Ordinal))
        {
            return null;
        }

        var end = path.IndexOf('/', at);
        return end < 0 ? path : path[..end];
    }
}

/// <summary>A container's memory at an instant, in bytes.</summary>
internal sealed record MemorySample(DateTimeOffset Time, long Current, long Peak)
{
    public long? Limit { get; init; }

    /// <summary>Processes that the kernel killed in this cgroup, for whosever limit.</summary>
    public long? OomKills { get; init; }

    /// <summary>How often this cgroup's own limit led to an OOM; cgroup v2 only.</summary>
    public long? LimitHits { get; init; }
}

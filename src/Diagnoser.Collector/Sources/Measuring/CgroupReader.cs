using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Reads cgroup files of both versions. One thread.</summary>
internal sealed class CgroupReader(FileBytes file)
{
    private const long Unlimited = 1L << 60;
    private const long Nano = 1000;

    /// <summary>Everything; null if the cgroup is gone.</summary>
    public CgroupReading? Read(CgroupFolders folders, DateTimeOffset now)
    {
        var tasks = ReadTasks(folders);
        var cpu = folders.Version == 1 ? ReadCpu1(folders) : ReadCpu2(folders);
        var memory = ReadMemory(folders);
        if (memory is null && tasks.Current is null && cpu.Usage is null)
        {
            return null;
        }

        return new CgroupReading(now)
        {
            Memory = memory is { } use ? use with { Parts = folders.Version == 1 ? ReadParts1(folders) : ReadParts2(folders) } : null,
            Cpu = cpu,
            Tasks = tasks,
            Io = folders.Version == 1 ? ReadIo1(folders) : ReadIo2(folders),
            Pressure = folders.Unified.Length > 0 ? ReadPressure(folders.Unified) : default,
        };
    }

    /// <summary>Only use, limit and counters of memory: cheap enough for every other second. Null if the cgroup is gone.</summary>
    public MemoryReading? ReadMemory(CgroupFolders folders) => folders.Version == 1 ? ReadMemory1(folders.Memory) : ReadMemory2(folders.Memory);

    private MemoryReading? ReadMemory1(byte[] folder)
    {
        if (file.Number(folder, "memory.usage_in_bytes"u8) is not { } current)
        {
            return null;
        }

        return new MemoryReading(current, file.Number(folder, "memory.max_usage_in_bytes"u8) ?? current)
        {
            Limit = file.Number(folder, "memory.limit_in_bytes"u8) is { } limit and < Unlimited ? limit : null,
            Reclaims = file.Number(folder, "memory.failcnt"u8),
            OomKills = file.Read(folder, "memory.oom_control"u8) == FileAnswer.Read ? NumberText.After(file.Text, "oom_kill"u8) : null,
        };
    }

    private MemoryReading? ReadMemory2(byte[] folder)
    {
        if (file.Number(folder, "memory.current"u8) is not { } current)
        {
            return null;
        }

        var reading = new MemoryReading(current, file.Number(folder, "memory.peak"u8) ?? current) { Limit = file.Number(folder, "memory.max"u8) };
        return file.Read(folder, "memory.events"u8) != FileAnswer.Read ? reading : reading with
        {
            Slowdowns = NumberText.After(file.Text, "high"u8),
            Reclaims = NumberText.After(file.Text, "max"u8),
            LimitHits = NumberText.After(file.Text, "oom"u8),
            OomKills = NumberText.After(file.Text, "oom_kill"u8),
        };
    }

    // The total_ lines count what an init inside has put into cgroups of its own.
    private MemoryParts ReadParts1(CgroupFolders folders) => file.Read(folders.Memory, "memory.stat"u8) != FileAnswer.Read ? default : new MemoryParts(
        NumberText.After(file.Text, "total_rss"u8),
        NumberText.After(file.Text, "total_cache"u8),
        NumberText.After(file.Text, "total_inactive_file"u8),
        NumberText.After(file.Text, "total_shmem"u8),
        NumberText.After(file.Text, "total_swap"u8),
        NumberText.After(file.Text, "total_pgmajfault"u8));

    private MemoryParts ReadParts2(CgroupFolders folders)
    {
        var swap = file.Number(folders.Memory, "memory.swap.current"u8);
        return file.Read(folders.Memory, "memory.stat"u8) != FileAnswer.Read ? default : new MemoryParts(
            NumberText.After(file.Text, "anon"u8),
            NumberText.After(file.Text, "file"u8),
            NumberText.After(file.Text, "inactive_file"u8),
            NumberText.After(file.Text, "shmem"u8),
            swap,
            NumberText.After(file.Text, "pgmajfault"u8));
    }

    private CpuReading ReadCpu1(CgroupFolders folders)
    {
        var usage = file.Number(folders.CpuAccount, "cpuacct.usage"u8);
        var quota = file.Number(folders.Cpu, "cpu.cfs_quota_us"u8);
        var period = file.Number(folders.Cpu, "cpu.cfs_period_us"u8);
        return file.Read(folders.Cpu, "cpu.stat"u8) != FileAnswer.Read ? new CpuReading(usage, null, null, null, null) : new CpuReading(
            usage,
            Cores(quota, period),
            NumberText.After(file.Text, "nr_periods"u8),
            NumberText.After(file.Text, "nr_throttled"u8),
            NumberText.After(file.Text, "throttled_time"u8));
    }

    private CpuReading ReadCpu2(CgroupFolders folders)
    {
        double? quota = null;
        if (file.Read(folders.Cpu, "cpu.max"u8) == FileAnswer.Read)
        {
            var words = new Words(file.Text);
            quota = words.NextNumber(out var allowed) && words.NextNumber(out var period) ? Cores(allowed, period) : null;
        }

        return file.Read(folders.Cpu, "cpu.stat"u8) != FileAnswer.Read ? default : new CpuReading(
            NumberText.After(file.Text, "usage_usec"u8) * Nano,
            quota,
            NumberText.After(file.Text, "nr_periods"u8),
            NumberText.After(file.Text, "nr_throttled"u8),
            NumberText.After(file.Text, "throttled_usec"u8) * Nano);
    }

    private TaskReading ReadTasks(CgroupFolders folders)
    {
        var current = file.Number(folders.Tasks, "pids.current"u8);
        var limit = file.Number(folders.Tasks, "pids.max"u8);
        return new TaskReading(current, limit, file.Read(folders.Tasks, "pids.events"u8) == FileAnswer.Read ? NumberText.After(file.Text, "max"u8) : null);
    }

    // Kernels count here only what goes through a throttled device; without one there is just a total of zero, which is no measurement.
    private IoReading ReadIo1(CgroupFolders folders)
    {
        var (readBytes, writeBytes) = ReadThrottled(folders.Io, "blkio.throttle.io_service_bytes_recursive"u8, "blkio.throttle.io_service_bytes"u8);
        var (reads, writes) = ReadThrottled(folders.Io, "blkio.throttle.io_serviced_recursive"u8, "blkio.throttle.io_serviced"u8);
        return new IoReading(readBytes, writeBytes, reads, writes);
    }

    /// <summary>Lines such as <c>254:0 Read 20480</c>.</summary>
    private (long? Reads, long? Writes) ReadThrottled(byte[] folder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> olderName)
    {
        (long? Reads, long? Writes) sum = default;
        if (file.Read(folder, name) != FileAnswer.Read && file.Read(folder, olderName) != FileAnswer.Read)
        {
            return sum;
        }

        var lines = new Words(file.Text);
        while (lines.NextLine(out var line))
        {
            var words = new Words(line);
            if (!words.Next(out var device) || !device.Contains((byte)':') || !words.Next(out var what) || !words.NextNumber(out var number))
            {
                continue;
            }

            if (what.SequenceEqual("Read"u8))
            {
                sum.Reads = (sum.Reads ?? 0) + number;
            }
            else if (what.SequenceEqual("Write"u8))
            {
                sum.Writes = (sum.Writes ?? 0) + number;
            }
        }

        return sum;
    }

    /// <summary>Lines such as <c>8:0 rbytes=90112 wbytes=0 rios=2 wios=0 dbytes=0 dios=0</c>; a cgroup that never used a device has none.</summary>
    private IoReading ReadIo2(CgroupFolders folders)
    {
        if (file.Read(folders.Io, "io.stat"u8) != FileAnswer.Read)
        {
            return default;
        }

        long readBytes = 0, writeBytes = 0, reads = 0, writes = 0;
        var lines = new Words(file.Text);
        while (lines.NextLine(out var line))
        {
            readBytes += NumberText.Of(line, "rbytes"u8) ?? 0;
            writeBytes += NumberText.Of(line, "wbytes"u8) ?? 0;
            reads += NumberText.Of(line, "rios"u8) ?? 0;
            writes += NumberText.Of(line, "wios"u8) ?? 0;
        }

        return new IoReading(readBytes, writeBytes, reads, writes);
    }

    private PressureReading ReadPressure(byte[] folder)
    {
        var cpu = file.Read(folder, "cpu.pressure"u8) == FileAnswer.Read ? PressureText.Ratio(file.Text, "some"u8, "avg60="u8) : null;
        _ = file.Read(folder, "memory.pressure"u8);
        var (memorySome, memoryFull) = (PressureText.Ratio(file.Text, "some"u8, "avg10="u8), PressureText.Ratio(file.Text, "full"u8, "avg10="u8));
        _ = file.Read(folder, "io.pressure"u8);
        return new PressureReading(cpu, memorySome, memoryFull, PressureText.Ratio(file.Text, "some"u8, "avg60="u8), PressureText.Ratio(file.Text, "full"u8, "avg60="u8));
    }

    private static double? Cores(long? quota, long? period) => quota is > 0 and var allowed && period is > 0 and var length ? (double)allowed / length : null;
}

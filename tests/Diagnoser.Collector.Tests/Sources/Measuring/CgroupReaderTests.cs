using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class CgroupReaderTests : IDisposable
{
    private const string Old = "0238115678e2480695e775c2798eb77dd6fd12cbb61a9adf6eb6ecaf1ef15416";
    private const string New = "aaf6448af110dfe60bb6d3e4a97dd6d7310e2f38e27837909076cfc45475f441";

    private readonly CgroupReader _reader = new(new FileBytes());
    private HostTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Reads_version_1_and_pressure_from_the_unified_tree_beside_it()
    {
        var folders = Recorded("v1", 27143, Old);

        Assert.Equal(1, folders.Version);
        Assert.Equal(
            new CgroupReading(Some.Noon)
            {
                Memory = new MemoryReading(43233280, 43544576)
                {
                    Limit = 67108864, OomKills = 0, Reclaims = 0, Parts = new MemoryParts(983040, 41050112, 21037056, 20000768, 0, 3),
                },
                Cpu = new CpuReading(854948532, 0.1, 84, 83, 7298959213),
                Tasks = new TaskReading(8, 8, 4),
                Pressure = new PressureReading(0.0931, 0, 0, 0.0002, 0.0002),
            },
            Rounded(_reader.Read(folders, Some.Noon)!.Value));
    }

    [Fact]
    public void Reads_version_2()
    {
        var folders = Recorded("v2", 518, New);

        Assert.Equal(2, folders.Version);
        Assert.Equal(
            new CgroupReading(Some.Noon)
            {
                Memory = new MemoryReading(30699520, 31543296)
                {
                    Limit = 33554432, OomKills = 0, LimitHits = 0, Reclaims = 0, Slowdowns = 0, Parts = new MemoryParts(307200, 29360128, 8388608, 20971520, 0, 0),
                },
                Cpu = new CpuReading(6284735000, 0.1, 569, 565, 87384134000),
                Tasks = new TaskReading(6, 9, 41),
                Io = new IoReading(0, 8388608, 0, 7),
                Pressure = new PressureReading(0.5495, 0, 0, 0, 0),
            },
            Rounded(_reader.Read(folders, Some.Noon)!.Value));
    }

    [Fact]
    public void Counts_of_version_2_are_told_apart()
    {
        var folders = Recorded("v2", 518, New);
        _tree.Write($"cgroup/docker/{New}/memory.events", "low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n");

        var memory = _reader.ReadMemory(folders)!.Value;

        Assert.Equal((2, 3, 4, 5), (memory.Slowdowns, memory.Reclaims, memory.LimitHits, memory.OomKills));
    }

    [Fact]
    public void Devices_are_added_up_and_totals_are_no_devices()
    {
        var folders = Recorded("v1", 27143, Old);
        _tree.Write($"cgroup/blkio/docker/{Old}/blkio.throttle.io_service_bytes_recursive", "254:0 Read 100\n254:0 Write 30\n254:0 Sync 9\n254:0 Total 130\n8:0 Read 7\n8:0 Write 2\nTotal 139\n");
        _tree.Write($"cgroup/blkio/docker/{Old}/blkio.throttle.io_serviced_recursive", "254:0 Read 3\n254:0 Write 4\nTotal 7\n");

        Assert.Equal(new IoReading(107, 32, 3, 4), _reader.Read(folders, Some.Noon)!.Value.Io);
    }

    [Fact]
    public void What_a_kernel_does_not_tell_is_unknown_and_not_zero()
    {
        var folders = Recorded("v2", 518, New);
        foreach (var file in new[] { "memory.peak", "memory.swap.current", "memory.events", "io.stat", "pids.events", "cpu.pressure" })
        {
            _tree.Remove($"cgroup/docker/{New}/{file}");
        }

        _tree.Write($"cgroup/docker/{New}/memory.max", "max\n");
        _tree.Write($"cgroup/docker/{New}/cpu.max", "max 100000\n");
        _tree.Write($"cgroup/docker/{New}/pids.max", "max\n");
        var reading = _reader.Read(folders, Some.Noon)!.Value;

        Assert.Equal(reading.Memory!.Value.Current, reading.Memory.Value.Peak);
        Assert.Null(reading.Memory.Value.Limit);
        Assert.Null(reading.Memory.Value.OomKills);
        Assert.Null(reading.Memory.Value.Parts.Swap);
        Assert.Null(reading.Cpu.QuotaCores);
        Assert.Equal(new TaskReading(6, null, null), reading.Tasks);
        Assert.Equal(default, reading.Io);
        Assert.Null(reading.Pressure.CpuSome60);
    }

    [Fact]
    public void Without_a_memory_controller_the_rest_is_read()
    {
        var folders = Recorded("v1", 27143, Old);
        _tree.Remove("cgroup/memory");

        var reading = _reader.Read(folders, Some.Noon)!.Value;

        Assert.Null(reading.Memory);
        Assert.Equal(8, reading.Tasks.Current);
    }

    [Fact]
    public void A_cgroup_that_is_gone_gives_no_reading()
    {
        var folders = Recorded("v1", 27143, Old);
        _tree.Remove("cgroup");

        Assert.Null(_reader.Read(folders, Some.Noon));
        Assert.Null(_reader.ReadMemory(folders));
    }

    [Theory]
    [InlineData("0::/system.slice/docker-{0}.scope/init.scope\n", "system.slice/docker-{0}.scope")]
    [InlineData("0::/docker/{0}\n", "docker/{0}")]
    public void The_cgroup_is_found_whatever_lies_below_it(string text, string folder)
    {
        _tree.Write("proc/42/cgroup", string.Format(System.Globalization.CultureInfo.InvariantCulture, text, New));
        _tree.Write($"cgroup/{string.Format(System.Globalization.CultureInfo.InvariantCulture, folder, New)}/memory.current", "77\n");

        Assert.Equal(77, _reader.ReadMemory(Find(42, New)!)!.Value.Current);
    }

    [Theory]
    [InlineData("0::/docker/" + Old + "\n")]
    [InlineData("0::/../" + New + "\n")]
    [InlineData("")]
    public void A_process_of_another_container_or_view_is_not_taken_for_ours(string text)
    {
        _tree.Write("proc/42/cgroup", text);

        Assert.Null(Find(42, New));
    }

    private CgroupFolders Recorded(string name, int pid, string id)
    {
        _tree.Dispose();
        _tree = HostTree.Recorded(name);
        return Find(pid, id)!;
    }

    private CgroupFolders? Find(int pid, string id) => CgroupFolders.Find(_tree.Proc, _tree.Cgroup, pid, id);

    // Percents to ratios: the last bit of a fraction is not what is tested.
    private static CgroupReading Rounded(CgroupReading reading) => reading with
    {
        Pressure = new PressureReading(Rounded(reading.Pressure.CpuSome60), Rounded(reading.Pressure.MemorySome10), Rounded(reading.Pressure.MemoryFull10), Rounded(reading.Pressure.IoSome60), Rounded(reading.Pressure.IoFull60)),
    };

    private static double? Rounded(double? ratio) => ratio is { } known ? Math.Round(known, 6) : null;
}

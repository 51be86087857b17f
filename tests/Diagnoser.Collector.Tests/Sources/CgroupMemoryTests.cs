using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources;

public sealed class CgroupMemoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cgroup-").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void Reads_version_1()
    {
        Write("proc/42/cgroup", $"12:cpu,cpuacct:/docker/{Some.Id}\n4:memory:/docker/{Some.Id}\n0::/docker/{Some.Id}\n");
        Write($"cg/memory/docker/{Some.Id}/memory.usage_in_bytes", "1000\n");
        Write($"cg/memory/docker/{Some.Id}/memory.max_usage_in_bytes", "2000\n");
        Write($"cg/memory/docker/{Some.Id}/memory.limit_in_bytes", "9223372036854771712\n");
        Write($"cg/memory/docker/{Some.Id}/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");

        var found = Find()!;

        Assert.Equal(1, found.Version);
        Assert.Equal(new MemorySample(Some.Noon, 1000, 2000) { OomKills = 3 }, found.Read(Some.Noon));
    }

    [Fact]
    public void Reads_version_2_below_a_systemd_scope()
    {
        Write("proc/42/cgroup", $"0::/system.slice/docker-{Some.Id}.scope/init.scope\n");
        var folder = $"cg/system.slice/docker-{Some.Id}.scope";
        Write($"{folder}/memory.current", "1000\n");
        Write($"{folder}/memory.peak", "3000\n");
        Write($"{folder}/memory.max", "4096\n");
        Write($"{folder}/memory.events", "low 0\nhigh 0\nmax 7\noom 2\noom_kill 1\noom_group_kill 0\n");

        Assert.Equal(new MemorySample(Some.Noon, 1000, 3000) { Limit = 4096, OomKills = 1, LimitHits = 2 }, Find()!.Read(Some.Noon));
    }

    [Fact]
    public void A_kernel_without_peak_gives_the_use_itself()
    {
        Write("proc/42/cgroup", $"0::/docker/{Some.Id}\n");
        Write($"cg/docker/{Some.Id}/memory.current", "1000\n");
        Write($"cg/docker/{Some.Id}/memory.max", "max\n");

        Assert.Equal(new MemorySample(Some.Noon, 1000, 1000), Find()!.Read(Some.Noon));
    }

    [Fact]
    public void A_process_of_another_container_or_machine_is_not_taken_for_ours()
    {
        Write("proc/42/cgroup", $"0::/docker/{Some.OtherId}\n");

        Assert.Null(Find());
    }

    [Fact]
    public void A_cgroup_that_is_gone_gives_no_sample()
    {
        Write("proc/42/cgroup", $"0::/docker/{Some.Id}\n");

        Assert.Null(Find()!.Read(Some.Noon));
    }

    private CgroupMemory? Find() => CgroupMemory.Find(Path.Combine(_root, "proc"), Path.Combine(_root, "cg"), 42, Some.Id);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}

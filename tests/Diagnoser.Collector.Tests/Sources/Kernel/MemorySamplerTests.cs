using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Collector.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Sources.Kernel;

public sealed class MemorySamplerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sampler-").FullName;
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly MemorySampler _sampler;

    public MemorySamplerTests()
    {
        Write("proc/sys/kernel/osrelease", "9.9.9\n");
        Write("proc/42/cgroup", $"0::/docker/{Some.Id}\n");
        Write("proc/vmstat", "nr_free_pages 1\noom_kill 5\n");
        Use(1000);
        var options = new CollectorOptions(new Uri("unix:///nowhere")) { ProcPath = Path.Combine(_root, "proc"), CgroupPath = Path.Combine(_root, "cg") };
        _sampler = new MemorySampler(new HostContext(options, Some.Identity), _clock);
    }

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void A_run_shorter_than_a_round_has_one_sample()
    {
        _sampler.Begin(Some.Id, 42);

        Assert.Equal(1000, _sampler.End(Some.Id)!.Peak);
    }

    [Fact]
    public void The_peak_is_the_highest_use_of_all_rounds()
    {
        _sampler.Begin(Some.Id, 42);
        Use(9000);
        _sampler.Sample();
        Use(2000);
        _sampler.Sample();

        var history = _sampler.End(Some.Id)!;
        Assert.Equal(9000, history.Peak);
        Assert.Equal([1000, 9000, 2000], history.ToEvidence()!.Data.EnumerateArray().SkipLast(1).Select(sample => sample.GetProperty("cgroup.memory.current").GetInt32()));
    }

    [Fact]
    public void What_the_kernel_said_counts_too()
    {
        _sampler.Begin(Some.Id, 42);
        _sampler.Reached(Some.Id, 5000);

        Assert.Equal(5000, _sampler.End(Some.Id)!.Peak);
    }

    [Fact]
    public void The_next_run_begins_afresh()
    {
        _sampler.Begin(Some.Id, 42);
        _ = _sampler.End(Some.Id);

        Assert.Null(_sampler.End(Some.Id));
    }

    [Fact]
    public void Kills_are_counted_from_a_count_well_before_the_end()
    {
        _sampler.Sample();
        _clock.Advance(TimeSpan.FromSeconds(2));
        Write("proc/vmstat", "oom_kill 7\n");
        _sampler.Sample();

        Assert.Equal(2, _sampler.HostKillsSince(Some.Noon.AddSeconds(2)));
        Assert.Equal(0, _sampler.HostKillsSince(Some.Noon.AddSeconds(3)));
    }

    [Fact]
    public void Without_a_count_from_before_the_end_nothing_is_said()
    {
        _sampler.Sample();

        Assert.Null(_sampler.HostKillsSince(Some.Noon.AddMilliseconds(500)));
    }

    private void Use(int bytes) => Write($"cg/docker/{Some.Id}/memory.current", $"{bytes}\n");

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}

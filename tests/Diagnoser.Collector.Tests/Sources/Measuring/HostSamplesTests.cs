using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class HostSamplesTests : IDisposable
{
    private readonly HostTree _tree = new();
    private readonly MeasuredHost _host;
    private readonly HostSamples _samples;

    public HostSamplesTests()
    {
        _host = new MeasuredHost(_tree);
        var file = new FileBytes();
        _samples = new HostSamples(_host.Kit.Factory, _host.Sampler, new HostReader(_tree.Proc, file), new HostNet(_tree.Proc, 1, new NetReader(file), file));
        Cpu(busy: 0, idle: 0);
        Memory(available: 900);
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void A_calm_host_is_told_of_once_a_minute()
    {
        var told = new List<DockerEvent>();
        for (var i = 0; i <= 12; i++)
        {
            Cpu(busy: i, idle: i * 9);
            told.AddRange(Sweep());
        }

        Assert.Equal(2, told.Count(e => e.Type == EventTypes.HostCpu));
        Assert.Equal(2, told.Count(e => e.Type == EventTypes.HostMemory));
        Assert.All(told, e => Assert.Equal(60.0, e.Attributes["sample.interval"]));
        Assert.All(told.Where(e => e.Type == EventTypes.HostCpu), e => Assert.Equal(0.1, e.Attributes["host.cpu.usage_ratio"]));
        Assert.All(told, e => Assert.Equal((Subject.HostKind, _host.Kit.Factory.Context.Host.Id), (e.Subject.Kind, e.Subject.Id)));
        Assert.Equal(told.Count, told.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public void Time_that_was_stolen_is_told_at_once()
    {
        _ = Sweep();
        Cpu(busy: 10, idle: 70, stolen: 20);

        var told = Assert.Single(Sweep());

        Assert.Equal((EventTypes.HostCpu, 0.2), (told.Type, Math.Round(Number(told, "host.cpu.steal_ratio"), 6)));
    }

    [Fact]
    public void Little_memory_is_told_at_once_with_who_has_no_limit()
    {
        Start(Some.Id, 42, "1000");
        Start(Some.OtherId, 43, "max");
        _ = Sweep();
        Memory(available: 50, oomKills: 2);

        var told = Assert.Single(Sweep());

        Assert.Equal(EventTypes.HostMemory, told.Type);
        Assert.Equal((0.05, 1000, 1, 2), (Number(told, "host.memory.available_ratio"), Number(told, "host.memory.limits_sum"), Number(told, "host.memory.unlimited_containers"), Number(told, AttributeNames.HostOomKills)));
    }

    [Fact]
    public void The_hosts_network_is_told_of_the_host()
    {
        _tree.Write("proc/1/net/snmp", "Tcp: OutSegs\nTcp: 1\n");
        _tree.Write("proc/1/net/softnet_stat", "0a 00000000 0\n");
        _ = Sweep();
        _tree.Write("proc/1/net/softnet_stat", "0a 00000005 0\n");

        var told = Assert.Single(Sweep());

        Assert.Equal((EventTypes.NetSample, Subject.HostKind, 5L), (told.Type, told.Subject.Kind, (long)Number(told, "net.softnet.dropped_delta")));
    }

    private IReadOnlyList<DockerEvent> Sweep()
    {
        _host.Clock.Advance(TimeSpan.FromSeconds(10));
        return _samples.Sweep(_host.Clock.GetUtcNow());
    }

    private void Start(string id, int pid, string limit)
    {
        _tree.Write($"proc/{pid}/cgroup", $"0::/docker/{id}\n");
        _tree.Write($"cgroup/docker/{id}/memory.current", "100\n");
        _tree.Write($"cgroup/docker/{id}/memory.max", limit + "\n");
        _ = _host.Run(id, pid);
    }

    private void Cpu(long busy, long idle, long stolen = 0) => _tree.Write("proc/stat", $"cpu  {busy} 0 0 {idle} 0 0 0 {stolen} 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");

    private void Memory(long available, long oomKills = 0)
    {
        _tree.Write("proc/meminfo", $"MemTotal: 1000 kB\nMemAvailable: {available} kB\n");
        _tree.Write("proc/vmstat", $"pswpin 0\noom_kill {oomKills}\n");
    }

    private static double Number(DockerEvent made, string field) => made.Attributes[field].TryGetNumber(out var number) ? number : double.NaN;
}

using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class ContainerStatsTests : IDisposable
{
    private const string Folder = "cgroup/docker/" + Some.Id;

    private readonly HostTree _tree = new();
    private readonly MeasuredHost _host;
    private readonly ContainerStats _stats;

    public ContainerStatsTests()
    {
        _host = new MeasuredHost(_tree);
        _stats = Of(_host, _tree);
        Start(Some.Id, 42);
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void A_calm_container_is_told_of_once_a_minute_with_all_that_was_counted_in_it()
    {
        var told = new List<Measurement>();
        for (var i = 1; i <= 12; i++)
        {
            Cpu(Some.Id, usage: i * 1_000_000);
            told.AddRange(Sweep());
        }

        Assert.Equal([60, 120], told.Select(t => (t.Time - Some.Noon).TotalSeconds));
        Assert.All(told, t => Assert.Equal((60.0, 6.0, 0.1), (Number(t, "sample.interval"), Number(t, "cgroup.cpu.usage_delta"), Math.Round(Number(t, "cgroup.cpu.usage_cores"), 6))));
    }

    [Fact]
    public void Throttling_is_told_at_once_with_the_calm_before_it_apart_and_its_end()
    {
        _ = Sweep();
        Cpu(Some.Id, usage: 1, periods: 100, throttled: 0);
        Assert.Empty(Sweep());
        Cpu(Some.Id, usage: 2, periods: 200, throttled: 90, time: 3_000_000);
        var storm = Sweep();
        Cpu(Some.Id, usage: 3, periods: 300, throttled: 90, time: 3_000_000);
        var after = Sweep();
        Cpu(Some.Id, usage: 4, periods: 400, throttled: 90, time: 3_000_000);
        var calm = Sweep();

        Assert.Equal([0, 0.9], storm.Select(t => Number(t, "cgroup.cpu.throttled_ratio")));
        Assert.Equal([20, 10], storm.Select(t => Number(t, "sample.interval")));
        Assert.Equal(3, Number(storm[1], "cgroup.cpu.throttled_delta"));
        Assert.Equal(0, Number(Assert.Single(after), "cgroup.cpu.throttled_ratio"));
        Assert.Empty(calm);
    }

    [Theory]
    [InlineData("memory.current", "900\n", "cgroup.memory.used_ratio", 0.9)]
    [InlineData("memory.events", "max 3\noom 0\noom_kill 0\n", "cgroup.memory.max_delta", 3)]
    [InlineData("pids.current", "9\n", "cgroup.pids.used_ratio", 0.9)]
    [InlineData("pids.events", "max 2\n", "cgroup.pids.max_delta", 2)]
    [InlineData("io.pressure", "some avg10=0 avg60=31.00 avg300=0 total=0\nfull avg10=0 avg60=0 avg300=0 total=0\n", "cgroup.io.pressure.some_avg60", 0.31)]
    [InlineData("memory.pressure", "some avg10=0 avg60=0 avg300=0 total=0\nfull avg10=7.00 avg60=0 avg300=0 total=0\n", "cgroup.memory.pressure.full_avg10", 0.07)]
    public void What_is_noteworthy_is_told_at_once(string file, string text, string field, double expected)
    {
        Assert.Empty(Sweep());
        _tree.Write($"{Folder}/{file}", text);

        Assert.Equal(expected, Number(Sweep()[^1], field), 6);
    }

    [Fact]
    public void A_clock_that_is_set_back_makes_no_time_of_less_than_nothing()
    {
        _ = Sweep();
        var back = _host.Clock.GetUtcNow() - TimeSpan.FromHours(1);

        var told = Enumerable.Range(0, 7).SelectMany(i => _stats.Sweep(back.AddSeconds(10 * i)).ToList()).ToList();

        Assert.Equal(60, Number(Assert.Single(told), "sample.interval"));
    }

    [Fact]
    public void Page_cache_that_can_be_dropped_is_not_in_use()
    {
        _tree.Write($"{Folder}/memory.current", "990\n");
        _tree.Write($"{Folder}/memory.stat", "anon 100\nfile 890\ninactive_file 800\n");

        Assert.Empty(Sweep());
    }

    [Fact]
    public void Zombies_and_open_files_are_told_with_it()
    {
        _tree.Write($"{Folder}/cgroup.procs", "42\n");
        _tree.Write("proc/42/limits", "Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 524288               files\n");
        for (var i = 0; i < 5; i++)
        {
            _tree.Write($"proc/42/fd/{i}", "");
            _tree.Write($"proc/{100 + i}/stat", $"{100 + i} (a) Z (b) {(i < 3 ? "Z" : "S")} 42 1 1");
            _tree.Write($"proc/{100 + i}/cgroup", $"0::/docker/{Some.Id}\n");
        }

        var told = Assert.Single(Sweep());

        Assert.Equal(3, Number(told, "cgroup.pids.zombies"));
        Assert.Equal(1024, Number(told, "process.open_files_limit"));
        Assert.True(Number(told, "process.open_files") > 0);
    }

    [Fact]
    public async Task It_is_an_event_of_its_run()
    {
        _tree.Write($"{Folder}/pids.events", "max 2\n");
        var told = Assert.Single(Sweep());

        await new MeasurementOutlet(_host.Kit).PublishAsync(told, TestContext.Current.CancellationToken);
        var made = await _host.Published.NextAsync(EventTypes.ContainerStats);

        Assert.Equal((Some.Id, Some.Noon, told.Time), (made.Subject.Id, made.Run!.StartedAt, made.Time));
        Assert.Equal(2L, made.Attributes["cgroup.pids.max_delta"]);
    }

    [Fact]
    public async Task A_measurement_of_an_earlier_run_is_not_told_of_the_next()
    {
        _tree.Write($"{Folder}/pids.events", "max 2\n");
        var told = Assert.Single(Sweep());
        _host.Kit.Inventory.Get(Some.Id).MainPid = 43;

        await new MeasurementOutlet(_host.Kit).PublishAsync(told, TestContext.Current.CancellationToken);
        await _host.Kit.Outlet.PublishAsync(Some.Event("next"), TestContext.Current.CancellationToken);

        Assert.Equal("next", (await _host.Published.NextAsync(EventTypes.ContainerStart)).Id);
        Assert.Single(_host.Published.Events);
    }

    [Fact]
    public void A_cgroup_that_vanishes_stops_nobody_and_its_run_keeps_what_was_read_last()
    {
        Start(Some.OtherId, 43);
        _tree.Write($"{Folder}/pids.events", "max 2\n");
        _ = Sweep();
        _tree.Remove(Folder);
        _tree.Write($"cgroup/docker/{Some.OtherId}/pids.events", "max 1\n");

        Assert.All(Sweep(), told => Assert.Equal(Some.OtherId, told.ContainerId));
        var last = _host.Sampler.End(Some.Id)!.ToEvidence()!.Data.EnumerateArray().Last();
        Assert.Equal(2, last.GetProperty("cgroup.pids.max_delta").GetInt64());
    }

    [Fact]
    public void When_all_are_noteworthy_some_wait_and_lose_nothing()
    {
        using var tree = new HostTree();
        using var host = new MeasuredHost(tree);
        var stats = Of(host, tree);
        var ids = Enumerable.Range(0, 80).Select(i => i.ToString("x64", CultureInfo.InvariantCulture)).ToList();
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            Start(tree, host, id, 1000 + i);
            tree.Write($"cgroup/docker/{id}/pids.events", "max 5\n");
        }

        var first = Sweep(host, stats);
        var second = Sweep(host, stats);

        Assert.Equal(50, first.Count);
        Assert.Equal(ids, first.Concat(second).Where(t => Number(t, "cgroup.pids.max_delta") == 5).Select(t => t.ContainerId).Order(StringComparer.Ordinal));
    }

    private static ContainerStats Of(MeasuredHost host, HostTree tree)
    {
        var file = new FileBytes();
        return new ContainerStats(new MeasuringOptions(), host.Sampler, new CgroupReader(file), new OpenFiles(tree.Proc, file), new Zombies(tree.Proc, file));
    }

    private void Start(string id, int pid) => Start(_tree, _host, id, pid);

    private static void Start(HostTree tree, MeasuredHost host, string id, int pid)
    {
        var folder = $"cgroup/docker/{id}";
        tree.Write($"proc/{pid}/cgroup", $"0::/docker/{id}\n");
        tree.Write($"{folder}/memory.current", "100\n");
        tree.Write($"{folder}/memory.max", "1000\n");
        tree.Write($"{folder}/memory.events", "max 0\noom 0\noom_kill 0\n");
        tree.Write($"{folder}/memory.stat", "anon 100\nfile 0\ninactive_file 0\n");
        tree.Write($"{folder}/cpu.stat", "usage_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n");
        tree.Write($"{folder}/pids.current", "1\n");
        tree.Write($"{folder}/pids.max", "10\n");
        tree.Write($"{folder}/pids.events", "max 0\n");
        _ = host.Run(id, pid);
    }

    private void Cpu(string id, long usage, long periods = 0, long throttled = 0, long time = 0) =>
        _tree.Write($"cgroup/docker/{id}/cpu.stat", $"usage_usec {usage}\nnr_periods {periods}\nnr_throttled {throttled}\nthrottled_usec {time}\n");

    private List<Measurement> Sweep() => Sweep(_host, _stats);

    private static List<Measurement> Sweep(MeasuredHost host, ContainerStats stats)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        return [.. stats.Sweep(host.Clock.GetUtcNow())];
    }

    private static double Number(Measurement measurement, string field) =>
        AttributeMap.From(measurement.Fields).TryGet(field, out var value) && value.TryGetNumber(out var number) ? number : double.NaN;
}

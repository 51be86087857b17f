using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class RunHistoryTests
{
    private static readonly CgroupReading First = new(Some.Noon) { Cpu = new CpuReading(0, 0.1, 0, 0, 0), Tasks = new TaskReading(1, 8, 0) };

    [Fact]
    public void The_last_reading_of_everything_is_told_with_what_was_counted_before_it()
    {
        var history = Of(First);
        _ = history.Advance(First with { Time = Some.Noon.AddSeconds(10), Cpu = new CpuReading(1_000_000_000, 0.1, 100, 80, 5_000_000_000), Tasks = new TaskReading(8, 8, 3) });

        var last = history.ToEvidence()!.Data.EnumerateArray().Last();

        Assert.Equal(10, last.GetProperty("sample.interval").GetDouble());
        Assert.Equal(0.8, last.GetProperty("cgroup.cpu.throttled_ratio").GetDouble());
        Assert.Equal(5, last.GetProperty("cgroup.cpu.throttled_delta").GetDouble());
        Assert.Equal(3, last.GetProperty("cgroup.pids.max_delta").GetInt64());
    }

    [Fact]
    public void A_run_with_one_reading_is_told_with_it()
    {
        var last = Assert.Single(Of(First).ToEvidence()!.Data.EnumerateArray());

        Assert.Equal(1, last.GetProperty("cgroup.pids.current").GetInt64());
        Assert.Equal(0, last.GetProperty("cgroup.cpu.nr_throttled_delta").GetInt64());
    }

    [Fact]
    public void A_run_that_was_never_measured_has_no_evidence() => Assert.Null(Of(null).ToEvidence());

    [Fact]
    public void No_more_than_the_latest_measurements_are_kept()
    {
        var history = Of(null);
        for (var i = 0; i < 100; i++)
        {
            history.Add(Some.Noon.AddSeconds(i), new MemoryReading(i == 3 ? 9999 : i, i));
        }

        Assert.Equal(60, history.ToEvidence()!.Data.GetArrayLength());
        Assert.Equal(9999, history.Peak);
    }

    private static RunHistory Of(CgroupReading? first)
    {
        using var tree = HostTree.Recorded("v2");
        const string id = "aaf6448af110dfe60bb6d3e4a97dd6d7310e2f38e27837909076cfc45475f441";
        return new RunHistory(CgroupFolders.Find(tree.Proc, tree.Cgroup, 518, id)!, 518, first);
    }
}

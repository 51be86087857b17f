using Diagnoser.Collector.Sources.Measuring;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class PaceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public void What_the_budget_allows_is_done_at_the_interval()
    {
        var pace = new Pace(Interval, 0.002);

        Assert.Equal(Interval, pace.After(TimeSpan.FromMilliseconds(20)));
        Assert.False(pace.IsStretched);
    }

    [Fact]
    public void Dear_sweeps_are_rarer_so_that_they_cost_what_the_budget_says()
    {
        var pace = new Pace(Interval, 0.002);

        Assert.Equal(TimeSpan.FromSeconds(50), pace.After(TimeSpan.FromMilliseconds(100)));
        Assert.True(pace.IsStretched);
    }

    [Fact]
    public void One_slow_sweep_among_quick_ones_changes_nothing_for_long()
    {
        var pace = new Pace(Interval, 0.002);
        for (var i = 0; i < 10; i++)
        {
            _ = pace.After(TimeSpan.FromMilliseconds(2));
        }

        Assert.True(pace.After(TimeSpan.FromMilliseconds(100)) < TimeSpan.FromSeconds(15));
        _ = pace.After(TimeSpan.FromMilliseconds(2));
        Assert.Equal(Interval, pace.After(TimeSpan.FromMilliseconds(2)));
    }

    [Fact]
    public void The_wait_has_an_end() => Assert.Equal(TimeSpan.FromMinutes(5), new Pace(Interval, 0.001).After(TimeSpan.FromSeconds(30)));

    [Fact]
    public void Time_of_the_thread_grows_with_its_work_only()
    {
        var before = ThreadTime.Now();
        var worked = 0;
        while (ThreadTime.Now() - before < TimeSpan.FromMilliseconds(1))
        {
            worked++;
        }

        Assert.True(worked > 0);
    }
}

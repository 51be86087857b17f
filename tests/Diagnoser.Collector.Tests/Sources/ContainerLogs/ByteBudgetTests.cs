using Diagnoser.Collector.Sources.ContainerLogs;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Sources.ContainerLogs;

public sealed class ByteBudgetTests
{
    [Fact]
    public void Who_takes_more_than_its_share_waits_as_long_as_that_takes()
    {
        var clock = new FakeTimeProvider();
        var budget = new ByteBudget(1000, clock);

        Assert.Equal(TimeSpan.Zero, budget.Take(1000));
        Assert.Equal(TimeSpan.FromSeconds(2), budget.Take(2000));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(0.5), budget.Take(500));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, budget.Take(1000));
        Assert.True(budget.Take(1) > TimeSpan.Zero);
    }
}

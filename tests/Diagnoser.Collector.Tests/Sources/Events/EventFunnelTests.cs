using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Events;

public sealed class EventFunnelTests
{
    private readonly EventFunnel _funnel = new();

    [Fact]
    public async Task Gives_each_event_once_and_in_order_and_says_when_it_is_empty()
    {
        var seen = new List<long>();
        foreach (var nano in new long[] { 1, 2, 2, 3, 1 })
        {
            _ = _funnel.TryAdd(Raw(nano), $"{nano}", isLive: true);
        }

        using var stop = new CancellationTokenSource();
        var running = _funnel.RunAsync(raw => seen.Add(raw.TimeNano), stop.Token);
        await _funnel.DrainedAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void Counts_what_does_not_fit_instead_of_waiting()
    {
        for (var nano = 1; nano <= (64 * 1024) + 7; nano++)
        {
            _ = _funnel.TryAdd(Raw(nano), $"{nano}", isLive: true);
        }

        Assert.Equal(7, _funnel.TakeLost());
        Assert.Equal(0, _funnel.TakeLost());
    }

    [Fact]
    public void The_newest_time_never_goes_back()
    {
        _ = _funnel.TryAdd(Raw(9), "a", isLive: true);
        _ = _funnel.TryAdd(Raw(4), "b", isLive: true);

        Assert.Equal(9, _funnel.LastNano);
    }

    private static RawEvent Raw(long nano) => new("container.oom", "container", "", Some.Id, nano, []);
}

using Diagnoser.Collector.Spool;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class SpoolNewsTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly SpoolNews _news = new();

    public void Dispose() => _news.Dispose();

    [Fact]
    public async Task What_is_urgent_ends_the_wait_at_once()
    {
        _news.Tell(urgent: true);

        Assert.True(await ElapsedAsync() < TimeSpan.FromMilliseconds(90));
    }

    [Fact]
    public async Task The_rest_gathers_for_a_moment()
    {
        _news.Tell(urgent: false);
        _news.Tell(urgent: false);

        Assert.InRange(await ElapsedAsync(), TimeSpan.FromMilliseconds(90), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task What_is_urgent_takes_along_what_was_gathering()
    {
        _news.Tell(urgent: false);
        var waiting = _news.WaitAsync(Long, TestContext.Current.CancellationToken);
        _news.Tell(urgent: true);

        await waiting;

        Assert.False(_news.WaitAsync(Long, TestContext.Current.CancellationToken).IsCompleted);
    }

    private async Task<TimeSpan> ElapsedAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        await _news.WaitAsync(Long, TestContext.Current.CancellationToken);
        return TimeProvider.System.GetElapsedTime(started);
    }
}

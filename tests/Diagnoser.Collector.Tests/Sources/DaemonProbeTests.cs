using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources;

public sealed class DaemonProbeTests : IAsyncDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly Watched _watched;
    private readonly DaemonProbe _probe;

    public DaemonProbeTests()
    {
        _watched = new Watched(_engine, TimeProvider.System);
        _probe = new DaemonProbe(_watched.Kit, _watched.Client);
    }

    public async ValueTask DisposeAsync()
    {
        _watched.Dispose();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task An_engine_that_leaves_three_pings_unanswered_is_told_once()
    {
        _engine.IsHung = true;
        for (var round = 0; round <= DaemonProbe.Overdue; round++)
        {
            await _probe.AskAsync(TestContext.Current.CancellationToken);
        }

        var told = await _watched.Collected.NextAsync(EventTypes.DaemonUnresponsive);

        Assert.Equal("ping", told.Attributes["daemon.request"].Text);
        Assert.True(told.Attributes["daemon.waited"].TryGetNumber(out var waited) && waited >= 5);
        Assert.Equal(0, _watched.Collected.Waiting);
    }

    [Fact]
    public async Task An_engine_that_answers_or_cannot_be_reached_is_not_unresponsive()
    {
        await _probe.AskAsync(TestContext.Current.CancellationToken);
        _engine.Stop();
        for (var round = 0; round <= DaemonProbe.Overdue; round++)
        {
            await _probe.AskAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, _watched.Collected.Waiting);
    }
}

using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Events;

public sealed class EventAuditTests : IAsyncDisposable
{
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(5);

    private readonly FakeEngine _engine = new();
    private readonly EventFunnel _funnel = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RawEvent> _activity = [];
    private readonly TaskCompletionSource _stands = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Watched _watched;
    private readonly DockerEventsSource _stream;
    private readonly EventAudit _audit;
    private Task _following = Task.CompletedTask;
    private int _reconciled;

    public EventAuditTests()
    {
        _watched = new Watched(_engine, TimeProvider.System);
        _stream = new DockerEventsSource(_watched.Context, _watched.Client, _funnel, _watched.Kit.Notices, TimeProvider.System);
        var outlets = new AuditOutlets(new BlindWindows(_watched.Kit.Factory, _watched.Kit.Outlet), (rows, _) => _activity.AddRange(rows), _ => Task.FromResult(++_reconciled));
        _audit = new EventAudit(_watched.Context, _watched.Client, _funnel, _stream, outlets, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watched.Dispose();
        await _engine.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_the_stream_brought_is_not_news()
    {
        await FollowAsync();
        _engine.Emit(Some.Line("oom", Now() - Old));
        await LiveAsync(1);
        await LookAsync();

        Assert.Equal((0L, 0), (_audit.Healed, _watched.Collected.Waiting));
    }

    [Fact]
    public async Task What_the_engine_left_out_is_read_from_its_memory_and_counted()
    {
        await FollowAsync();
        _engine.Emit(Some.Line("oom", Now() - Old));
        await LiveAsync(1);
        _engine.DropsFromStreams = true;
        _engine.Emit(Some.Line("die", Now() - Old));
        _engine.Emit(Some.Line("start", Now() - Old));
        await LookAsync();

        var blind = await _watched.Collected.NextAsync(EventTypes.CollectorBlind);

        Assert.Equal(("dropped", "docker.events"), (blind.Attributes[AttributeNames.BlindKind].Text, blind.Attributes[AttributeNames.BlindSource].Text));
        Assert.Equal(2L, blind.Attributes[AttributeNames.BlindCount]);
        Assert.Equal(true, blind.Attributes[AttributeNames.BlindRecovered]);
        Assert.Equal(1, _engine.Streams);
    }

    [Fact]
    public async Task What_may_still_be_on_its_way_is_left_to_the_stream()
    {
        await FollowAsync();
        _engine.DropsFromStreams = true;
        _engine.Emit(Some.Line("die", Now().AddSeconds(30)));
        await LookAsync();

        Assert.Equal(0, _audit.Healed);
    }

    [Fact]
    public async Task A_stream_that_brings_nothing_while_events_happen_is_opened_again()
    {
        await FollowAsync();
        _engine.DropsFromStreams = true;
        _engine.Emit(Some.Line("die", Now() - Old));
        await LookAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _following);
        Assert.Equal((1L, 2), (_audit.Healed, _engine.Streams));
    }

    [Fact]
    public async Task A_memory_that_was_overrun_is_told_and_made_up_for()
    {
        await FollowAsync();
        for (var number = 0; number < 300; number++)
        {
            _engine.Emit(Some.Line("exec_start: true", Now() - Old + TimeSpan.FromMilliseconds(number), $",\"execID\":\"{number}\""));
        }

        await LookAsync();
        var blind = await _watched.Collected.NextAsync(EventTypes.CollectorBlind);

        Assert.Equal(("overflow", "docker.activity"), (blind.Attributes[AttributeNames.BlindKind].Text, blind.Attributes[AttributeNames.BlindSource].Text));
        Assert.Equal(1, _reconciled);
    }

    [Fact]
    public async Task What_people_do_in_containers_comes_once()
    {
        await FollowAsync();
        _engine.Emit(Some.Line("exec_start: sh", Now() - Old, ",\"execID\":\"e1\""));
        await LookAsync();
        await LookAsync();

        Assert.Equal(("exec_start", "sh"), (Assert.Single(_activity).Type, _activity[0].Detail));
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private Task LookAsync() => _audit.LookAsync(TestContext.Current.CancellationToken);

    /// <summary>Follows one stream to its end.</summary>
    private async Task FollowAsync()
    {
        _following = _stream.RunAsync(Now(), null, CaughtUpAsync, _stop.Token);
        var taking = _funnel.RunAsync(_ => { }, _stop.Token);
        await _stands.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => _stream.IsStanding);
        Assert.False(taking.IsFaulted);
    }

    private async Task CaughtUpAsync(StreamLoss? loss, bool isRemembered, CancellationToken cancellationToken)
    {
        if (!_stands.TrySetResult())
        {
            // The second stream: the first was given up.
            await _stop.CancelAsync();
        }
    }

    private Task LiveAsync(long events) => Until.TrueAsync(() => _funnel.Live >= events);
}

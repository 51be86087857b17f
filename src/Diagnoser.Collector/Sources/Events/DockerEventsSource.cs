using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>
/// Follows the engine's events: always from an instant on, since connecting is not yet subscribing; after a lost stream from ten
/// seconds before the last event, because the engine's memory is not in order.
/// </summary>
internal sealed class DockerEventsSource(HostContext context, EngineClient client, EventFunnel funnel, Notices notices, TimeProvider clock)
{
    public const string Name = "docker events";

    /// <summary>How far back of the last event an answer begins: the engine's memory is not quite in order.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);

    private readonly EngineMemory _memory = new(client);

    // A loss that was not made up for yet; a second one before that extends it.
    private StreamLoss? _untold;
    private volatile TaskCompletionSource<string>? _standing;

    /// <summary>True while the stream stands and all that was older is in.</summary>
    public bool IsStanding => _standing is not null;

    /// <summary>Follows until cancelled. Each time the stream stands, calls <paramref name="caughtUp"/> once all older events are in.</summary>
    /// <param name="since">From when on.</param>
    /// <param name="absence">A time before this in which nobody followed; null if there was none.</param>
    /// <param name="caughtUp">Told what was lost (null if nothing) and whether the engine still remembered all events of that time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(DateTimeOffset since, StreamLoss? absence, Func<StreamLoss?, bool, CancellationToken, Task> caughtUp, CancellationToken cancellationToken)
    {
        _untold = absence;
        while (true)
        {
            var reason = await FollowAsync(since, caughtUp, cancellationToken);
            _standing = null;
            cancellationToken.ThrowIfCancellationRequested();
            notices.Say(Name, true, $"the event stream ended: {reason}; reconnecting");
            var loss = await ReconnectAsync(clock.GetUtcNow(), reason, cancellationToken);
            _untold = _untold is null ? loss : _untold.And(loss);
            since = Earlier(funnel.LastNano > 0 ? DateTimeOffset.UnixEpoch.AddTicks(funnel.LastNano / 100) : _untold.From, _untold.From) - Overlap;
        }
    }

    /// <summary>The stream that stands is given up and opened again.</summary>
    public void Reopen(string reason) => _ = _standing?.TrySetResult(reason);

    private async Task<string> FollowAsync(DateTimeOffset since, Func<StreamLoss?, bool, CancellationToken, Task> caughtUp, CancellationToken cancellationToken)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using var stream = await client.OpenEventsAsync(since, watch.Token);
            var reading = new EventStreamReader(new RawEventParser(RawEventTypes.OfStream), raw => Add(raw, isLive: true)).ReadAsync(stream, watch.Token);

            // The stream does not say where its memory ends and the present begins; a second question with an end does.
            var remembered = await _memory.ReadAsync(since, context.EngineTime(clock), watch.Token);
            foreach (var raw in remembered.Rows.Where(raw => RawEventTypes.IsOfStream(raw.Type)))
            {
                Add(raw, isLive: false);
            }

            await funnel.DrainedAsync(watch.Token);
            await caughtUp(_untold, remembered.ReachesBackTo(since + Overlap), watch.Token);
            _untold = null;
            var given = _standing = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var pinging = PingAsync(watch.Token);
            await await Task.WhenAny(reading, pinging, given.Task);
            return given.Task.IsCompletedSuccessfully ? await given.Task : pinging.IsCompleted ? "the engine does not answer any more" : "the engine closed it";
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return failure.Message;
        }
        finally
        {
            await watch.CancelAsync();
        }
    }

    /// <summary>A stream on a dead connection looks like a quiet one: returns when the engine leaves two questions unanswered.</summary>
    private async Task PingAsync(CancellationToken cancellationToken)
    {
        for (var unanswered = 0; unanswered < 2;)
        {
            await Task.Delay(PingInterval, clock, cancellationToken);
            try
            {
                await client.PingAsync(Patience, cancellationToken);
                unanswered = 0;
            }
            catch (Exception failure) when (EngineFailure.Is(failure))
            {
                unanswered++;
            }
        }
    }

    private async Task<StreamLoss> ReconnectAsync(DateTimeOffset from, string reason, CancellationToken cancellationToken)
    {
        var wasGone = false;
        var pause = FirstPause;
        while (true)
        {
            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                var identity = await client.IdentifyAsync(Patience, cancellationToken);
                var isOther = identity.EngineId != context.Identity.EngineId || identity.Version != context.Identity.Version;
                var before = context.EngineStart;
                context.Met(identity, clock.GetUtcNow());
                var isRestarted = wasGone || isOther || (before is not null && before != context.EngineStart);
                return new StreamLoss(from, clock.GetUtcNow(), reason, isRestarted) { IsSameEngine = !isRestarted };
            }
            catch (Exception failure) when (EngineFailure.Is(failure))
            {
                if (!wasGone && failure is not TimeoutException)
                {
                    wasGone = true;
                    notices.Say(Name, true, $"the engine is away: {failure.Message}");
                }
            }
        }
    }

    private void Add(RawEvent raw, bool isLive) => _ = funnel.TryAdd(raw, raw.ComputeId(context.Identity.EngineId), isLive);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>A time without event stream.</summary>
/// <param name="From">When it was lost.</param>
/// <param name="To">When it stood again.</param>
/// <param name="Reason">Why it was lost.</param>
/// <param name="EngineWasGone">True if the engine itself was away, and not just the stream.</param>
internal sealed record StreamLoss(DateTimeOffset From, DateTimeOffset To, string Reason, bool EngineWasGone)
{
    /// <summary>One of <see cref="BlindKinds"/>.</summary>
    public string Kind { get; init; } = BlindKinds.Disconnected;

    /// <summary>True if it is known that the engine that answers now is the one from before, with its memory.</summary>
    public bool IsSameEngine { get; init; }

    /// <summary>This loss, and the one after it that came before the stream stood.</summary>
    public StreamLoss And(StreamLoss later) => this with
    {
        To = later.To,
        EngineWasGone = EngineWasGone || later.EngineWasGone,
        IsSameEngine = IsSameEngine && later.IsSameEngine,
    };
}

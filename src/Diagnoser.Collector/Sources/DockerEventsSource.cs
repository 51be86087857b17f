using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources;

/// <summary>
/// Follows the engine's events: always from an instant on, since connecting is not yet subscribing; after a lost stream from ten
/// seconds before the last event, because the engine's memory is not in order.
/// </summary>
internal sealed class DockerEventsSource(HostContext context, EngineClient client, EventFunnel funnel, Notices notices, TimeProvider clock)
{
    public const string Name = "docker events";

    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);

    // A loss that was not made up for yet; a second one before that extends it.
    private StreamLoss? _untold;

    /// <summary>Follows until cancelled. Each time the stream stands, calls <paramref name="caughtUp"/> once all older events are in.</summary>
    public async Task RunAsync(DateTimeOffset since, Func<StreamLoss?, CancellationToken, Task> caughtUp, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reason = await FollowAsync(since, caughtUp, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            notices.Say(Name, true, $"the event stream ended: {reason}; reconnecting");
            var loss = await ReconnectAsync(clock.GetUtcNow(), reason, cancellationToken);
            _untold = _untold is null ? loss : loss with { From = _untold.From, EngineWasGone = loss.EngineWasGone || _untold.EngineWasGone };
            since = funnel.LastNano > 0 ? DateTimeOffset.UnixEpoch.AddTicks(funnel.LastNano / 100) - Overlap : _untold.From - Overlap;
        }
    }

    private async Task<string> FollowAsync(DateTimeOffset since, Func<StreamLoss?, CancellationToken, Task> caughtUp, CancellationToken cancellationToken)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using var stream = await client.OpenEventsAsync(since, null, watch.Token);
            var reading = NewReader().ReadAsync(stream, watch.Token);

            // The stream does not say where its memory ends and the present begins; a second question with an end does.
            using (var backlog = await client.OpenEventsAsync(since, EngineNow(), watch.Token))
            {
                await NewReader().ReadAsync(backlog, watch.Token);
            }

            await funnel.DrainedAsync(watch.Token);
            await caughtUp(_untold, watch.Token);
            _untold = null;
            var pinging = PingAsync(watch.Token);
            await await Task.WhenAny(reading, pinging);
            return pinging.IsCompleted ? "the engine does not answer any more" : "the engine closed it";
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
                _ = await client.GetAsync("/version", Patience, cancellationToken);
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
                context.Identity = identity;
                return new StreamLoss(from, clock.GetUtcNow(), reason, wasGone || isOther);
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

    private EventStreamReader NewReader() => new(new RawEventParser(), raw => funnel.TryAdd(raw, raw.ComputeId(context.Identity.EngineId)));

    private DateTimeOffset EngineNow() => clock.GetUtcNow();
}

/// <summary>A time without event stream.</summary>
/// <param name="From">When it was lost.</param>
/// <param name="To">When it stood again.</param>
/// <param name="Reason">Why it was lost.</param>
/// <param name="EngineWasGone">True if the engine itself was away, and not just the stream.</param>
internal sealed record StreamLoss(DateTimeOffset From, DateTimeOffset To, string Reason, bool EngineWasGone);

using System.Threading.Channels;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Takes events from the bus of one process and gives them, and the time that passes, to the pipeline. One task, so everything stays in order.</summary>
internal sealed class EventConsumer(ChannelReader<DockerEvent> events, LivePipeline pipeline, TimeProvider clock)
{
    private const int BatchLimit = 256;

    private readonly List<DockerEvent> _batch = new(BatchLimit);
    private long _lastArrival = clock.GetTimestamp();

    /// <summary>Called with each event as it is taken.</summary>
    public Action<DockerEvent>? Seen { get; init; }

    /// <summary>The clock does not decide anything before this time: what a collector catches up on at its start must come first.</summary>
    public DateTimeOffset NotBefore { get; init; }

    public long Events { get; private set; }

    /// <summary>Runs until the bus is complete, or until nothing came for this long. What was taken is always finished.</summary>
    public async Task RunAsync(TimeSpan? onceIdle)
    {
        using var ticks = new TickClock(clock);
        var arrival = events.WaitToReadAsync().AsTask();
        while (true)
        {
            _ = await Task.WhenAny(arrival, ticks.Next);
            await pipeline.RefreshAsync(CancellationToken.None);
            if (arrival.IsCompleted)
            {
                if (!await arrival)
                {
                    break;
                }

                await TakeBatchAsync();
                ticks.Hurry();
                arrival = events.WaitToReadAsync().AsTask();
            }

            if (ticks.Next.IsCompleted)
            {
                var idle = clock.GetElapsedTime(_lastArrival);
                ticks.Renew(idle, pipeline.Current);
                if (!IsTooEarly())
                {
                    await pipeline.Current.AdvanceAsync(TimeSpan.Zero, CancellationToken.None);
                }

                if (onceIdle is { } limit && idle >= limit && !events.TryPeek(out _))
                {
                    break;
                }
            }
        }

        await pipeline.Current.SettleAsync(CancellationToken.None);
    }

    private async Task TakeBatchAsync()
    {
        _batch.Clear();
        while (_batch.Count < BatchLimit && events.TryRead(out var dockerEvent))
        {
            Seen?.Invoke(dockerEvent);
            _batch.Add(dockerEvent);
        }

        // A heartbeat is no traffic: it must not keep awake what waits for quiet.
        var count = _batch.Count(e => !e.IsHeartbeat);
        _lastArrival = count > 0 ? clock.GetTimestamp() : _lastArrival;
        Events += count;
        await pipeline.Current.TakeAsync(_batch, [], CancellationToken.None);
    }

    // What has arrived but was not taken yet may hold what a verdict waits for.
    private bool IsTooEarly() => clock.GetUtcNow() < NotBefore || events.TryPeek(out _);
}

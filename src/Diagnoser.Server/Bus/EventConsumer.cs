using System.Threading.Channels;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus;

/// <summary>Takes events from the bus: keeps them, lets the engine conclude, says it, keeps the conclusions. One task, so everything stays in order.</summary>
internal sealed class EventConsumer(ChannelReader<DockerEvent> events, DiagnosisEngine engine, SafeStore store, Report report, TimeProvider clock)
{
    private const int BatchLimit = 256;

    // Verdicts wait 200 ms after a death; the clock looks often while something may be waiting and seldom on a quiet host.
    private static readonly TimeSpan BusyPeriod = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan QuietPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(2);

    private readonly ArrivalLag _lag = new(clock);
    private readonly List<DockerEvent> _batch = new(BatchLimit);
    private long _lastArrival = clock.GetTimestamp();

    /// <summary>Called with each event as it is taken.</summary>
    public Action<DockerEvent>? Seen { get; init; }

    /// <summary>The clock does not decide anything before this time: what a collector catches up on at its start must come first.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>What the engine's host says the time is, minus what we say.</summary>
    public TimeSpan Skew { get; init; }

    public long Events { get; private set; }

    /// <summary>Runs until the bus is complete, or until nothing came for this long.</summary>
    public async Task RunAsync(TimeSpan? onceIdle)
    {
        using var timer = new PeriodicTimer(QuietPeriod, clock);
        var tick = timer.WaitForNextTickAsync().AsTask();
        var arrival = events.WaitToReadAsync().AsTask();
        while (true)
        {
            _ = await Task.WhenAny(arrival, tick);
            if (arrival.IsCompleted)
            {
                if (!await arrival)
                {
                    break;
                }

                TakeBatch();
                timer.Period = BusyPeriod;
                arrival = events.WaitToReadAsync().AsTask();
            }

            if (tick.IsCompleted)
            {
                tick = timer.WaitForNextTickAsync().AsTask();
                var idle = clock.GetElapsedTime(_lastArrival);
                var period = idle < BusyFor || IsDueSoon() ? BusyPeriod : QuietPeriod;
                if (timer.Period != period)
                {
                    timer.Period = period;
                }

                if (!IsTooEarly())
                {
                    Advance(TimeSpan.Zero);
                }

                if (onceIdle is { } limit && idle >= limit && !events.TryPeek(out _))
                {
                    break;
                }
            }
        }

        // Nothing more will come: what still waits for its evidence has all it will get.
        Advance(new EngineOptions().Settle + _lag.Current);
    }

    private bool IsDueSoon() => engine.NextDue is { } due && due <= clock.GetUtcNow() + Skew + QuietPeriod;

    private void TakeBatch()
    {
        _batch.Clear();
        while (_batch.Count < BatchLimit && events.TryRead(out var dockerEvent))
        {
            Seen?.Invoke(dockerEvent);
            _lag.Note(dockerEvent, clock.GetUtcNow() + Skew);
            _batch.Add(dockerEvent);
        }

        _lastArrival = clock.GetTimestamp();
        Events += _batch.Count;
        var conclusions = new ConclusionList();
        foreach (var dockerEvent in store.Append(_batch))
        {
            if (BlindWindows.Of(dockerEvent) is { } window)
            {
                report.Take(window);
                conclusions.Add(window);
            }

            Conclude(engine.Process(dockerEvent), conclusions);
        }

        Finish(conclusions);
    }

    // What has arrived but was not taken yet may hold what a verdict waits for.
    private bool IsTooEarly() => clock.GetUtcNow() < NotBefore || events.TryPeek(out _);

    private void Advance(TimeSpan ahead)
    {
        var now = clock.GetUtcNow();
        var conclusions = new ConclusionList();
        Conclude(engine.Advance(now + Skew - _lag.Current + ahead), conclusions);
        Finish(conclusions);
    }

    private void Conclude(EngineOutput output, ConclusionList conclusions)
    {
        report.Take(output);
        conclusions.Add(output);
    }

    // Said first, kept second: after a crash in between it is said twice, which is better than never.
    private void Finish(ConclusionList conclusions)
    {
        report.Flush();
        store.Save(conclusions.ToConclusions());
    }
}

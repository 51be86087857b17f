namespace Diagnoser.Server.Bus.Events;

/// <summary>When to look at what waits: verdicts wait 200 ms after a death, so often while something may be waiting, and seldom on a quiet host.</summary>
internal sealed class TickClock : IDisposable
{
    private static readonly TimeSpan BusyPeriod = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan QuietPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(2);

    private readonly PeriodicTimer _timer;

    public TickClock(TimeProvider clock)
    {
        _timer = new PeriodicTimer(QuietPeriod, clock);
        Next = _timer.WaitForNextTickAsync().AsTask();
    }

    /// <summary>Completes at the next tick.</summary>
    public Task Next { get; private set; }

    /// <summary>Something arrived.</summary>
    public void Hurry() => Set(BusyPeriod);

    /// <summary>After a tick: waits for the next one, which comes soon if little time has passed since the last arrival or something is due.</summary>
    public void Renew(TimeSpan idle, EventPipeline pipeline)
    {
        Next = _timer.WaitForNextTickAsync().AsTask();
        Set(idle < BusyFor || pipeline.IsDueWithin(QuietPeriod) ? BusyPeriod : QuietPeriod);
    }

    public void Dispose() => _timer.Dispose();

    private void Set(TimeSpan period)
    {
        if (_timer.Period != period)
        {
            _timer.Period = period;
        }
    }
}

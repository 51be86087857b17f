using Diagnoser.Contracts;

namespace Diagnoser.Server.Bus;

/// <summary>
/// How far events lag behind the clock when they arrive: evidence must be read first, and a loaded host is slow. A death is judged when its
/// evidence had time to arrive, so the engine's clock is held back by as much as events have lately been late.
/// </summary>
internal sealed class ArrivalLag(TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private readonly Queue<(long Stamp, TimeSpan Lag)> _recent = new();

    /// <summary>The largest lag of the last two seconds; zero on a quiet host.</summary>
    public TimeSpan Current
    {
        get
        {
            while (_recent.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Stamp) > Remembered)
            {
                _ = _recent.Dequeue();
            }

            return _recent.Count == 0 ? TimeSpan.Zero : _recent.Max(r => r.Lag);
        }
    }

    /// <summary>Notes an event that has just arrived. What was found by comparing states is late by nature and does not count.</summary>
    public void Note(DockerEvent dockerEvent, DateTimeOffset now)
    {
        if (dockerEvent.Attributes[AttributeNames.Reconciled].HasValue)
        {
            return;
        }

        var lag = now - dockerEvent.Time;
        if (lag > TimeSpan.Zero)
        {
            _recent.Enqueue((clock.GetTimestamp(), lag < Most ? lag : Most));
        }
    }
}

using Diagnoser.Contracts;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// How far the events of a host lag behind the clock when they arrive: evidence must be read first, a loaded host is slow, and a broker that
/// was away brings all at once. A death is judged when its evidence had time to arrive, so the engine's clock is held back by as much as
/// events have lately been late.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="most">The largest lag that counts.</param>
internal sealed class ArrivalLag(TimeProvider clock, TimeSpan most)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);

    private readonly Queue<(long Stamp, TimeSpan Lag)> _recent = new();

    /// <summary>The largest lag of the last two seconds; zero on a quiet host, negative for one whose clock is ahead of ours.</summary>
    public TimeSpan Current
    {
        get
        {
            Trim();
            if (_recent.Count == 0)
            {
                return TimeSpan.Zero;
            }

            // The last event alone says nothing of a wait, but it does of a clock that is ahead.
            var lag = _recent.Max(r => r.Lag);
            return lag > TimeSpan.Zero && clock.GetElapsedTime(_recent.Peek().Stamp) > Remembered ? TimeSpan.Zero : lag;
        }
    }

    /// <summary>Notes an event that has just arrived. What was found by comparing states is late by nature and does not count.</summary>
    public void Note(DockerEvent dockerEvent, DateTimeOffset now)
    {
        if (!dockerEvent.Attributes[AttributeNames.Reconciled].HasValue)
        {
            var lag = now - dockerEvent.Time;
            _recent.Enqueue((clock.GetTimestamp(), lag < most ? lag : most));
            Trim();
        }
    }

    private void Trim()
    {
        while (_recent.Count > 1 && clock.GetElapsedTime(_recent.Peek().Stamp) > Remembered)
        {
            _ = _recent.Dequeue();
        }
    }
}

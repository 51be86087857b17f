namespace Diagnoser.Engine.Correlation;

/// <summary>Event time of one host, and what waits for it.</summary>
internal sealed class HostClock
{
    private readonly PriorityQueue<Func<Match?>, (DateTimeOffset Due, long Order)> _waiting = new();
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private long _order;

    /// <summary>When the next wait ends; null if nothing waits.</summary>
    public DateTimeOffset? NextDue => _waiting.TryPeek(out _, out var priority) ? priority.Due : null;

    /// <summary>Decides something once event time has passed this instant.</summary>
    public void Await(DateTimeOffset due, Func<Match?> decide) => _waiting.Enqueue(decide, (due, _order++));

    /// <summary>Event time has reached this instant; it never goes back.</summary>
    public void Reach(DateTimeOffset now, List<Match> matches)
    {
        _now = now > _now ? now : _now;
        while (_waiting.TryPeek(out var decide, out var priority) && priority.Due <= _now)
        {
            _ = _waiting.Dequeue();
            if (decide() is { } match)
            {
                matches.Add(match);
            }
        }
    }
}

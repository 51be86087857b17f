using Diagnoser.Contracts;

namespace Diagnoser.Collector.Spool;

/// <summary>
/// Events on their way into the spool, in order. While it cannot be written they gather here, a bounded number: what is critical may use all of
/// the room and takes the place of what is not; of heartbeats only the newest waits. Not for concurrent use.
/// </summary>
internal sealed class MemoryRoom
{
    /// <summary>Most events that it holds.</summary>
    public const int Most = 4096;

    private readonly List<DockerEvent> _events = [];

    /// <summary>How many it holds.</summary>
    public int Count => _events.Count;

    /// <summary>The oldest, so many at most.</summary>
    public IReadOnlyList<DockerEvent> Oldest(int most) => _events.GetRange(0, Math.Min(most, _events.Count));

    /// <summary>These many of the oldest are in the spool now.</summary>
    public void Remove(int count) => _events.RemoveRange(0, count);

    /// <summary>Takes an event in; gives the one for which there is no room, or null.</summary>
    public DockerEvent? Add(DockerEvent dockerEvent)
    {
        var priority = Priorities.Of(dockerEvent);
        if (dockerEvent.IsHeartbeat)
        {
            _ = _events.RemoveAll(e => e.IsHeartbeat);
        }

        if (_events.Count < Share(priority))
        {
            _events.Add(dockerEvent);
            return null;
        }

        if (Victim(priority) is not (>= 0 and var index))
        {
            return dockerEvent;
        }

        var dropped = _events[index];
        _events.RemoveAt(index);
        _events.Add(dockerEvent);
        return dropped;
    }

    private static int Share(EventPriority priority) => priority switch
    {
        EventPriority.Critical => Most,
        EventPriority.Evidence => Most / 2,
        _ => Most / 4,
    };

    // The oldest of what is worth least and less than this; of what is critical the oldest goes too: how it is now is worth more.
    private int Victim(EventPriority priority)
    {
        for (var least = EventPriority.Routine; least > priority; least--)
        {
            if (_events.FindIndex(e => Priorities.Of(e) == least) is >= 0 and var index)
            {
                return index;
            }
        }

        return priority == EventPriority.Critical ? 0 : -1;
    }
}

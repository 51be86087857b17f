using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>The matched events of one rule and key, by selection and in time order; bounded.</summary>
internal sealed class KeyWindow
{
    private readonly List<MatchedEvent>?[] _bySelection;

    /// <summary>An empty window for a rule with this many selections.</summary>
    public KeyWindow(int selections) => _bySelection = new List<MatchedEvent>?[selections];

    /// <summary>Event time of the newest event.</summary>
    public DateTimeOffset Newest { get; private set; }

    /// <summary>The events of a selection, oldest first.</summary>
    public IReadOnlyList<MatchedEvent> Of(int selection) => _bySelection[selection] ?? (IReadOnlyList<MatchedEvent>)[];

    /// <summary>Takes an event in; an event already there by id is replaced, since its verdict may have been amended.</summary>
    /// <returns>How many events had to be dropped to stay within the limit.</returns>
    public int Add(int selection, MatchedEvent matched, TimeSpan keep, int limit)
    {
        var events = _bySelection[selection] ??= [];
        var time = matched.Event.Time;
        Newest = time > Newest ? time : Newest;
        var known = events.FindIndex(m => m.Event.Id == matched.Event.Id);
        if (known >= 0)
        {
            events[known] = matched;
            return 0;
        }

        var at = events.Count;
        while (at > 0 && events[at - 1].Event.Time > time)
        {
            at--;
        }

        events.Insert(at, matched);
        _ = events.RemoveAll(m => m.Event.Time < Newest - keep);
        if (events.Count <= limit)
        {
            return 0;
        }

        // The middle goes: the first and the last events carry what a diagnosis cites.
        var surplus = events.Count - limit;
        events.RemoveRange(limit / 2, surplus);
        return surplus;
    }

    /// <summary>Forgets an event whose verdict no longer matches.</summary>
    public void Remove(int selection, DockerEvent dockerEvent) =>
        _ = _bySelection[selection]?.RemoveAll(m => m.Event.Id == dockerEvent.Id);
}

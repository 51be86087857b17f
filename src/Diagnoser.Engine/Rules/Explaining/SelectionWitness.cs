using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Counts what one selection made of the events, and keeps a few of them to show. An event that comes again amends what it was.</summary>
internal sealed class SelectionWitness(Rule rule, Selection selection, SelectionRole role)
{
    private const int Shown = 3;

    private readonly Dictionary<string, (bool Matched, bool Excepted, bool Keyless)> _events = new(StringComparer.Ordinal);
    private readonly List<EventExplanation> _matches = [];
    private readonly List<EventExplanation> _refusals = [];

    /// <summary>Its event type.</summary>
    public string EventType => selection.EventType;

    /// <summary>Takes an event of its type.</summary>
    public void Take(DockerEvent e)
    {
        _ = _matches.RemoveAll(m => m.Event == e.Id);
        _ = _refusals.RemoveAll(m => m.Event == e.Id);
        var captures = new Captures();
        if (!selection.Condition.Matches(e, captures))
        {
            _events[e.Id] = default;
            Refused(EventExplainer.Explain(selection, e));
            return;
        }

        var exception = role == SelectionRole.Recover ? null : rule.Exceptions.FirstOrDefault(x => !(e.Time >= x.Until) && x.Condition.Matches(e, new Captures()));
        var key = KeyReader.Of(rule, selection.Name, e, captures);
        var lacks = key.FirstOrDefault(k => k.IsAbsent);
        _events[e.Id] = (true, exception is not null, lacks is not null);
        _matches.Add(EventExplainer.Explain(selection, e) with { ExceptedBy = exception?.Name, Key = key, KeyLacks = lacks?.Name });

        // What was silenced is what its author looks for.
        if (_matches.Count > Shown)
        {
            _ = _matches.Remove(_matches.Find(m => m is { ExceptedBy: null, KeyLacks: null }) ?? _matches[0]);
        }
    }

    /// <summary>True if it matched the event by this id.</summary>
    public bool HasMatched(string id) => _events.GetValueOrDefault(id).Matched;

    /// <summary>What it made of them.</summary>
    public SelectionExplanation Explanation() => new(selection.Name, selection.EventType, role, _events.Count, _events.Values.Count(e => e.Matched))
    {
        Excepted = _events.Values.Count(e => e.Excepted),
        Keyless = _events.Values.Count(e => e.Keyless),
        Matches = [.. _matches.OrderBy(m => m.Time)],
        Refusals = [.. _refusals],
    };

    private void Refused(EventExplanation refusal)
    {
        var place = _refusals.FindIndex(r => refusal.Refusals < r.Refusals || (refusal.Refusals == r.Refusals && refusal.Time >= r.Time));
        _refusals.Insert(place < 0 ? _refusals.Count : place, refusal);
        if (_refusals.Count > Shown)
        {
            _refusals.RemoveAt(Shown);
        }
    }
}

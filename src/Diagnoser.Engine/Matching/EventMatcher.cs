using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Matching;

/// <summary>Finds the selections that an event matches. Not safe for concurrent use; the index beneath is shared.</summary>
internal sealed class EventMatcher
{
    private readonly MatchIndex _index;
    private readonly Candidates _candidates;

    // Kept while nothing is caught in it; what was caught goes away with its hit.
    private Captures _captures = new();
    private EventView? _view;

    /// <summary>A matcher of these rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="scope">The scope whose rules count; null for all.</param>
    public EventMatcher(RuleSet rules, RuleScope? scope = null)
    {
        _index = rules.Index(scope);
        _candidates = new Candidates(_index.MostSelections);
    }

    /// <summary>
    /// Clears <paramref name="hits"/> and adds the selections whose condition holds, in order of rule and selection, however they were found.
    /// </summary>
    public void Match(DockerEvent dockerEvent, List<SelectionHit> hits)
    {
        hits.Clear();
        if (_index.Find(dockerEvent.Type) is not { } type)
        {
            return;
        }

        var view = _view ??= new EventView(dockerEvent, _captures);
        view.Turn(dockerEvent);
        _candidates.Begin();
        type.Collect(view, _candidates);
        foreach (var candidate in _candidates.InOrder())
        {
            Try(type, candidate, view, hits);
        }
    }

    private void Try(TypeIndex type, int candidate, EventView view, List<SelectionHit> hits)
    {
        view.Captures = _captures;
        var holds = type.Left[candidate].Holds(view);
        if (_captures.IsEmpty)
        {
            if (holds)
            {
                hits.Add(new SelectionHit(type.Selections[candidate], Captures.None));
            }
        }
        else if (holds)
        {
            hits.Add(new SelectionHit(type.Selections[candidate], _captures));
            _captures = new Captures();
        }
        else
        {
            _captures.Clear();
        }
    }
}

using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>Finds a completion whose events have the relations that the rule asks for, and none that it forbids.</summary>
internal sealed class RelatedCompletion(RulePlan plan, ITopology? topology)
{
    private readonly IReadOnlyList<RelationSpec> _relate = plan.Rule.Correlation.Relate;
    private readonly IReadOnlyList<RelationSpec> _forbidden = plan.Rule.Correlation.UnlessRelated;

    /// <summary>Tries the completions around each sighting that the others must be related to, the latest first.</summary>
    /// <param name="window">The sightings of the key.</param>
    /// <param name="at">Place of the sighting that must be among them.</param>
    /// <param name="complete">Finds a completion among the sightings that it is allowed to take.</param>
    public List<Sighting>? Find(KeyWindow window, int at, Func<Func<Sighting, bool>?, List<Sighting>?> complete)
    {
        if (_relate.Count == 0 || _relate[0] is not { To: { } to } first)
        {
            return complete(null) is { } any && Holds(any) ? any : null;
        }

        var (fromIndex, toIndex) = (IndexOf(first.From), IndexOf(to));
        var pivotIndex = Array.Exists(plan.Steps, s => s.Selection == toIndex && s.AtLeast > 1) ? fromIndex : toIndex;
        for (var i = at; i >= 0; i--)
        {
            var pivot = window.Items[i];
            if (pivot.Selection != pivotIndex || (window.Items[at].Selection == pivotIndex && i != at))
            {
                continue;
            }

            bool IsAllowed(Sighting s) => s.Selection == pivotIndex ? s == pivot
                : (s.Selection != fromIndex && s.Selection != toIndex) || Related(first, pivotIndex == toIndex ? s : pivot, pivotIndex == toIndex ? pivot : s);

            if (complete(IsAllowed) is { } found && Holds(found))
            {
                return found;
            }
        }

        return null;
    }

    private bool Holds(List<Sighting> complete) =>
        _relate.All(r => HoldsAmong(r, complete)) && !_forbidden.Any(r => HoldsAmong(r, complete));

    private bool HoldsAmong(RelationSpec relation, List<Sighting> complete)
    {
        var from = complete.LastOrDefault(s => s.Selection == IndexOf(relation.From));
        if (from is null)
        {
            return false;
        }

        if (relation.To is { } alias)
        {
            return complete.LastOrDefault(s => s.Selection == IndexOf(alias)) is { } to && Related(relation, from, to);
        }

        var events = complete.ConvertAll(s => s.ToMatched(plan.Rule, plan.Sightings[s.Selection]));
        var match = new Match(plan.Rule, default, events, events[^1].Event, events[^1].Event.Time, []);
        return relation.Name!.Render(new MatchScope(match), RenderTarget.Text) is { Text: { Length: > 0 } name, Missing.Count: 0 }
            && topology?.HoldsWithName(relation.Relation, PartyOf(from), name) == true;
    }

    private bool Related(RelationSpec relation, Sighting from, Sighting to) =>
        topology?.Holds(relation.Relation, PartyOf(from), PartyOf(to)) == true;

    private static Party PartyOf(Sighting sighting) => sighting.Party;

    private int IndexOf(string alias)
    {
        for (var i = 0; i < plan.Rule.Selections.Count; i++)
        {
            if (plan.Rule.Selections[i].Name == alias)
            {
                return i;
            }
        }

        return -1;
    }
}

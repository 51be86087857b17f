using Diagnoser.Contracts;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Says whether a rule's correlation is complete with a sighting, looking back from it in order of event time: a function of the sightings
/// before it, in whatever order they came. What can still be forbidden waits for the clock.
/// </summary>
internal sealed class Completion(RulePlan plan, ITopology? topology)
{
    private readonly RelatedCompletion? _related =
        plan.Rule.Correlation.Relate.Count + plan.Rule.Correlation.UnlessRelated.Count == 0 ? null : new RelatedCompletion(plan, topology);

    /// <summary>The sightings that complete the correlation, the one at this place among them, oldest first; null if it is not complete.</summary>
    /// <param name="window">The sightings of the key.</param>
    /// <param name="at">Place of the sighting to look back from.</param>
    /// <param name="unseen">Receives what the rule needs and could not be observed.</param>
    public List<Sighting>? At(KeyWindow window, int at, List<MissingEvidence> unseen)
    {
        var selection = window.Items[at].Selection;
        if (!plan.IsStep(selection))
        {
            return null;
        }

        return _related is null ? At(window, at, null, unseen) : Related(_related, window, at, unseen);
    }

    /// <summary>When it is decided whether something forbids this match, in ticks.</summary>
    public long DecidedAt(Sighting last) => plan.LooksAhead ? last.Ticks + plan.Within : last.Ticks;

    /// <summary>True if something that forbids the match was seen near it.</summary>
    public bool IsForbidden(KeyWindow window, List<Sighting> complete)
    {
        var (first, last) = (complete[0].Ticks, complete[^1].Ticks);
        foreach (var other in window.Items)
        {
            if (other.Ticks <= last + plan.Within
                && ((other.Selection == plan.Absent && other.Ticks >= last && other.Id != complete[^1].Id)
                    || (other.Ticks >= first - plan.Within && Array.IndexOf(plan.Unless, other.Selection) >= 0)))
            {
                return true;
            }
        }

        return false;
    }

    // Apart, since what a lambda uses is allocated where its method begins.
    private List<Sighting>? Related(RelatedCompletion related, KeyWindow window, int at, List<MissingEvidence> unseen) =>
        related.Find(window, at, allowed => At(window, at, allowed, unseen));

    private List<Sighting>? At(KeyWindow window, int at, Func<Sighting, bool>? allowed, List<MissingEvidence> unseen)
    {
        switch (plan.Rule.Correlation.Kind)
        {
            case Rules.CorrelationKind.All:
                return All(window, at, allowed, unseen);
            case Rules.CorrelationKind.Count:
                return Take(window, at, plan.Steps[0], window.Items[at].Ticks - plan.Within, allowed);
            case Rules.CorrelationKind.Sequence:
                return Sequence(window, at, allowed);
            default:
                return allowed is null || allowed(window.Items[at]) ? [window.Items[at]] : null;
        }
    }

    private List<Sighting>? All(KeyWindow window, int at, Func<Sighting, bool>? allowed, List<MissingEvidence> unseen)
    {
        var newest = window.Items[at];
        List<Sighting>? found = null;
        foreach (var step in plan.Steps)
        {
            if (Take(window, at, step, newest.Ticks - plan.Within, allowed) is { } taken)
            {
                found?.AddRange(taken);
                found ??= taken;
            }
            else if (!IsUnseen(step, newest, unseen))
            {
                return null;
            }
        }

        if (found?.Contains(newest) != true)
        {
            return null;
        }

        found.Sort(Sighting.Order);
        return found;
    }

    /// <summary>Walks the steps backwards, always taking the latest sightings that still fit.</summary>
    private List<Sighting>? Sequence(KeyWindow window, int at, Func<Sighting, bool>? allowed)
    {
        var newest = window.Items[at];
        return plan.Disorder == 0 && newest.Selection != plan.Steps[^1].Selection ? null : Backwards(window, at, newest, allowed);
    }

    private List<Sighting>? Backwards(KeyWindow window, int at, Sighting newest, Func<Sighting, bool>? allowed)
    {
        var found = new List<Sighting>();
        var until = newest.Ticks;
        var earliest = newest.Ticks - plan.Within - plan.Disorder;
        for (var i = plan.Steps.Length - 1; i >= 0; i--)
        {
            // Of events of one instant nobody knows which was first: any may be the step before.
            var from = i == plan.Steps.Length - 1 ? at : LastOfInstant(window, at);
            var chosen = Take(window, from, plan.Steps[i], earliest, allowed, s => s.Ticks <= until && !found.Exists(f => f.Id == s.Id));
            if (chosen is null)
            {
                return null;
            }

            found.AddRange(chosen);
            until = chosen[0].Ticks + plan.Disorder;
        }

        if (!found.Contains(newest))
        {
            return null;
        }

        found.Sort(Sighting.Order);
        return found;
    }

    private static int LastOfInstant(KeyWindow window, int at)
    {
        while (at + 1 < window.Count && window.Items[at + 1].Ticks == window.Items[at].Ticks)
        {
            at++;
        }

        return at;
    }

    /// <summary>The sightings of a step up to a place, oldest first: the latest if one is wanted, else all of them; null if there are too few.</summary>
    private static List<Sighting>? Take(
        KeyWindow window, int at, PlannedStep step, long earliest, Func<Sighting, bool>? allowed, Func<Sighting, bool>? fits = null)
    {
        List<Sighting>? found = null;
        var (count, different) = (0, step.IsDistinct ? new HashSet<string>(StringComparer.Ordinal) : null);
        for (var i = at; i >= 0 && window.Items[i].Ticks >= earliest; i--)
        {
            var sighting = window.Items[i];
            if (sighting.Selection != step.Selection || allowed?.Invoke(sighting) == false || fits?.Invoke(sighting) == false)
            {
                continue;
            }

            if (different is not null && sighting.Distinct is null)
            {
                continue;
            }

            count += different is null ? sighting.Weight : different.Add(sighting.Distinct!) ? 1 : 0;
            (found ??= new List<Sighting>(1)).Add(sighting);
            if (step is { AtLeast: 1, IsDistinct: false })
            {
                break;
            }
        }

        if (found is null || count < step.AtLeast)
        {
            return null;
        }

        found.Reverse();
        return found;
    }

    /// <summary>A selection on a needed event type is unknown, not absent, where an event says that the type could not be observed.</summary>
    private bool IsUnseen(PlannedStep step, Sighting newest, List<MissingEvidence> unseen)
    {
        var type = plan.Sightings[step.Selection].Type;
        if (!plan.Rule.Needs.Contains(type) || newest.Missing.FirstOrDefault(m => m.What == type) is not { } missing)
        {
            return false;
        }

        unseen.Add(missing);
        return true;
    }
}

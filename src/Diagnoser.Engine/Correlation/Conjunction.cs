using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Finds the events that complete a rule's correlation around a new event. Pure.</summary>
internal static class Conjunction
{
    /// <summary>The events that complete the correlation and include the new one; null if it is not complete.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="window">The matched events of the key, the new one included.</param>
    /// <param name="newcomer">The new event.</param>
    /// <param name="unseen">True for a selection whose event type could not be observed, so that it is unknown, not absent.</param>
    public static IReadOnlyList<MatchedEvent>? Complete(Rule rule, KeyWindow window, MatchedEvent newcomer, Func<Selection, bool> unseen) =>
        rule.Correlation.Kind switch
        {
            CorrelationKind.Any => rule.Correlation.Steps.Any(s => s.Selection == newcomer.Selection) ? [newcomer] : null,
            CorrelationKind.All => All(rule, window, newcomer, unseen),
            CorrelationKind.Count => Count(rule, window, newcomer),
            CorrelationKind.Sequence => Sequence(rule, window, newcomer),
            _ => null,
        };

    private static List<MatchedEvent>? All(Rule rule, KeyWindow window, MatchedEvent newcomer, Func<Selection, bool> unseen)
    {
        if (rule.Correlation.Steps.All(s => s.Selection != newcomer.Selection))
        {
            return null;
        }

        var found = new List<MatchedEvent>();
        foreach (var step in rule.Correlation.Steps)
        {
            var index = IndexOf(rule, step.Selection);
            var near = step.Selection == newcomer.Selection && step.AtLeast == 1
                ? [newcomer]
                : window.Of(index).Where(m => Distance(m, newcomer) <= rule.Correlation.Within).ToList();
            if (near.Count >= step.AtLeast)
            {
                found.AddRange(step.AtLeast == 1 ? [near.MinBy(m => Distance(m, newcomer))!] : near);
            }
            else if (!unseen(rule.Selections[index]))
            {
                return null;
            }
        }

        return InOrder(found);
    }

    private static List<MatchedEvent>? Count(Rule rule, KeyWindow window, MatchedEvent newcomer)
    {
        var step = rule.Correlation.Steps[0];
        if (step.Selection != newcomer.Selection)
        {
            return null;
        }

        // A late event can complete a window that ends after it, so every window that holds it is tried.
        var events = window.Of(IndexOf(rule, step.Selection));
        foreach (var last in events.Where(m => m.Event.Time >= newcomer.Event.Time && Distance(m, newcomer) <= rule.Correlation.Within))
        {
            var from = last.Event.Time - rule.Correlation.Within;
            var inside = events.Where(m => m.Event.Time >= from && m.Event.Time <= last.Event.Time).ToList();
            if (inside.Count >= step.AtLeast)
            {
                return inside;
            }
        }

        return null;
    }

    private static List<MatchedEvent>? Sequence(Rule rule, KeyWindow window, MatchedEvent newcomer)
    {
        var steps = rule.Correlation.Steps;
        foreach (var last in window.Of(IndexOf(rule, steps[^1].Selection)).Where(m => m.Event.Time >= newcomer.Event.Time))
        {
            var found = EndingAt(rule, window, last);
            if (found is not null && found.Any(m => m.Event.Id == newcomer.Event.Id && m.Selection == newcomer.Selection))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Walks the steps backwards from the last event, always taking the latest events that still fit.</summary>
    private static List<MatchedEvent>? EndingAt(Rule rule, KeyWindow window, MatchedEvent last)
    {
        var found = new List<MatchedEvent>();
        var until = last.Event.Time;
        var earliest = last.Event.Time - rule.Correlation.Within;
        for (var i = rule.Correlation.Steps.Count - 1; i >= 0; i--)
        {
            var step = rule.Correlation.Steps[i];
            var chosen = window.Of(IndexOf(rule, step.Selection))
                .Where(m => m.Event.Time >= earliest && m.Event.Time <= until && found.All(f => f.Event.Id != m.Event.Id))
                .TakeLast(step.AtLeast)
                .ToList();
            if (chosen.Count < step.AtLeast)
            {
                return null;
            }

            found.AddRange(chosen);
            until = chosen[0].Event.Time;
        }

        return InOrder(found);
    }

    /// <summary>Index of a selection by its alias.</summary>
    internal static int IndexOf(Rule rule, string selection)
    {
        for (var i = 0; i < rule.Selections.Count; i++)
        {
            if (rule.Selections[i].Name == selection)
            {
                return i;
            }
        }

        throw new ArgumentException($"rule {rule.Id} has no selection {selection}", nameof(selection));
    }

    private static List<MatchedEvent> InOrder(List<MatchedEvent> events) =>
        [.. events.OrderBy(m => m.Event.Time).ThenBy(m => m.Event.Id, StringComparer.Ordinal)];

    private static TimeSpan Distance(MatchedEvent a, MatchedEvent b) => (a.Event.Time - b.Event.Time).Duration();
}

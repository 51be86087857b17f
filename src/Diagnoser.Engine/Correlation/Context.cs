using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Selections that <c>correlate</c> does not name are context: they decide nothing, but their events near the match come along, so that
/// evidence and wording can use them where they were seen (the kernel's line about an OOM kill, say).
/// </summary>
internal static class Context
{
    /// <summary>The completed events and the context around them, in time order.</summary>
    public static IReadOnlyList<MatchedEvent> Around(Rule rule, KeyWindow window, IReadOnlyList<MatchedEvent> complete)
    {
        var correlation = rule.Correlation;
        var (from, to) = (complete[0].Event.Time - correlation.Within, complete[^1].Event.Time + correlation.Within);
        List<MatchedEvent>? all = null;
        for (var i = 0; i < rule.Selections.Count; i++)
        {
            var name = rule.Selections[i].Name;
            if (name == correlation.Absent || correlation.Unless.Contains(name) || correlation.Steps.Any(s => s.Selection == name))
            {
                continue;
            }

            (all ??= [.. complete]).AddRange(window.Of(i).Where(m => m.Event.Time >= from && m.Event.Time <= to));
        }

        return all is null ? complete : [.. all.OrderBy(m => m.Event.Time)];
    }
}

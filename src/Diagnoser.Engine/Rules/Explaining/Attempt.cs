using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>How far the correlation of a key came with one sighting, at the last look.</summary>
/// <param name="Ticks">Time of the sighting.</param>
/// <param name="Selection">Its selection, by index.</param>
/// <param name="Outcome">What kept it from being complete; null if it was.</param>
/// <param name="Progress">How much of what is wanted was there, 0 to 1; more than 1 where only something else was in the way.</param>
/// <param name="Reasons">What was there and what was in the way.</param>
/// <param name="Lacking">The steps that had too little.</param>
internal sealed record Attempt(
    long Ticks, int Selection, AttemptOutcome? Outcome, double Progress, IReadOnlyList<string> Reasons, IReadOnlyList<LackingStep> Lacking);

/// <summary>A step that had too little.</summary>
/// <param name="Selection">Its selection, by index.</param>
/// <param name="Wanted">How many it takes.</param>
/// <param name="Seen">How many there were.</param>
/// <param name="Distinct">The field of which different values are counted; null if events are.</param>
internal sealed record LackingStep(int Selection, int Wanted, int Seen, string? Distinct)
{
    /// <summary>In words.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="ticks">Time of the event from which was looked back.</param>
    /// <param name="nearest">Time of the nearest one of the same key; null if there is none.</param>
    /// <param name="others">How many other keys have any.</param>
    public string Words(Rule rule, long ticks, long? nearest, int others)
    {
        var name = rule.Watched[Selection].Name;
        var within = Humanize.Duration(rule.Correlation.Within.TotalSeconds);
        var what = Distinct is null ? name : $"{name} with different {Distinct}";
        var text = $"lacks {name}: {(Seen == 0 ? "none" : $"{Seen} of {Wanted} {what}")} within {within}";
        if (nearest is { } time && Seen == 0)
        {
            var apart = Humanize.Duration(TimeSpan.FromTicks(Math.Abs(time - ticks)).TotalSeconds);
            return $"{text}; the nearest was at {KeyWitness.Clock(time)}, {apart} {(time > ticks ? "after" : "before")}";
        }

        var by = string.Join(" and ", rule.Correlation.By.Select(k => k.Name));
        return others == 0 || by.Length == 0 ? text : $"{text}; {others} with another {by} had {(others == 1 ? "one" : "some")}";
    }
}

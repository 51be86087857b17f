using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Says what became of diagnoses: that they are shown, or what hides them and why.</summary>
/// <param name="rules">The rules that spoke.</param>
internal sealed class OutcomeReader(RuleSet rules)
{
    /// <summary>The outcomes of one rule, in order of time.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="diagnoses">The last word on every diagnosis of it.</param>
    /// <param name="concerns">Which of them are asked about; the others only stand beside them.</param>
    public IReadOnlyList<OutcomeExplanation> Of(Rule rule, IEnumerable<Diagnosis> diagnoses, Func<Diagnosis, bool> concerns)
    {
        var own = diagnoses.OrderBy(d => d.Time).ThenBy(d => d.Id, StringComparer.Ordinal).ToList();
        return [.. own.Where(concerns).Select(d => new OutcomeExplanation(d, d.HiddenBy is null, Words(rule, d, own)))];
    }

    private string Words(Rule rule, Diagnosis diagnosis, List<Diagnosis> own) => diagnosis.HiddenBy switch
    {
        null => "shown",
        HiddenBy.Experimental => "hidden: the rule is experimental and runs in shadow; it is kept, and told to nobody",
        HiddenBy.Superseded => "taken back: what arrived later shows that it was something else",
        HiddenBy.VerdictAmended => "taken back: the verdict that it rested on was amended",
        var by when by == rule.Id => Cooldown(rule, diagnosis, own),
        var by => $"hidden by {by}, {Reason(rule, by, diagnosis)}",
    };

    private static string Cooldown(Rule rule, Diagnosis diagnosis, List<Diagnosis> own)
    {
        var shown = own.LastOrDefault(d => d.HiddenBy is null && d.IncidentKey == diagnosis.IncidentKey && d.Time <= diagnosis.Time);
        var after = shown is null ? "" : $" after the one of {KeyWitness.Clock(shown.Time.UtcTicks)}";
        return $"hidden: within its cooldown of {Humanize.Duration(rule.Incident.Cooldown.TotalSeconds)}{after}";
    }

    private string Reason(Rule rule, string by, Diagnosis diagnosis)
    {
        var hider = rules.Find(by);
        return hider is null ? "which is not loaded here"
            : hider.Suppresses.Contains(rule.Id) ? "which explains it away (suppresses)"
            : Refines(hider, rule.Id, 0) ? "which refines it"
            : diagnosis.Certainty == Certainty.Inconclusive ? "which is sure of the same run or events, where this one is not"
            : "which is about the same run or events";
    }

    private bool Refines(Rule rule, string general, int depth) => depth < rules.Rules.Count
        && rule.Refines.Any(id => id == general || (rules.Find(id) is { } next && Refines(next, general, depth + 1)));
}

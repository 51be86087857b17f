using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>What of a rule its tests reach.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Parts">Its parts in the order of the file.</param>
public sealed record RuleCoverage(Rule Rule, IReadOnlyList<CoveredPart> Parts)
{
    /// <summary>Number of parts that some test reaches.</summary>
    public int Reached => Parts.Count(p => p.IsReached);

    /// <summary>Looks at what the rule's tests did.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="results">How its tests went.</param>
    public static RuleCoverage Of(Rule rule, IReadOnlyList<RuleTestResult> results)
    {
        var events = results.SelectMany(JudgedEvents.Of).ToList();
        var said = results.SelectMany(r => r.Diagnoses).Where(d => d.Rule == rule.Id).ToList();
        var watched = rule.Recover is { } recover ? rule.Selections.Append(recover.Selection) : rule.Selections;
        var matched = events.Where(e => rule.Selections.Any(s => Matches(s, e))).ToList();
        return new RuleCoverage(
            rule,
            [
                .. watched.SelectMany(s => OfSelection(s, rule.Correlation.Unless.Contains(s.Name) ? PartKind.Unless : PartKind.Selection, events)),
                .. rule.Exceptions.Select(x => new CoveredPart(PartKind.Exception, x.Name, matched.Exists(e => x.Condition.Matches(e, new Captures())))),
                .. rule.Evidence.Select(e => new CoveredPart(PartKind.Evidence, e.Name, said.Exists(d => d.Missing.All(m => m.What != e.Name)))),
                .. rule.Fixes.Select(f => new CoveredPart(PartKind.Fix, f.Id, said.Exists(d => d.Fixes.Any(offered => offered.Id == f.Id)))),
            ]);
    }

    private static IEnumerable<CoveredPart> OfSelection(Selection selection, PartKind kind, List<DockerEvent> events)
    {
        yield return new CoveredPart(kind, selection.Name, events.Exists(e => Matches(selection, e))) { Mark = selection.Mark };
        foreach (var alternative in selection.Alternatives.Count > 1 ? Alternative.Of(selection) : [])
        {
            var isReached = events.Exists(e => e.Type == selection.EventType && alternative.Matches(e));
            yield return new CoveredPart(PartKind.Alternative, $"{selection.Name} {alternative}", isReached) { Mark = alternative.Mark };
        }
    }

    private static bool Matches(Selection selection, DockerEvent e) => e.Type == selection.EventType && selection.Condition.Matches(e, new Captures());
}

/// <summary>Kinds of parts of a rule that tests can reach.</summary>
public enum PartKind
{
    /// <summary>A selection matched an event.</summary>
    Selection,

    /// <summary>A selection that forbids the match was satisfied.</summary>
    Unless,

    /// <summary>One of several alternatives of a selection matched an event.</summary>
    Alternative,

    /// <summary>An exception held for an event that a selection matched.</summary>
    Exception,

    /// <summary>A piece of evidence had a value in a diagnosis.</summary>
    Evidence,

    /// <summary>A fix was offered.</summary>
    Fix,
}

/// <summary>A part of a rule, and whether a test reaches it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name in the rule.</param>
/// <param name="IsReached">True if some test of the rule reaches it.</param>
public sealed record CoveredPart(PartKind Kind, string Name, bool IsReached)
{
    /// <summary>Where it stands; line 0 if that is not known.</summary>
    public Mark Mark { get; init; }
}

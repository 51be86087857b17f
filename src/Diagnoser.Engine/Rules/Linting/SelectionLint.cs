using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Finds selections, and alternatives of them, that no event can satisfy or that change nothing.</summary>
internal static class SelectionLint
{
    public static void Check(Rule rule, FindingLog log)
    {
        foreach (var selection in rule.Recover is { } recover ? rule.Selections.Append(recover.Selection) : rule.Selections)
        {
            Check(selection, selection.Name == ReservedNames.Recover ? selection.Name : $"match.{selection.Name}", log);
        }
    }

    private static void Check(Selection selection, string path, FindingLog log)
    {
        var alternatives = Alternative.Of(selection);
        if (selection.EventType == EventTypes.ContainerLog && SoughtLines.Of(selection) is null)
        {
            log.Warning(
                selection.Mark, path, "no text of three ASCII characters or more is in every line that it matches, so collectors cannot look for them: only lines that other selections seek arrive", LintChecks.UnsoughtLines);
        }

        var reached = new List<Alternative>();
        foreach (var alternative in alternatives)
        {
            if (Contradiction.Of(alternative.Predicates) is { } why)
            {
                var which = alternatives.Count > 1 ? "this alternative" : "the selection";
                log.Warning(Place(alternative, why), path, $"no event satisfies {which}: {why}", LintChecks.UnreachableSelection);
            }
            else
            {
                reached.Add(alternative);
            }
        }

        foreach (var alternative in reached.Where(a => !Catches(a)))
        {
            // Of two that say the same, the first stays.
            var wider = reached.Find(o => o != alternative && Implication.Holds(alternative, o)
                && !(Implication.Holds(o, alternative) && reached.IndexOf(o) > reached.IndexOf(alternative)));
            if (wider is not null)
            {
                log.Warning(alternative.Mark, path, $"whatever satisfies this alternative satisfies {wider} in line {wider.Mark.Line} too", LintChecks.ContainedAlternative);
            }
        }
    }

    // What its patterns catch may be used in texts.
    private static bool Catches(Alternative alternative) => alternative.Predicates.Any(p => p is { Comparison: "re", Not: false } && p.Operands.Any(o => o.Contains("(?<", StringComparison.Ordinal)));

    private static Mark Place(Alternative alternative, string why) =>
        alternative.Predicates.Where(p => why.Contains($"'{p}'", StringComparison.Ordinal)).Select(p => p.Mark).OrderBy(m => m.Line).ThenBy(m => m.Column).DefaultIfEmpty(alternative.Mark).Last();
}

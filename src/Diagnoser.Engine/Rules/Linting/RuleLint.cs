using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Looks at rules that can be loaded for what their authors hardly meant.</summary>
internal static class RuleLint
{
    /// <summary>Looks at one rule.</summary>
    public static void Check(Rule rule, RuleNode root, FindingLog log)
    {
        SelectionLint.Check(rule, log);
        CorrelationLint.Check(rule, Place(root, "correlate"), log);
        Tests(rule, root, log);
    }

    /// <summary>Looks at two rules of a set; says it at the one that fires less often, else at the second.</summary>
    public static void Check((Rule Rule, RuleNode Root, FindingLog Log) first, (Rule Rule, RuleNode Root, FindingLog Log) second)
    {
        if (Overlap.IsSettled(first.Rule, second.Rule))
        {
            return;
        }

        var (forth, back) = (Overlap.Holds(first.Rule, second.Rule), Overlap.Holds(second.Rule, first.Rule));
        if (back)
        {
            Say(second, first, forth);
        }
        else if (forth)
        {
            Say(first, second, false);
        }
    }

    private static void Say((Rule Rule, RuleNode Root, FindingLog Log) narrow, (Rule Rule, RuleNode Root, FindingLog Log) wide, bool same)
    {
        // Of a rule that can never fire something else is said already.
        if (narrow.Log.Findings.Any(f => f.Check == LintChecks.UnreachableSelection || f.Check == LintChecks.UnreachableCorrelation))
        {
            return;
        }

        var place = Place(wide.Root, "rule");
        var where = $"'{wide.Rule.Id}' ({wide.Rule.File}:{place.Mark.Line})";
        narrow.Log.Warning(
            Place(narrow.Root, "rule"),
            "rule",
            same
                ? $"it fires on the same events as {where}; write refines: [{wide.Rule.Id}] here if this one says more, or make one of them more exact"
                : $"whenever it fires, {where} fires too, and both are shown; write refines: [{wide.Rule.Id}] here, or make the other one more exact",
            LintChecks.Overlap);
    }

    private static void Tests(Rule rule, RuleNode root, FindingLog log)
    {
        // A rule that only suppresses never speaks.
        var speaks = rule.Diagnosis is not null;
        if (speaks && rule.Tests.All(t => t.Expect.Count == 0))
        {
            log.Warning(Place(root, "tests", "rule"), "tests", "no test expects the rule to fire; add the case it is for", LintChecks.NoFiringTest);
        }

        // Without any test, one finding is enough.
        if (rule.Tests.All(t => t.Expect.Count > 0) && (rule.Tests.Count > 0 || !speaks))
        {
            log.Warning(Place(root, "tests", "rule"), "tests", "no test has expect: none; add what is nearest to the case and is not it", LintChecks.NoSilentTest);
        }
    }

    // The key of a map's first entry of these that is there.
    private static RuleNode Place(RuleNode root, params IReadOnlyList<string> keys) =>
        keys.Select(k => (root as MapNode)?.Entries.FirstOrDefault(e => e.Key.Text == k).Key).FirstOrDefault(k => k is not null) ?? root;
}

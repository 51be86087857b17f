using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Looks at rules that can be loaded for what their authors hardly meant.</summary>
internal static class RuleLint
{
    /// <summary>Looks at one rule.</summary>
    public static void Check(LintedRule linted)
    {
        var (rule, root, log) = linted;
        SelectionLint.Check(rule, log);
        CorrelationLint.Check(rule, Place(root, "correlate"), log);
        Tests(rule, root, log);
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
    internal static RuleNode Place(RuleNode root, params IReadOnlyList<string> keys) =>
        keys.Select(k => (root as MapNode)?.Entries.FirstOrDefault(e => e.Key.Text == k).Key).FirstOrDefault(k => k is not null) ?? root;
}

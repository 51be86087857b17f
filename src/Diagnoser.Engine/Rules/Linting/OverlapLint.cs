using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>A rule as the linter looks at it: what was read, its file as a tree, and what takes the findings about it.</summary>
internal sealed record LintedRule(Rule Rule, RuleNode Root, FindingLog Log);

/// <summary>
/// Gathers which other rules fire whenever one does, and says it in one finding a rule: of a hundred that fire together a hundred lines are
/// read, not the five thousand pairs.
/// </summary>
internal sealed class OverlapLint(IReadOnlyList<LintedRule> rules)
{
    private const int ShownRules = 3;

    private readonly Dictionary<LintedRule, List<(LintedRule Other, bool IsSame)>> _found = new(ReferenceEqualityComparer.Instance);

    /// <summary>Looks at all of them.</summary>
    public void Check()
    {
        var pairs = OverlapPairs.Of([.. rules.Select(r => r.Rule)]);
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var earlier in pairs[i])
            {
                Compare(rules[earlier], rules[i]);
            }
        }

        foreach (var (rule, others) in _found)
        {
            rule.Log.Warning(RuleLint.Place(rule.Root, "rule"), "rule", Words(others), LintChecks.Overlap);
        }
    }

    // Of two rules it is said of the one that fires less often, else of the second.
    private void Compare(LintedRule first, LintedRule second)
    {
        if (Overlap.IsSettled(first.Rule, second.Rule))
        {
            return;
        }

        var (forth, back) = (Overlap.Holds(first.Rule, second.Rule), Overlap.Holds(second.Rule, first.Rule));
        if (back)
        {
            Add(second, first, forth);
        }
        else if (forth)
        {
            Add(first, second, false);
        }
    }

    private void Add(LintedRule narrow, LintedRule wide, bool isSame)
    {
        // Of a rule that can never fire something else is said already.
        if (narrow.Log.Findings.Any(f => f.Check == LintChecks.UnreachableSelection || f.Check == LintChecks.UnreachableCorrelation))
        {
            return;
        }

        if (!_found.TryGetValue(narrow, out var others))
        {
            _found[narrow] = others = [];
        }

        others.Add((wide, isSame));
    }

    private static string Words(List<(LintedRule Other, bool IsSame)> others)
    {
        List<LintedRule> same = [.. others.Where(o => o.IsSame).Select(o => o.Other)];
        List<LintedRule> wider = [.. others.Where(o => !o.IsSame).Select(o => o.Other)];
        List<string> parts = [];
        if (same.Count > 0)
        {
            parts.Add($"it fires on the same events as {Names(same)}");
        }

        if (wider.Count > 0)
        {
            parts.Add($"whenever it fires, {Names(wider)} {(wider.Count > 1 ? "fire too, and all" : "fires too, and both")} are shown");
        }

        var refined = string.Join(", ", others.Take(ShownRules).Select(o => o.Other.Rule.Id)) + (others.Count > ShownRules ? ", …" : "");
        var ifMore = same.Count > 0 ? " if this one says more" : "";
        var exact = same.Count > 0 ? $"make {(others.Count > 1 ? "some" : "one")} of them more exact" : $"make the other {(others.Count > 1 ? "ones" : "one")} more exact";
        return $"{string.Join("; ", parts)}; write refines: [{refined}] here{ifMore}, or {exact}";
    }

    private static string Names(List<LintedRule> named)
    {
        var shown = named.Take(ShownRules).Select(r => $"'{r.Rule.Id}' ({r.Rule.File}:{RuleLint.Place(r.Root, "rule").Mark.Line})").ToList();
        return named.Count > ShownRules ? $"{string.Join(", ", shown)} and {named.Count - ShownRules} more"
            : shown.Count > 1 ? $"{string.Join(", ", shown[..^1])} and {shown[^1]}"
            : shown[0];
    }
}

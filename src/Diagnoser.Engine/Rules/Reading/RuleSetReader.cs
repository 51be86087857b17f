using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Overrides;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads several rules and checks them against each other.</summary>
public static class RuleSetReader
{
    /// <summary>Reads these files.</summary>
    /// <param name="files">Name and content of each.</param>
    /// <param name="today">The day by which the <c>until</c> of an exception or override is judged.</param>
    /// <param name="overrides">Name and content of the files with overrides.</param>
    public static RuleSetReading Read(
        IEnumerable<(string File, RuleNode Root)> files, DateOnly? today = null, IEnumerable<(string File, RuleNode Root)>? overrides = null)
    {
        var read = files.Select(f => (f.File, f.Root, Reading: RuleReader.Read(f.Root, f.File, today))).ToList();
        var logs = read.Select(r => new FindingLog(r.File)).ToList();
        var ids = read.Select(r => Id(r.Root)).ToList();
        for (var i = 0; i < read.Count; i++)
        {
            var first = ids.FindIndex(id => id is not null && id.Text == ids[i]?.Text);
            if (first >= 0 && first < i)
            {
                logs[i].Error(ids[i]!, "rule", $"the id '{MapReader.Short(ids[i]!.Text)}' is taken by {read[first].File}:{ids[first]!.Mark.Line}", LintChecks.DuplicateName);
            }

            CheckNames(read[i].Root, "refines", ids, logs[i]);
            CheckNames(read[i].Root, "suppresses", ids, logs[i]);
            CheckExplained(read[i].Root, ids, logs[i]);
        }

        var rules = read.Select(r => r.Reading.Rule).OfType<Rule>().DistinctBy(r => r.Id).ToList();
        CheckCycles(rules, read, logs);
        Lint(read, logs);
        var set = new OverrideSet(
            [.. read.Select(r => new WrittenRule(r.File, r.Root, r.Reading))], [.. ids.OfType<ScalarNode>().Select(id => id.Text)], today);
        var inForce = set.Apply(overrides ?? []);
        IReadOnlyList<LintFinding> findings =
        [
            .. read.SelectMany((r, i) => r.Reading.Findings.Concat(logs[i].Findings)).Concat(set.Findings)
                .OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Mark.Line).ThenBy(f => f.Mark.Column),
        ];
        var wrong = findings.Any(f => f.Level == FindingLevel.Error);
        return new RuleSetReading(wrong ? null : RuleSet.Of(inForce.Where(r => r.IsEnabled).Select(r => r.Rule)), rules, findings)
        {
            InForce = inForce,
            Overrides = set.Overrides,
        };
    }

    private static void Lint(List<(string File, RuleNode Root, RuleReading Reading)> read, List<FindingLog> logs)
    {
        var rules = read.Zip(logs, (r, log) => (Rule: r.Reading.Rule!, r.Root, Log: log)).Where(r => r.Rule is not null).ToList();
        for (var i = 0; i < rules.Count; i++)
        {
            RuleLint.Check(rules[i].Rule, rules[i].Root, rules[i].Log);
            for (var j = 0; j < i; j++)
            {
                RuleLint.Check(rules[j], rules[i]);
            }
        }
    }

    private static ScalarNode? Id(RuleNode root) => Entry(root, "rule") as ScalarNode;

    private static RuleNode? Entry(RuleNode root, string key) =>
        (root as MapNode)?.Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    private static void CheckNames(RuleNode root, string key, List<ScalarNode?> ids, FindingLog log)
    {
        CheckKnown(((Entry(root, key) as ListNode)?.Items ?? []).OfType<ScalarNode>(), key, ids, log);
    }

    private static void CheckExplained(RuleNode root, List<ScalarNode?> ids, FindingLog log) =>
        CheckKnown(((Entry(root, "explains") as ListNode)?.Items ?? []).Select(i => Entry(i, "rule")).OfType<ScalarNode>(), "explains.rule", ids, log);

    private static void CheckKnown(IEnumerable<ScalarNode> names, string key, List<ScalarNode?> ids, FindingLog log)
    {
        var known = ids.OfType<ScalarNode>().Select(id => id.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(n => !known.Contains(n.Text)))
        {
            log.Error(name, key, $"there is no rule '{MapReader.Short(name.Text)}'{Nearest.Hint(name.Text, known)}", LintChecks.UnknownRule);
        }
    }

    // Two rules that refine each other would both be hidden.
    private static void CheckCycles(List<Rule> rules, List<(string File, RuleNode Root, RuleReading Reading)> read, List<FindingLog> logs)
    {
        var hides = rules.ToDictionary(r => r.Id, r => r.Refines.Concat(r.Suppresses).ToList(), StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>(hides[rule.Id]);
            while (open.TryPop(out var next))
            {
                if (reached.Add(next))
                {
                    foreach (var further in hides.GetValueOrDefault(next, []))
                    {
                        open.Push(further);
                    }
                }
            }

            var at = read.FindIndex(r => ReferenceEquals(r.Reading.Rule, rule));
            if (reached.Contains(rule.Id) && !hides[rule.Id].Contains(rule.Id))
            {
                logs[at].Error(read[at].Root, "refines", $"'{rule.Id}' is hidden by rules that it hides itself, so none of them would be shown", LintChecks.HidingCycle);
            }
        }
    }
}

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
    /// <param name="purpose">What they are read for; for use they have no tests, and warnings of the linter are not looked for.</param>
    public static RuleSetReading Read(
        IEnumerable<(string File, RuleNode Root)> files,
        DateOnly? today = null,
        IEnumerable<(string File, RuleNode Root)>? overrides = null,
        ReadFor purpose = ReadFor.Authors)
    {
        var read = files.Select(f => new WrittenRule(f.File, f.Root, RuleReader.Read(f.Root, f.File, today, purpose))).ToList();
        var logs = read.Select(r => new FindingLog(r.File)).ToList();
        var taken = new OrderedDictionary<string, (string File, int Line)>(StringComparer.Ordinal);
        for (var i = 0; i < read.Count; i++)
        {
            if (Entry(read[i].Root, "rule") is ScalarNode id && !taken.TryAdd(id.Text, (read[i].File, id.Mark.Line)))
            {
                var (file, line) = taken[id.Text];
                logs[i].Error(id, "rule", $"the id '{MapReader.Short(id.Text)}' is taken by {file}:{line}", LintChecks.DuplicateName);
            }
        }

        IReadOnlyList<string> ids = [.. taken.Keys];
        for (var i = 0; i < read.Count; i++)
        {
            CheckNames(read[i].Root, taken, logs[i]);
        }

        IReadOnlyList<Rule> rules = [.. read.Select(r => r.Reading.Rule).OfType<Rule>().DistinctBy(r => r.Id)];
        var cyclic = CheckCycles(rules, read, logs);
        if (purpose == ReadFor.Authors)
        {
            Lint(read, logs);
        }

        var set = new OverrideSet(read, ids, today, purpose);
        IReadOnlyList<RuleInForce> inForce = [.. set.Apply(overrides ?? []).Select(r => cyclic.Contains(r.Written.Id) ? HidingNothing(r) : r)];
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

    private static void Lint(List<WrittenRule> read, List<FindingLog> logs)
    {
        List<LintedRule> rules = [.. read.Zip(logs).Where(r => r.First.Reading.Rule is not null).Select(r => new LintedRule(r.First.Reading.Rule!, r.First.Root, r.Second))];
        rules.ForEach(RuleLint.Check);
        new OverlapLint(rules).Check();
    }

    private static RuleNode? Entry(RuleNode root, string key) =>
        (root as MapNode)?.Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    private static IEnumerable<RuleNode> Items(RuleNode root, string key) => (Entry(root, key) as ListNode)?.Items ?? [];

    private static void CheckNames(RuleNode root, OrderedDictionary<string, (string File, int Line)> known, FindingLog log)
    {
        CheckKnown(Items(root, "refines"), "refines", known, log);
        CheckKnown(Items(root, "suppresses"), "suppresses", known, log);
        CheckKnown(Items(root, "explains").Select(i => Entry(i, "rule")), "explains.rule", known, log);
    }

    private static void CheckKnown(IEnumerable<RuleNode?> names, string key, OrderedDictionary<string, (string File, int Line)> known, FindingLog log)
    {
        foreach (var name in names.OfType<ScalarNode>().Where(n => !known.ContainsKey(n.Text)))
        {
            log.Error(name, key, $"there is no rule '{MapReader.Short(name.Text)}'{Nearest.Hint(name.Text, known.Keys)}", LintChecks.UnknownRule);
        }
    }

    // Where rules would hide each other, all of them are heard: a page too many is better than none.
    private static RuleInForce HidingNothing(RuleInForce rule) => rule with
    {
        Written = rule.Written with { Refines = [], Suppresses = [] },
        Rule = rule.Rule with { Refines = [], Suppresses = [] },
    };

    // Two rules that refine each other would both be hidden.
    private static HashSet<string> CheckCycles(IReadOnlyList<Rule> rules, List<WrittenRule> read, List<FindingLog> logs)
    {
        var cyclic = new HashSet<string>(StringComparer.Ordinal);
        var hides = rules.ToDictionary(r => r.Id, r => r.Refines.Concat(r.Suppresses).ToList(), StringComparer.Ordinal);
        foreach (var rule in rules.Where(r => hides[r.Id].Count > 0 && !hides[r.Id].Contains(r.Id)))
        {
            var back = hides[rule.Id].Find(first => Reached(first, hides).Contains(rule.Id));
            if (back is not null)
            {
                _ = cyclic.Add(rule.Id);
                var at = read.FindIndex(r => ReferenceEquals(r.Reading.Rule, rule));
                var key = rule.Refines.Contains(back) ? "refines" : "suppresses";
                var node = Items(read[at].Root, key).FirstOrDefault(n => n is ScalarNode s && s.Text == back) ?? read[at].Root;
                logs[at].Error(node, key, $"'{rule.Id}' hides '{back}' and is hidden by it, so none of them would be shown; until that is mended neither hides anything", LintChecks.HidingCycle);
            }
        }

        return cyclic;
    }

    private static HashSet<string> Reached(string from, Dictionary<string, List<string>> hides)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(hides.GetValueOrDefault(from, []));
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

        return reached;
    }
}

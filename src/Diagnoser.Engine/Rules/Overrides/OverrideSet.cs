using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Overrides;

/// <summary>A rule's file and what was read of it.</summary>
internal sealed record WrittenRule(string File, RuleNode Root, RuleReading Reading);

/// <summary>
/// Applies overrides to rules, whatever the order of their files. One that is wrong changes nothing: its rule stays as it is written,
/// which says too much rather than too little.
/// </summary>
internal sealed class OverrideSet(IReadOnlyList<WrittenRule> rules, IReadOnlyList<string> ids, DateOnly? today, ReadFor purpose)
{
    private readonly Dictionary<string, FindingLog> _logs = new(StringComparer.Ordinal);
    private readonly List<LintFinding> _merged = [];
    private readonly HashSet<RuleOverride> _refused = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<RuleOverride> Overrides { get; private set; } = [];

    public IReadOnlyList<LintFinding> Findings => [.. _logs.Values.SelectMany(l => l.Findings).Concat(_merged).Distinct()];

    /// <summary>Every rule that could be read, with what the overrides in these files make of it. A conflict is told of the later file.</summary>
    public IReadOnlyList<RuleInForce> Apply(IEnumerable<(string File, RuleNode Root)> files)
    {
        var read = new List<RuleOverride>();
        foreach (var (file, root) in files)
        {
            var reader = new OverrideReader(file, today);
            read.AddRange(reader.Read(root));
            _logs[file] = reader.Log;
        }

        Overrides = read;
        foreach (var unknown in read.Where(o => !ids.Contains(o.Rule)))
        {
            _logs[unknown.File].Error(Entry(unknown, "override"), "override", $"there is no rule '{MapReader.Short(unknown.Rule)}'{Nearest.Hint(unknown.Rule, ids)}", LintChecks.UnknownRule);
        }

        var byRule = read.Where(o => !o.IsEnded).ToLookup(o => o.Rule);
        return [.. rules.Where(r => r.Reading.Rule is not null).DistinctBy(r => r.Reading.Rule!.Id).Select(r => One(r, [.. byRule[r.Reading.Rule!.Id]]))];
    }

    private RuleInForce One(WrittenRule written, IReadOnlyList<RuleOverride> overrides)
    {
        var rule = written.Reading.Rule!;
        RefuseConflicts(overrides);
        var root = (MapNode)written.Root;
        foreach (var one in overrides)
        {
            if (Read(written, OverrideMerge.Of(root, [one])) is null)
            {
                _ = _refused.Add(one);
            }
        }

        IReadOnlyList<RuleOverride> good = [.. overrides.Where(o => !_refused.Contains(o)).OrderBy(o => o.File, StringComparer.Ordinal)];
        var merge = OverrideMerge.Of(root, good);
        return good.Count > 0 && Read(written, merge) is { } changed
            ? new RuleInForce(rule, changed, merge.IsEnabled, merge.Changes)
            : new RuleInForce(rule, rule, IsEnabled: true, []);
    }

    private Rule? Read(WrittenRule written, OverrideMerge merge)
    {
        foreach (var (id, message) in merge.UnknownFixes)
        {
            _merged.Add(new LintFinding(FindingLevel.Error, id.Mark.File!, id.Mark with { File = null }, "fixes", $"fixes: {message}") { Check = LintChecks.WrongValue });
        }

        var reading = RuleReader.Read(merge.Root, written.File, today, purpose);
        _merged.AddRange(reading.Findings.Where(f => f.Level == FindingLevel.Error || f.File != written.File).Except(written.Reading.Findings));
        return merge.UnknownFixes.Count > 0 ? null : reading.Rule;
    }

    private void RefuseConflicts(IReadOnlyList<RuleOverride> overrides)
    {
        var taken = new Dictionary<string, (RuleOverride Override, ScalarNode Node)>(StringComparer.Ordinal);
        foreach (var one in overrides)
        {
            foreach (var (key, node) in OverrideMerge.Exclusive(one))
            {
                if (taken.TryAdd(key, (one, node)))
                {
                    continue;
                }

                var (other, first) = taken[key];
                _refused.UnionWith([one, other]);
                _logs[one.File].Error(node, key, $"is set for '{one.Rule}' by {other.File}:{first.Mark.Line} too; only one override can set it, and neither is used", LintChecks.ConflictingOverrides);
            }
        }
    }

    private static RuleNode Entry(RuleOverride one, string key) => one.Node.Entries.First(e => e.Key.Text == key).Value;
}

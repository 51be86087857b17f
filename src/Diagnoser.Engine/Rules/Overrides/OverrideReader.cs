using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Overrides;

/// <summary>Reads the overrides of one file: their keys and shape. What the values mean is checked where they are merged into their rule.</summary>
internal sealed class OverrideReader(string file, DateOnly? today)
{
    private const string Shape = "{ override: some-rule, severity: info, reason: … }";
    private static readonly string[] FixKeys = ["enabled", "title", "when", "risk", "command", "rollback", "run_on", "verify", "change"];
    private static readonly string[] IncidentKeys = ["key", "cooldown", "keep_open"];
    private static readonly string[] Changing = ["enabled", "severity", "status", "owner", "exceptions", "fixes", "incident", "tests"];

    public FindingLog Log { get; } = new(file);

    /// <summary>Those that are well formed.</summary>
    public IReadOnlyList<RuleOverride> Read(RuleNode root)
    {
        var items = root is ListNode list ? list.Items : [root];
        return [.. items.Select(i => MapReader.Of(Placed.In(i, file), Log, "", Shape)).OfType<MapReader>().Select(One).OfType<RuleOverride>()];
    }

    private RuleOverride? One(MapReader map)
    {
        var before = Log.Findings.Count(f => f.Level == FindingLevel.Error);
        var rule = map.RequireScalar("override", "the id of the rule that is changed");
        _ = map.Boolean("enabled");
        _ = map.Scalar("severity");
        _ = map.Scalar("status");
        _ = map.Scalar("owner");
        _ = map.List("exceptions", "[{ name: batch jobs, where: { container.label.job: batch } }]");
        _ = map.List("tests", "[{ name: …, events: [ … ], expect: none }]");
        Fixes(map.Take("fixes"));
        Keys(map.Take("incident"), "incident", "{ cooldown: 1h }", IncidentKeys);
        var until = map.Day("until");
        var (by, reason) = (map.Scalar("by"), map.Scalar("reason"));
        map.Close();
        var wrong = Log.Findings.Count(f => f.Level == FindingLevel.Error) > before;
        if (!wrong && !map.Node.Entries.Any(e => Changing.Contains(e.Key.Text)))
        {
            Log.Warning(map.Node, "override", $"changes nothing; it may have {string.Join(", ", Changing)}", LintChecks.EmptyOverride);
        }

        if (until < today)
        {
            Log.Warning(map.Scalar("until")!, "until", $"the override ended on {until:yyyy-MM-dd} and no longer applies; remove it or give it a new day", LintChecks.EndedOverride);
        }

        return rule is null || wrong ? null : new RuleOverride(rule.Text, file, map.Node)
        {
            Until = until,
            IsEnded = until < today,
            By = by?.Text,
            Reason = reason?.Text,
        };
    }

    private void Fixes(RuleNode? node)
    {
        foreach (var (id, fix) in MapReader.Of(node, Log, "fixes", "{ raise-limit: { enabled: false } }")?.Node.Entries ?? [])
        {
            var path = $"fixes.{MapReader.Short(id.Text)}";
            _ = Keys(fix, path, "{ enabled: false }", FixKeys)?.Boolean("enabled");
        }
    }

    private MapReader? Keys(RuleNode? node, string path, string shape, string[] keys)
    {
        var map = MapReader.Of(node, Log, path, shape);
        foreach (var key in keys)
        {
            _ = map?.Take(key);
        }

        map?.Close();
        return map;
    }
}

/// <summary>Nodes that know their file.</summary>
internal static class Placed
{
    public static RuleNode In(RuleNode node, string file) => node switch
    {
        MapNode map => new MapNode(Mark(map, file), [.. map.Entries.Select(e => KeyValuePair.Create((ScalarNode)In(e.Key, file), In(e.Value, file)))]),
        ListNode list => new ListNode(Mark(list, file), [.. list.Items.Select(i => In(i, file))]),
        _ => node with { Mark = Mark(node, file) },
    };

    private static Mark Mark(RuleNode node, string file) => node.Mark with { File = file };
}

using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Overrides;

/// <summary>Merges overrides into the tree of their rule, so that the rule's own reader checks what they say.</summary>
internal sealed class OverrideMerge
{
    private readonly List<OverrideChange> _changes = [];
    private readonly List<(ScalarNode Id, string Message)> _unknownFixes = [];

    private OverrideMerge(MapNode root, IEnumerable<RuleOverride> overrides)
    {
        // A rule's own tests are about the rule as it is written.
        Root = With(root, "tests", new ListNode(root.Mark, []));
        foreach (var one in overrides)
        {
            foreach (var (key, value) in one.Node.Entries.Where(e => HasValue(e.Value)))
            {
                Root = Merge(key, value);
            }
        }
    }

    /// <summary>The rule's tree with the changes.</summary>
    public MapNode Root { get; private set; }

    /// <summary>False if an override switches the rule off.</summary>
    public bool IsEnabled { get; private set; } = true;

    public IReadOnlyList<OverrideChange> Changes => _changes;

    /// <summary>Fixes that the rule does not have.</summary>
    public IReadOnlyList<(ScalarNode Id, string Message)> UnknownFixes => _unknownFixes;

    public static OverrideMerge Of(MapNode root, IEnumerable<RuleOverride> overrides) => new(root, overrides);

    /// <summary>The keys that only one override of a rule can set, each with its place.</summary>
    public static IEnumerable<(string Key, ScalarNode Node)> Exclusive(RuleOverride one)
    {
        foreach (var (key, value) in one.Node.Entries.Where(e => HasValue(e.Value)))
        {
            switch (key.Text)
            {
                case "enabled" or "severity" or "status" or "owner":
                    yield return (key.Text, key);
                    break;
                case "incident":
                    foreach (var (part, _) in ((MapNode)value).Entries)
                    {
                        yield return ($"incident.{part.Text}", part);
                    }

                    break;
                case "fixes":
                    foreach (var (id, fix) in ((MapNode)value).Entries)
                    {
                        foreach (var (part, _) in (fix as MapNode)?.Entries ?? [])
                        {
                            yield return ($"fixes.{id.Text}.{part.Text}", part);
                        }
                    }

                    break;
            }
        }
    }

    private MapNode Merge(ScalarNode key, RuleNode value)
    {
        switch (key.Text)
        {
            case "enabled":
                IsEnabled = ((ScalarNode)value).Text == "true";
                Changed("enabled", key, "true", IsEnabled ? "true" : "false");
                return Root;
            case "severity" or "status" or "owner":
                Changed(key.Text, key, Text(Find(Root, key.Text)), Text(value)!);
                return With(Root, key.Text, value, key);
            case "exceptions" or "tests":
                foreach (var item in ((ListNode)value).Items)
                {
                    Changed(key.Text, item, null, $"+ {Text(Find(item as MapNode, "name")) ?? Text(item)}");
                }

                return With(Root, key.Text, new ListNode(value.Mark, [.. (Find(Root, key.Text) as ListNode)?.Items ?? [], .. ((ListNode)value).Items]), key);
            case "incident":
                var incident = Find(Root, "incident") as MapNode ?? new MapNode(value.Mark, []);
                return With(Root, "incident", Parts(incident, (MapNode)value, "incident"), key);
            case "fixes":
                return Fixes((MapNode)value);
            default:
                return Root;
        }
    }

    private MapNode Fixes(MapNode changes)
    {
        var fixes = Find(Root, "fixes") as ListNode ?? new ListNode(changes.Mark, []);
        var ids = fixes.Items.Select(f => Text(Find(f as MapNode, "id")) ?? "").ToList();
        var items = fixes.Items.ToList();
        foreach (var (id, change) in changes.Entries)
        {
            var at = ids.IndexOf(id.Text);
            if (at < 0)
            {
                var known = ids.Count == 0 ? "it has none" : $"it has {string.Join(", ", ids)}";
                _unknownFixes.Add((id, $"the rule has no fix '{MapReader.Short(id.Text)}'{Nearest.Hint(id.Text, ids, known)}"));
            }
            else if (change is MapNode parts && items[at] is MapNode fix)
            {
                items[at] = Parts(fix, parts, $"fixes.{id.Text}");
            }
        }

        return With(Root, "fixes", new ListNode(fixes.Mark, [.. items.Where(f => Text(Find(f as MapNode, "enabled")) != "false").Select(f => Without(f, "enabled"))]));
    }

    private MapNode Parts(MapNode map, MapNode changes, string path)
    {
        foreach (var (key, value) in changes.Entries)
        {
            Changed($"{path}.{key.Text}", key, Text(Find(map, key.Text)), Text(value)!);
            map = With(map, key.Text, value, key);
        }

        return map;
    }

    private void Changed(string key, RuleNode node, string? from, string to) =>
        _changes.Add(new OverrideChange(key, from, to, node.Mark.File ?? "", node.Mark.Line));

    // A key without a value is as if it were not there.
    private static bool HasValue(RuleNode node) => node is not ScalarNode { Text: "", Quoted: false };

    private static string? Text(RuleNode? node) => node is null ? null : FlowText.Of(node);

    private static RuleNode? Find(MapNode? map, string key) => map?.Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    private static MapNode With(MapNode map, string key, RuleNode value, ScalarNode? node = null)
    {
        var entries = map.Entries.ToList();
        var at = entries.FindIndex(e => e.Key.Text == key);
        var entry = KeyValuePair.Create(node ?? (at < 0 ? new ScalarNode(map.Mark, key, Quoted: false) : entries[at].Key), value);
        if (at < 0)
        {
            entries.Add(entry);
        }
        else
        {
            entries[at] = entry;
        }

        return map with { Entries = entries };
    }

    private static RuleNode Without(RuleNode node, string key) =>
        node is MapNode map ? map with { Entries = [.. map.Entries.Where(e => e.Key.Text != key)] } : node;
}

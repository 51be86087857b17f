using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>
/// What <c>correlate</c> says, which selections may have events when the rule fires (its steps, and context: selections it does not name),
/// and which of them are counted.
/// </summary>
internal sealed record CorrelationDraft(Correlation Correlation, IReadOnlyList<string> Matched, IReadOnlyList<string> Counted, IReadOnlyList<string> Used);

/// <summary>Reads <c>correlate</c>; null if it is wrong, so that what follows does not complain about the same mistake again.</summary>
internal sealed class CorrelationReader(FindingLog log, IReadOnlyDictionary<string, SelectionDraft> selections)
{
    private const string Shape = "{ by: [container.run], any: [die] }";
    private static readonly string[] Kinds = ["any", "all", "sequence", "count", "absent"];
    private static readonly TimeSpan MaxWithin = TimeSpan.FromDays(7);
    private static readonly string[] NotSupported = ["relate", "disorder", "distinct"];

    private readonly List<string> _counted = [];
    private bool _broken;

    public CorrelationDraft? Read(RuleNode? node)
    {
        if (MapReader.Of(node, log, "correlate", Shape) is not { } map)
        {
            return null;
        }

        var present = Kinds.Where(k => map.Take(k) is not null).ToList();
        var within = map.Duration("within", MaxWithin);
        var by = map.Take("by");
        var unless = Unless(map);
        if (present.Count != 1)
        {
            log.Error(map.Node, "correlate", $"must have exactly one of {string.Join(", ", Kinds)}, found {(present.Count == 0 ? "none" : string.Join(" and ", present))}");
            map.Close(NotSupported);
            return null;
        }

        var (steps, absent, wait) = Steps(map, present[0]);
        map.Close(NotSupported);
        IReadOnlyList<string> used = [.. steps.Select(s => s.Selection), .. unless, .. absent is null ? Array.Empty<string>() : [absent]];
        IReadOnlyList<string> context = [.. selections.Keys.Where(s => !used.Contains(s))];
        var correlation = new Correlation
        {
            Kind = Enum.Parse<CorrelationKind>(present[0], ignoreCase: true),
            Steps = steps,
            Absent = absent,
            Unless = unless,
            By = new KeyReader(log, selections).Read(by, [.. used.Distinct()], context),
        };
        correlation = (wait ?? within) is { } window ? correlation with { Within = window } : correlation;
        return _broken
            ? null
            : new CorrelationDraft(correlation, [.. steps.Select(s => s.Selection).Concat(context).Distinct()], _counted, used);
    }

    private (IReadOnlyList<Step> Steps, string? Absent, TimeSpan? Wait) Steps(MapReader map, string kind)
    {
        var path = map.Path(kind);
        switch (kind)
        {
            case "count":
                return ([.. Present(Counted(map.Take(kind), path, countKey: "of"))], null, null);
            case "absent":
                return Absent(map.Take(kind), path);
            default:
                var items = map.List(kind, kind == "sequence" ? "[change, { count: die, gte: 3 }]" : "[oom, die]");
                if (items.Count == 0)
                {
                    _broken = true;
                    log.Error(map.Take(kind)!, path, "names no selection");
                }

                return ([.. items.SelectMany(i => Present(i is MapNode && kind != "any" ? Counted(i, path, countKey: "count") : Named(i, path)))], null, null);
        }
    }

    private static IEnumerable<Step> Present(Step? step) => step is null ? [] : [step];

    private Step? Named(RuleNode? node, string path) => Selection(node, path) is { } name ? new Step(name) : null;

    private Step? Counted(RuleNode? node, string path, string countKey)
    {
        if (MapReader.Of(node, log, path, $"{{ {countKey}: die, gte: 3 }}") is not { } map)
        {
            _broken = true;
            return null;
        }

        var name = Selection(map.Require(countKey, "the selection that is counted"), map.Path(countKey));
        _ = map.Require("gte", "how many events it takes");
        var least = map.Integer("gte", 1, 1000);
        map.Close(NotSupported);
        if (name is null || least is null)
        {
            _broken = true;
            return null;
        }

        _counted.Add(name);
        return new Step(name, least.Value);
    }

    private (IReadOnlyList<Step> Steps, string? Absent, TimeSpan? Wait) Absent(RuleNode? node, string path)
    {
        if (MapReader.Of(node, log, path, "{ of: start, after: die, within: 30s }") is not { } map)
        {
            _broken = true;
            return ([], null, null);
        }

        var of = Selection(map.Require("of", "the selection that must not come"), map.Path("of"));
        var after = Selection(map.Require("after", "the selection after which it is awaited"), map.Path("after"));
        var within = map.Duration("within", MaxWithin);
        map.Close(NotSupported);
        return (after is null ? [] : [new Step(after)], of, within);
    }

    private List<string> Unless(MapReader map)
    {
        var names = new List<string>();
        foreach (var item in map.List("unless", "[kill]"))
        {
            if (item is MapNode)
            {
                log.Error(item, map.Path("unless"), "a relation in unless is not supported by this version; name a selection");
            }
            else if (Selection(item, map.Path("unless")) is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }

    private string? Selection(RuleNode? node, string path)
    {
        if (node is ScalarNode scalar && selections.ContainsKey(scalar.Text))
        {
            return scalar.Text;
        }

        _broken = true;
        if (node is ScalarNode unknown)
        {
            log.Error(node, path, $"unknown selection '{MapReader.Short(unknown.Text)}'{Nearest.Hint(unknown.Text, selections.Keys)}; match has {string.Join(", ", selections.Keys)}");
        }
        else if (node is not null)
        {
            log.Error(node, path, $"must name a selection of match, found {MapReader.Words(node)}");
        }

        return null;
    }
}

/// <summary>Reads <c>correlate.by</c>: each entry must be a field of every selection that takes part.</summary>
internal sealed class KeyReader(FindingLog log, IReadOnlyDictionary<string, SelectionDraft> selections)
{
    private const string Path = "correlate.by";

    public IReadOnlyList<KeyPart> Read(RuleNode? node, IReadOnlyList<string> used, IReadOnlyList<string> context)
    {
        if (node is not null and not ListNode)
        {
            log.Error(node, Path, $"must be a list such as [container.run], found {MapReader.Words(node)}");
        }

        var parts = new List<KeyPart>();
        foreach (var item in (node as ListNode)?.Items ?? [])
        {
            switch (item)
            {
                case ScalarNode scalar:
                    parts.Add(new KeyPart(scalar.Text, used.Concat(WithField(context, scalar.Text)).ToDictionary(s => s, _ => scalar.Text)));
                    Check(item, parts[^1], used);
                    break;
                case MapNode { Entries: [(ScalarNode name, MapNode fields)] }:
                    parts.Add(Mapped(name, fields, used));
                    break;
                default:
                    log.Error(item, Path, $"an entry is a field, or {{ key: {{ selection: field }} }}, found {MapReader.Words(item)}");
                    break;
            }
        }

        return parts;
    }

    /// <summary>Context that lacks the field shares no key, so it never comes along; that is no error.</summary>
    private IEnumerable<string> WithField(IReadOnlyList<string> context, string field) =>
        context.Where(s => selections[s].Fields.Find(field) is not null);

    private KeyPart Mapped(ScalarNode name, MapNode fields, IReadOnlyList<string> used)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (selection, field) in fields.Entries)
        {
            if (!selections.ContainsKey(selection.Text))
            {
                log.Error(selection, Path, $"unknown selection '{MapReader.Short(selection.Text)}'{Nearest.Hint(selection.Text, selections.Keys)}");
            }
            else if (field is ScalarNode scalar)
            {
                named[selection.Text] = scalar.Text;
            }
            else
            {
                log.Error(field, Path, $"must be a field, found {MapReader.Words(field)}");
            }
        }

        var part = new KeyPart(name.Text, named);
        Check(name, part, used);
        return part;
    }

    private void Check(RuleNode node, KeyPart part, IReadOnlyList<string> used)
    {
        foreach (var selection in used.Where(selections.ContainsKey))
        {
            var fields = selections[selection].Fields;
            if (!part.Fields.TryGetValue(selection, out var field))
            {
                log.Error(node, Path, $"'{MapReader.Short(part.Name)}' names no field for the selection {selection}");
            }
            else if (fields.Find(field) is not { } found)
            {
                log.Error(node, Path, $"selection {selection}: {fields.Unknown(field)}");
            }
            else if (found.Type is FieldType.List or FieldType.Time)
            {
                log.Error(node, Path, $"{field} is a list or a time; events do not share those");
            }
        }
    }
}

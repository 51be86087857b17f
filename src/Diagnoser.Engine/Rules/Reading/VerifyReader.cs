using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>A command that shows whether a fix worked, followed by what it must print as a comment, so that the line can be pasted as it is.</summary>
internal sealed class VerifyCommand(Template command, string relation, Template? expected) : Template
{
    public override string Source => expected is null ? command.Source : $"{command.Source}  # {relation} {expected.Source}";

    public override Rendered Render(IScope scope, RenderTarget target)
    {
        var (text, missing) = command.Render(scope, RenderTarget.Shell);
        if (text is null || expected is null)
        {
            return new Rendered(text, missing);
        }

        var (value, lacking) = expected.Render(scope, RenderTarget.Text);
        return new Rendered($"{text}  # {relation} {VisibleText.Of(value!)}", [.. missing, .. lacking]);
    }
}

/// <summary>Reads <c>verify</c>: a command, or what must or must not happen for how long.</summary>
internal sealed class VerifyReader(FindingLog log, IReadOnlyDictionary<string, SelectionDraft> selections, RuleNames names)
{
    private const string Shape = "{ absent: oom, for: 15m }, { event: container.start, within: 30s } or { command: docker ps, contains: Up }";
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(7);

    /// <summary>Selections that it refers to.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    public Template? Read(RuleNode? node, string path)
    {
        if (node is ScalarNode command)
        {
            return ScalarParser.Template(command, names, TemplateUse.Shell, log, path);
        }

        if (MapReader.Of(node, log, path, Shape) is not { } map)
        {
            return null;
        }

        var kinds = new[] { "command", "absent", "event" };
        var present = kinds.Where(k => map.Node.Entries.Any(e => e.Key.Text == k)).ToList();
        if (present.Count != 1)
        {
            log.Error(map.Node, path, $"must have exactly one of {string.Join(", ", kinds)}, found {(present.Count == 0 ? "none" : string.Join(" and ", present))}");
            return null;
        }

        Template? template = present[0] switch
        {
            "command" => Command(map),
            "absent" => Absent(map),
            _ => Event(map),
        };
        map.Close();
        return template;
    }

    private VerifyCommand? Command(MapReader map)
    {
        var command = ScalarParser.Template(map.RequireScalar("command", "a command"), names, TemplateUse.Shell, log, map.Path("command"));
        var expect = map.Scalar("expect");
        var contains = map.Scalar("contains");
        if (expect is not null && contains is not null)
        {
            log.Error(contains, map.Path("contains"), "stands beside expect; only one of them can hold");
        }

        var expected = ScalarParser.Template(expect ?? contains, names, TemplateUse.Literal, log, map.Path(expect is null ? "contains" : "expect"));
        return command is null ? null : new VerifyCommand(command, expect is null ? "must contain:" : "must print:", expected);
    }

    private PlaceholderTemplate? Absent(MapReader map)
    {
        var absent = map.RequireScalar("absent", "a selection")!;
        var wait = Wait(map, "for");
        if (absent is null || wait is null)
        {
            return null;
        }

        if (!selections.TryGetValue(absent.Text, out var draft))
        {
            log.Error(absent, map.Path("absent"), $"unknown selection '{MapReader.Short(absent.Text)}'{Nearest.Hint(absent.Text, selections.Keys, $"match has {string.Join(", ", selections.Keys)}")}", LintChecks.UnknownSelection);
            return null;
        }

        _ = Used.Add(absent.Text);
        return Words($"no {draft.Selection.EventType} of this kind for {wait}");
    }

    private PlaceholderTemplate? Event(MapReader map)
    {
        var schema = new SelectionReader(log).EventType(map.Scalar("event"), map.Path("event"));
        var where = map.Take("where");
        var wait = Wait(map, "within");
        if (schema is null || wait is null)
        {
            return null;
        }

        _ = new WhereReader(log, FieldSet.Of(schema), names).Read(where, map.Path("where"));
        var conditions = where is MapNode { Entries: var entries }
            ? string.Join(" and ", entries.Select(e => $"{e.Key.Text.Replace("|", " ", StringComparison.Ordinal)} {Text(e.Value)}"))
            : "";
        return Words($"{schema.Name}{(conditions.Length > 0 ? " with " : "")}{conditions} within {wait}");
    }

    private static string? Wait(MapReader map, string key)
    {
        _ = map.Require(key, "a duration such as 5m");
        return map.Duration(key, MaxWait) is { } wait ? Humanize.Duration(wait.TotalSeconds) : null;
    }

    private static string Text(RuleNode node) => node switch
    {
        ScalarNode scalar => scalar.Text,
        ListNode list => string.Join(" or ", list.Items.Select(Text)),
        _ => "",
    };

    private static PlaceholderTemplate Words(string text) => new(text, [text], []);
}

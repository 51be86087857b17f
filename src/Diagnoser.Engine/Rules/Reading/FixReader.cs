using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads <c>fixes</c>.</summary>
internal sealed class FixReader(FindingLog log, RuleNames names, VerifyReader verify)
{
    private const int MaxFixes = 16;
    internal static readonly IReadOnlyList<string> Risks = ["none", "low", "medium", "high"];

    public IReadOnlyList<FixSpec> Read(MapReader rule)
    {
        var items = rule.List("fixes", "[{ id: raise-limit, title: …, risk: low, command: … }]");
        if (items.Count > MaxFixes)
        {
            log.Error(items[MaxFixes], "fixes", $"a rule has at most {MaxFixes} fixes");
        }

        var fixes = new List<FixSpec>();
        foreach (var item in items)
        {
            if (MapReader.Of(item, log, "fixes", "{ id: raise-limit, title: …, risk: low, command: … }") is { } map && One(map) is { } fix)
            {
                if (fixes.Exists(f => f.Id == fix.Id))
                {
                    log.Error(item, map.Path("id"), $"'{fix.Id}' is the id of another fix of this rule", LintChecks.DuplicateName);
                }

                fixes.Add(fix);
            }
        }

        return fixes;
    }

    private FixSpec? One(MapReader map)
    {
        var id = map.RequireScalar("id", "a slug, unique in the rule");
        Slugs.CheckSlug(id, log, map.Path("id"));
        var title = Template(map, map.RequireScalar("title", "what the fix does"), "title", TemplateUse.People);
        var when = map.Scalar("when");
        _ = map.Require("risk", $"one of {string.Join(", ", Risks)}");
        var risk = map.Choice("risk", Risks);
        var command = map.Scalar("command");
        var rollback = map.Scalar("rollback");
        var runOn = map.Scalar("run_on");
        var verifyNode = map.Take("verify");
        var change = map.Take("change");
        map.Close();
        if (command is null && change is null)
        {
            log.Error(map.Node, map.Path("command"), "is missing; a fix has a command, a change of a file, or both", LintChecks.MissingKey);
        }

        if (command is not null && risk is "none" or "low" && DangerousWords.Find(command.Text) is { } word)
        {
            log.Warning(command, map.Path("risk"), $"a command with '{word}' has at least the risk medium, not {risk}", LintChecks.UnderstatedRisk);
        }
        else if (command is not null && risk is "none" && DangerousWords.FindChanging(command.Text) is { } changing)
        {
            log.Warning(command, map.Path("risk"), $"a command with '{changing}' changes something, so its risk is at least low", LintChecks.UnderstatedRisk);
        }

        var spec = new FixSpec
        {
            Id = id?.Text ?? "",
            Title = title ?? Empty,
            When = ScalarParser.Condition(when, names, log, map.Path("when")),
            WhenSource = when?.Text,
            Risk = risk ?? "low",
            Command = Template(map, command, "command", TemplateUse.Shell),
            Rollback = Template(map, rollback, "rollback", TemplateUse.Shell),
            RunOn = Template(map, runOn, "run_on", TemplateUse.Literal),
            Verify = verify.Read(verifyNode, map.Path("verify")),
            Change = Change(change, map.Path("change")),
        };
        return id is null ? null : spec;
    }

    private static PlaceholderTemplate Empty => new("", [""], []);

    private Template? Template(MapReader map, ScalarNode? node, string key, TemplateUse use) =>
        ScalarParser.Template(node, names, use, log, map.Path(key));

    private FileChange? Change(RuleNode? node, string path)
    {
        if (MapReader.Of(node, log, path, "{ file: compose, path: services.web.mem_limit, value: 768m }") is not { } map)
        {
            return null;
        }

        var file = map.RequireScalar("file", "such as compose or daemon.json");
        var key = Template(map, map.RequireScalar("path", "the key that is set"), "path", TemplateUse.Literal);
        var value = map.Require("value", "the new value");
        map.Close();
        var text = value is null ? null : new ScalarNode(value.Mark, FlowText.Of(value), Quoted: true);
        var written = Template(map, text, "value", TemplateUse.Literal);
        return file is null || key is null || written is null ? null : new FileChange(file.Text, key, written);
    }
}

/// <summary>Writes a node on one line, as in <c>{ driver: json-file, options: { max-size: 50m } }</c>.</summary>
internal static class FlowText
{
    public static string Of(RuleNode node) => node switch
    {
        MapNode map => $"{{ {string.Join(", ", map.Entries.Select(e => $"{e.Key.Text}: {Inner(e.Value)}"))} }}",
        ListNode list => $"[{string.Join(", ", list.Items.Select(Inner))}]",
        ScalarNode scalar => scalar.Text,
        _ => "",
    };

    // Quotes matter inside: "3" is a text there, 3 a number.
    private static string Inner(RuleNode node) => node is ScalarNode { Quoted: true } scalar ? $"\"{scalar.Text}\"" : Of(node);
}

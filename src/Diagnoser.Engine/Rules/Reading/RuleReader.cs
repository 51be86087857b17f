using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads one rule. Everything is parsed, typed and compiled here; what is wrong is said with its place, what is allowed and the nearest right name.</summary>
public static class RuleReader
{
    internal static readonly IReadOnlyList<string> Statuses = ["experimental", "test", "stable", "deprecated"];
    internal static readonly IReadOnlyList<string> Severities = ["critical", "warning", "info"];
    private static readonly TimeSpan MaxKeepOpen = TimeSpan.FromDays(30);

    /// <summary>Reads a rule.</summary>
    /// <param name="root">The file's content.</param>
    /// <param name="file">The file's name, for the findings.</param>
    /// <param name="today">The day by which an exception's <c>until</c> is judged; without one it is not.</param>
    /// <param name="purpose">What it is read for; for use it has no tests.</param>
    public static RuleReading Read(RuleNode root, string file, DateOnly? today = null, ReadFor purpose = ReadFor.Authors)
    {
        var log = new FindingLog(file);
        if (Override(root) is { } key)
        {
            log.Error(key, "override", "an override stands in a folder named overrides, below that of the rules or beside it; here a rule is expected");
            return new RuleReading(null, log.Findings);
        }

        var rule = MapReader.Of(root, log, "", "{ rule: my-rule, title: … }") is { } map ? Read(map, log, today, purpose) with { Version = RuleVersion.Of(root) } : null;
        return new RuleReading(log.HasErrors ? null : rule, log.Findings);
    }

    private static ScalarNode? Override(RuleNode root) =>
        ((root is ListNode { Items: [var first, ..] } ? first : root) as MapNode)?.Entries is { } entries && entries.All(e => e.Key.Text != "rule")
            ? entries.FirstOrDefault(e => e.Key.Text == "override").Key
            : null;

    private static Rule Read(MapReader map, FindingLog log, DateOnly? today, ReadFor purpose)
    {
        var id = map.RequireScalar("rule", "the rule's id, a slug");
        Slugs.CheckSlug(id, log, "rule");
        var title = map.RequireScalar("title", "one line for lists");
        if (title is { Quoted: true } && string.IsNullOrWhiteSpace(title.Text))
        {
            log.Error(title, "title", "is empty; it is the one line that lists show");
        }

        if (title?.Text.Contains("${{", StringComparison.Ordinal) == true)
        {
            log.Error(title, "title", "takes no placeholders; diagnosis.summary does");
        }

        _ = map.Require("severity", $"one of {string.Join(", ", Severities)}");
        var severity = map.Choice("severity", Severities);
        var status = map.Choice("status", Statuses) ?? "test";
        var scope = map.Choice("scope", ["host", "fleet"]) ?? "host";
        var tags = Texts(map, "tags");
        var rule = new Rule
        {
            Id = id?.Text ?? "",
            Title = title?.Text ?? "",
            Severity = Enum.Parse<Severity>(severity ?? "info", ignoreCase: true),
            Status = Enum.Parse<RuleStatus>(status, ignoreCase: true),
            Owner = map.Scalar("owner")?.Text,
            Tags = tags,
            Codes = [.. tags.Where(IsCode)],
            Description = map.Scalar("description")?.Text.Trim() ?? "",
            Docs = map.Scalar("docs")?.Text,
            References = Texts(map, "references"),
            Scope = Enum.Parse<RuleScope>(scope, ignoreCase: true),
            Needs = Needs(map, log),
            Selections = [],
            Correlation = new Correlation { Kind = CorrelationKind.Any, Steps = [] },
            Refines = Rules(map, log, "refines", id),
            Suppresses = Rules(map, log, "suppresses", id),
            Incident = new IncidentSpec(),
            File = log.File,
        };
        rule = new BodyReader(map, log, today).Read(rule);

        // Building the events of tests takes most of the time of reading a rule.
        rule = map.Take("tests") is not null && purpose == ReadFor.Authors ? rule with { Tests = new TestReader(log).Read(map) } : rule;
        map.Close();
        return rule;
    }

    /// <summary>Reads <c>incident</c>.</summary>
    internal static IncidentSpec Incident(RuleNode? node, RuleNames? names, FindingLog log)
    {
        var spec = new IncidentSpec();
        if (MapReader.Of(node, log, "incident", "{ key: [die.service.name], cooldown: 15m }") is not { } map)
        {
            return spec;
        }

        var key = map.Scalars("key", "[die.service.name]");
        foreach (var name in key)
        {
            if (names is not null && !names.TryFind(name.Text, out _, out var problem))
            {
                log.Error(name, "incident.key", problem, LintChecks.WrongExpression);
            }
        }

        spec = new IncidentSpec
        {
            Key = [.. key.Select(k => k.Text)],
            Cooldown = map.Duration("cooldown", MaxKeepOpen) ?? spec.Cooldown,
            KeepOpen = map.Duration("keep_open", MaxKeepOpen) ?? spec.KeepOpen,
        };
        map.Close();
        return spec;
    }

    private static IReadOnlyList<string> Texts(MapReader map, string key) => [.. map.Scalars(key, "[a, b]").Select(s => s.Text)];

    private static IReadOnlyList<string> Needs(MapReader map, FindingLog log)
    {
        var reader = new SelectionReader(log);
        return [.. map.Scalars("needs", $"[{EventTypes.KernelOomKill}]").Select(n => reader.EventType(n, "needs")).OfType<EventSchema>().Select(s => s.Name)];
    }

    private static IReadOnlyList<string> Rules(MapReader map, FindingLog log, string key, ScalarNode? id)
    {
        var rules = map.Scalars(key, "[other-rule]");
        foreach (var rule in rules)
        {
            Slugs.CheckSlug(rule, log, key);
            if (rule.Text == id?.Text)
            {
                log.Error(rule, key, "a rule cannot name itself");
            }
        }

        return [.. rules.Select(r => r.Text)];
    }

    // Catalogue codes look like EXIT-001.
    private static bool IsCode(string tag) =>
        tag.Split('-') is [var area, { Length: 3 } number] && area.Length is >= 2 and <= 6 && area.All(char.IsAsciiLetterUpper) && number.All(char.IsAsciiDigit);
}

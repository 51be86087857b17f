using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Support;

/// <summary>Rules with all that can wait for the clock, over three kinds of events of a container: ooms, pauses and ends of pauses.</summary>
internal static class WaitingRules
{
    /// <summary>One of each kind; times so short that an hour of events crosses all their borders, and that not all of it is read again.</summary>
    public static readonly RuleSet All = Load(
        Rule("any", "any: [oom]"),
        Rule("all", "all: [oom, pause]\n  within: 5m", "refines: [any]"),
        Rule("count", "count: { of: pause, gte: 3 }\n  within: 5m"),
        Rule("sequence", "sequence: [oom, { count: pause, gte: 2 }]\n  within: 5m", "suppresses: [count]"),
        Rule("absent", "absent: { of: end, after: oom, within: 5m }"),
        Rule("unless", "any: [pause]\n  within: 5m\n  unless: [end]"),
        Rule("holds", "any: [pause]", "for: 210s\nrecover: { event: container.unpause }"),
        Rule("recovers", "count: { of: oom, gte: 2 }\n  within: 5m", "recover: { event: container.unpause, for: 150s }"),
        Rule("hushes", "absent: { of: end, after: pause, within: 4m }", "suppresses: [unless]", diagnosis: false));

    /// <summary>The set with only this rule.</summary>
    public static RuleSet Only(string id) => RuleSet.Of(All.Rules.Where(r => r.Id == id));

    private static string Rule(string id, string form, string more = "", bool diagnosis = true)
    {
        (string Name, string Type)[] selections = [("oom", "container.oom"), ("pause", "container.pause"), ("end", "container.unpause")];
        var used = selections.Where(s => form.Contains(s.Name, StringComparison.Ordinal)).ToList();
        return string.Join('\n', (string[])
        [
            $"rule: {id}",
            $"title: {id}",
            "severity: warning",
            "status: stable",
            "owner: tests",
            "description: For tests.",
            more,
            "match:",
            .. used.Select(s => $"  {s.Name}: {{ event: {s.Type} }}"),
            "correlate:",
            "  by: [container.id]",
            $"  {form}",
            diagnosis ? $"diagnosis: {{ summary: \"{id} of ${{{{ {used[0].Name}.container.name }}}}\", cause: It is a test., confidence: 0.95 }}" : "",
            "incident: { keep_open: 7m, cooldown: 15m }",
            "",
        ]);
    }

    private static RuleSet Load(params IReadOnlyList<string> rules)
    {
        using var folder = new RuleFolder();
        foreach (var (text, number) in rules.Select((r, n) => (r, n)))
        {
            _ = folder.Write($"{number}.yaml", text);
        }

        var loaded = RunbookFolder.Load([folder.Path], DateOnly.FromDateTime(Some.Noon.UtcDateTime));
        return loaded.Set ?? throw new InvalidOperationException(string.Join('\n', loaded.Findings));
    }
}

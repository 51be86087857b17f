using System.Text.Json;
using System.Text.Json.Nodes;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Schemas;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Tests.Runbooks;
using Diagnoser.Server.Tests.Support;
using Json.Schema;

namespace Diagnoser.Server.Tests.Cli.Rules;

/// <summary>What editors check while one types: every good rule passes, and plain mistakes are marked.</summary>
public sealed class SchemaCommandTests
{
    private static readonly JsonSchema Parsed = JsonSchema.FromText(RuleSchema.Text());
    private static readonly string Folder = AppContext.BaseDirectory;

    public static TheoryData<string> Shipped => [.. In("runbooks")];

    public static TheoryData<string> Files => [.. In("runbooks"), .. In("Examples")];

    [Fact]
    public async Task It_prints_the_schema_and_nothing_else()
    {
        using var cli = new TestCli();

        Assert.Equal(ExitCodes.Done, await cli.RunAsync("rules", "schema"));
        Assert.Equal(RuleSchema.Text(), cli.Out);
        Assert.Equal("http://json-schema.org/draft-07/schema#", JsonDocument.Parse(cli.Out).RootElement.GetProperty("$schema").GetString());
    }

    [Fact]
    public void The_schema_beside_the_runbooks_is_the_one_of_this_program() =>
        Assert.True(
            File.ReadAllText(Path.Combine(Folder, "Approved", "rule.schema.json")) == RuleSchema.Text(),
            "runbooks/rule.schema.json differs from the catalogue and the language. If those are right: diagnoser rules schema > runbooks/rule.schema.json");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_runbook_passes(string file)
    {
        var problems = Problems(File.ReadAllText(Path.Combine(Folder, file)));

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_runbook_names_the_schema(string file) =>
        Assert.StartsWith("# yaml-language-server: $schema=../rule.schema.json\n", File.ReadAllText(Path.Combine(Folder, file)), StringComparison.Ordinal);

    [Theory]
    [InlineData("severity: critical", "severity: urgent")]
    [InlineData("owner:", "ovner:")]
    [InlineData("constraint: memcg }\n  die", "constraints: memcg }\n  die")]
    [InlineData("constraint: memcg }\n  die", "constraint: memcgs }\n  die")]
    [InlineData("event: kernel.oom_kill\n", "event: kernel.oomkill\n")]
    [InlineData("{ container.exit_code: 137 }", "{ exit_code: 137 }")]
    [InlineData("{ container.exit_code: 137 }", "{ health.status: unhealthy }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code: 137s }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code: \"137\" }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code|greater: 137 }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code|contains: 13 }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code|i: 137 }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.memory.limit|gte: 30s }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.memory.limit|gte: 512m }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.run_seconds|lt: 10Mi }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.name|exists: maybe }")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit.facts: x }")]
    [InlineData("{ container.exit_code: 137 }", "[]")]
    [InlineData("within: 30s", "within: 30x")]
    [InlineData("by: [container.run]", "by: container.run")]
    [InlineData("all: [oom, die]", "all: [oom, die]\n  any: [oom]")]
    [InlineData("all: [oom, die]", "unless: [oom]")]
    [InlineData("all: [oom, die]", "count: { of: die }")]
    [InlineData("of: die, as: bytes", "of: die, as: byte")]
    [InlineData("inspect: HostConfig.Memory", "inspekt: HostConfig.Memory")]
    [InlineData("confidence: 0.95", "confidence: sure")]
    [InlineData("confidence: 0.95", "confidence: 95")]
    [InlineData("risk: low", "risk: tiny")]
    [InlineData("at: 0s, event", "at: soon, event")]
    [InlineData("process.rss: 500Mi", "process.rss: lots")]
    [InlineData("summary|contains", "sumary|contains")]
    [InlineData("expect: none", "expect: nothing")]
    [InlineData("rule: oom-killed-memory-limit", "rule: OOM Killed")]
    [InlineData("owner: platform-sre", "scope: world")]
    [InlineData("owner: platform-sre", "recover: { evnt: container.start }")]
    [InlineData("owner: platform-sre", "explains: [{ rule: other, relation: depends }]")]
    public void A_plain_mistake_does_not(string right, string wrong)
    {
        Assert.Contains(right, Yaml.Oom, StringComparison.Ordinal);

        Assert.Empty(Problems(Yaml.Oom));
        Assert.NotEmpty(Problems(Yaml.Oom.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{ container.name|not|startswith|i: [api, web] }")]
    [InlineData("{ container.name|startswith|not: 7 }")]
    [InlineData("{ container.exit_code|not: [0, 143], container.run_seconds|lt: 10s }")]
    [InlineData("{ container.memory.peak|gte|field: container.memory.limit }")]
    [InlineData("{ container.memory.peak|field|gte: container.memory.limit }")]
    [InlineData("{ container.label.com.example.team: shop, container.label.x|exists: false }")]
    [InlineData("{ container.exit.facts|has|all: [a, b], container.restarting: true }")]
    [InlineData("[{ container.exit_code: 137 }, { container.exit.ended_by|not: operator }]")]
    public void Every_way_to_write_a_condition_passes_the_linter_and_the_schema(string where)
    {
        var text = Yaml.Oom.Replace("{ container.exit_code: 137 }", where, StringComparison.Ordinal);

        Assert.Equal("", Yaml.LintText(text));
        Assert.Empty(Problems(text));
    }

    [Theory]
    [InlineData("override: some-rule\nseverity: info\nuntil: 2026-12-31\nreason: known\n", true)]
    [InlineData("- override: some-rule\n  enabled: false\n- override: other\n  fixes: { restart: { enabled: false, risk: high } }\n", true)]
    [InlineData("override: some-rule\nincident: { cooldown: 1h }\nexceptions: [{ name: x, where: { container.name: x } }]\n", true)]
    [InlineData("override: some-rule\nenabled: no\n", false)]
    [InlineData("override: some-rule\nseverty: info\n", false)]
    [InlineData("override: some-rule\nfixes: { restart: { risks: high } }\n", false)]
    [InlineData("override: some-rule\nexceptions: [{ name: x, where: { container.nam: x } }]\n", false)]
    [InlineData("override: some-rule\nuntil: tomorrow\n", false)]
    public void Overrides_are_checked_too(string text, bool good) => Assert.Equal(good, Problems(text).Count == 0);

    [Theory]
    [InlineData("owner: platform-sre", "zzz: 1", "rule")]
    [InlineData("within: 30s", "zzz: 1", "correlate")]
    [InlineData("confidence: 0.95", "confidence: 0.95\n  zzz: 1", "diagnosis")]
    [InlineData("risk: low", "risk: low\n    zzz: 1", "fix")]
    [InlineData("event: kernel.oom_kill\n", "event: kernel.oom_kill\n    zzz: 1\n", "selection")]
    [InlineData("id: c1, name: shop-api-1", "id: c1, zzz: 1, name: shop-api-1", "given_container")]
    [InlineData("owner: platform-sre", "incident: { zzz: 1 }", "incident")]
    [InlineData("owner: platform-sre", "recover: { event: container.start, zzz: 1 }", "recover")]
    [InlineData("owner: platform-sre", "explains: [{ rule: a, zzz: 1 }]", "explains")]
    [InlineData("owner: platform-sre", "exceptions: [{ name: a, where: { container.name: a }, zzz: 1 }]", "exception")]
    [InlineData("expect: none", "expect: none\n    zzz: 1", "test")]
    public void The_linter_and_the_schema_know_the_same_keys(string right, string wrong, string definition)
    {
        var finding = Yaml.Lint(Yaml.Oom.Replace(right, wrong, StringComparison.Ordinal)).First(f => f.Message.Contains("unknown key 'zzz'", StringComparison.Ordinal));
        var allowed = finding.Message[(finding.Message.IndexOf("allowed: ", StringComparison.Ordinal) + "allowed: ".Length)..].Split(", ");
        var keys = JsonNode.Parse(RuleSchema.Text())!["definitions"]![definition]!["properties"]!.AsObject().Select(p => p.Key);

        Assert.Equal(allowed.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> In(string folder) => Directory
        .EnumerateFiles(Path.Combine(Folder, folder), "*.yaml", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Folder, f))
        .Order(StringComparer.Ordinal);

    private static IReadOnlyList<string> Problems(string text)
    {
        var tree = YamlTree.ReadAll(System.Text.Encoding.UTF8.GetBytes(text), "r.yaml");
        Assert.True(tree.Root is ListNode, string.Join('\n', tree.Findings));
        return [.. ((ListNode)tree.Root!).Items.SelectMany(Problems)];
    }

    private static IEnumerable<string> Problems(RuleNode document)
    {
        var result = Parsed.Evaluate(JsonSerializer.SerializeToElement(NodeJson.Of(document)), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] : (result.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation} {e.Key}: {e.Value}")).DefaultIfEmpty("not valid");
    }
}

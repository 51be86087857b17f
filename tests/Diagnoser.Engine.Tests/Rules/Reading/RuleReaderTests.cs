using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Rules.Reading;

public sealed class RuleReaderTests
{
    [Fact]
    public void Reads_every_form_of_correlation()
    {
        Assert.Equal((CorrelationKind.Any, 2), Shape(Correlate("""{ "by": ["container.run"], "any": ["die", "start"] }""")));
        Assert.Equal((CorrelationKind.All, 2), Shape(Correlate("""{ "all": ["start", { "count": "die", "gte": 3 }] }""")));
        Assert.Equal((CorrelationKind.Sequence, 2), Shape(Correlate("""{ "sequence": ["start", { "count": "die", "gte": 3 }], "within": "10m" }""")));
        var counted = Correlate("""{ "count": { "of": "die", "gte": 3 }, "unless": ["start"], "within": "10m" }""");
        Assert.Equal((TimeSpan.FromMinutes(10), new Step("die", 3)), (counted.Within, counted.Steps.Single()));
        Assert.Equal(["start"], counted.Unless);
        var absent = Correlate("""{ "absent": { "of": "start", "after": "die", "within": "30s" } }""");
        Assert.Equal(("start", "die", TimeSpan.FromSeconds(30)), (absent.Absent, absent.Steps.Single().Selection, absent.Within));
    }

    [Fact]
    public void A_key_may_differ_by_selection()
    {
        var part = Correlate("""{ "all": ["die", "start"], "by": [{ "who": { "die": "container.name", "start": "container.label.of" } }] }""").By.Single();

        Assert.Equal(("who", "container.name", "container.label.of"), (part.Name, part.Fields["die"], part.Fields["start"]));
    }

    [Fact]
    public void A_key_must_exist_for_every_selection_that_takes_part()
    {
        var findings = Nodes.Read(Text("""{ "all": ["die", "restarted"], "by": ["container.run"] }""")).Findings;

        Assert.Contains(findings, f => f.Message.StartsWith("correlate.by: selection restarted: daemon.restart has no field 'container.run'; where names differ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("die.count", true)]
    [InlineData("die.first.time", true)]
    [InlineData("die.last.container.exit_code", true)]
    [InlineData("die.container.exit_code", true)]
    [InlineData("start.time", false)]
    [InlineData("die", false)]
    [InlineData("die.first", false)]
    public void Names_follow_what_has_matched(string name, bool known)
    {
        var text = Text("""{ "count": { "of": "die", "gte": 3 }, "unless": ["start"] }""").Replace("\"s\"", $"\"${{{{ {name} }}}}\"", StringComparison.Ordinal);

        Assert.Equal(known, Nodes.Read(text).Rule is not null);
    }

    [Fact]
    public void A_selection_that_nothing_names_is_a_warning()
    {
        var findings = Nodes.Read(Text("""{ "any": ["die"] }""")).Findings;

        Assert.Equal(["match.start", "match.restarted"], findings.Where(f => f.Level == FindingLevel.Warning).Select(f => f.Key));
    }

    [Fact]
    public void Of_an_event_that_nothing_makes_yet_the_author_is_warned_where_the_rule_names_it()
    {
        var reading = Nodes.Read("""
            {
              "rule": "r", "title": "t", "severity": "info", "needs": ["swarm.task"],
              "match": { "line": { "event": "swarm.node", "where": { "swarm.node.state": "down" } } },
              "correlate": { "any": ["line"] },
              "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 },
              "tests": [{
                "name": "a line", "events": [{ "at": "0s", "event": "swarm.node", "swarm.node.state": "down" }],
                "expect": [{ "rule": "r" }]
              }]
            }
            """);

        Assert.NotNull(reading.Rule);
        Assert.All(reading.Findings, f => Assert.Equal(FindingLevel.Warning, f.Level));
        Assert.Equal(["match.line.event", "needs"], reading.Findings.Select(f => f.Key).Order());
        Assert.Contains(reading.Findings, f => f.Message.EndsWith(
            "no source of this version makes swarm.node events yet; the rule can only fire on events from other publishers", StringComparison.Ordinal));
    }

    [Fact]
    public void Evidence_is_typed_and_usable_below()
    {
        var rule = Nodes.Rule(Text(
            """{ "any": ["die"] }""",
            """
            "evidence": {
              "limit": { "inspect": "HostConfig.Memory", "as": "bytes" },
              "tail": { "logs": 50, "before": "10s", "match": "(?<err>panic: .*)", "take": "first" },
              "peak": { "sample": "cgroup.memory.current", "window": "5m", "take": "max", "as": "bytes" },
              "port": { "field": "die.container.exit_code", "as": "int" },
              "holder": { "topology": "port_holder", "port": "~${{ die.container.exit_code }}" },
              "full_in": { "sample": "disk.free_bytes", "window": "1h", "take": "time_to_zero" },
              "nets": { "topology": "networks" },
              "named": { "topology": "services_named", "name": "~${{ die.container.name }}" }
            },
            "fixes": [{
              "id": "f", "title": "t", "risk": "medium", "when": "has(holder) && has(holder.container.id) && peak > 0.9 * limit && tail.contains('x') && size(named) == 1 && nets.contains('a') && named.first.network == 'b' && full_in < 1h",
              "command": "docker stop ${{ holder.container.name }}",
              "verify": { "event": "container.start", "where": { "container.id|field": "die.container.id" }, "within": "30s" },
              "change": { "file": "compose", "path": "services.${{ die.service.short_name }}.logging", "value": { "driver": "json-file", "max-file": "~3" } }
            }],
            """));

        Assert.Equal(["limit", "tail", "peak", "port", "holder", "full_in", "nets", "named"], rule.Evidence.Select(e => e.Name));
        Assert.Equal(Take.TimeToZero, rule.Evidence[5].Take);
        Assert.True(RuleSet.Of([rule]).UsesTopology);
        Assert.Equal((EvidenceUnit.Bytes, "die", Take.Max), (rule.Evidence[0].As, rule.Evidence[0].Of, rule.Evidence[2].Take));
        Assert.Equal("container.start with container.id field die.container.id within 30 s", rule.Fixes[0].Verify!.Source);
        Assert.Equal("{ driver: json-file, max-file: \"3\" }", rule.Fixes[0].Change!.Value.Source);
    }

    [Theory]
    [InlineData("""{ "topology": "network" }""", "x", "unknown topology 'network'; did you mean 'networks'? (allowed: networks, state, port_holder, services_named, dependents, dependencies")]
    [InlineData("""{ "topology": "services_named" }""", "x", "evidence.x.name: is missing; the name that is looked for")]
    [InlineData("""{ "topology": "networks", "name": "db" }""", "x", "unknown key 'name'")]
    [InlineData("""{ "topology": "services_named", "name": "db" }""", "x.first.netwrk", "services_named has no 'first.netwrk'; did you mean 'first.network'? (it has networks, first.name,")]
    [InlineData("""{ "topology": "state" }""", "x.since", "the evidence 'x' is one value and has no 'since'")]
    [InlineData("""{ "sample": "m", "take": "time_to_zer" }""", "x", "did you mean 'time_to_zero'?")]
    public void What_is_wrong_about_evidence_is_said_with_what_is_right(string evidence, string name, string message)
    {
        var text = Text("""{ "any": ["die"] }""", $$"""
            "evidence": { "x": {{evidence}} },
            """).Replace("\"s\"", $"\"~${{{{ {name} }}}}\"", StringComparison.Ordinal);

        Assert.Contains(Nodes.Read(text).Findings, f => f.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_verifying_command_is_followed_by_what_it_must_print()
    {
        var rule = Nodes.Rule(Text(
            """{ "any": ["die"] }""",
            """
            "fixes": [{
              "id": "f", "title": "t", "risk": "low", "command": "docker start ${{ die.container.name }}",
              "verify": { "command": "docker inspect ${{ die.container.name }}", "expect": "${{ ceil_mib(1.5Mi) }}" }
            }],
            """));

        var rendered = rule.Fixes[0].Verify!.Render(new Fixed("web-1"), RenderTarget.Text);

        Assert.Equal("docker inspect web-1  # must print: 2097152", rendered.Text);
        Assert.Null(rule.Fixes[0].Verify!.Render(new Fixed("-rf"), RenderTarget.Text).Text);
    }

    [Fact]
    public void An_exception_holds_to_the_end_of_its_day()
    {
        var rule = Nodes.Rule(Text(
            """{ "any": ["die"] }""",
            """ "exceptions": [{ "name": "batch", "where": { "container.label.job": "batch" }, "until": "2026-12-31", "by": "me" }], """));

        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), rule.Exceptions[0].Until);
        Assert.True(rule.Exceptions[0].Condition.Matches(Nodes.Event(("container.label.job", "batch")), new Captures()));
        Assert.False(rule.Exceptions[0].Condition.Matches(Nodes.Event(), new Captures()));
    }

    private static (CorrelationKind Kind, int Steps) Shape(Engine.Rules.Correlation correlation) => (correlation.Kind, correlation.Steps.Count);

    private static Engine.Rules.Correlation Correlate(string correlate) => Nodes.Rule(Text(correlate)).Correlation;

    private static string Text(string correlate, string more = "") => $$"""
        {
          "rule": "r", "title": "t", "severity": "info",
          "match": { "die": { "event": "container.die" }, "start": { "event": "container.start" }, "restarted": { "event": "daemon.restart" } },
          "correlate": {{correlate}},
          {{more}}
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }
        }
        """;

    private sealed class Fixed(string text) : IScope
    {
        public Value Resolve(string path) => Value.Of(text);
    }
}

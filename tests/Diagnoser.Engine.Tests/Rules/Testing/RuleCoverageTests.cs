using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Engine.Tests.Rules.Testing;

public sealed class RuleCoverageTests
{
    [Fact]
    public void Each_part_is_reached_by_what_a_test_did_with_it()
    {
        var parts = Cover(
            Test("a", """{ "at": "1s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""", """[{ "container": "c1" }]"""));

        Assert.Equal(
            [
                (PartKind.Selection, "die", true),
                (PartKind.Alternative, "die { container.exit_code: 7 }", true),
                (PartKind.Alternative, "die { container.exit_code: 8 }", false),
                (PartKind.Unless, "oom", false),
                (PartKind.Exception, "known", false),
                (PartKind.Evidence, "code", true),
                (PartKind.Evidence, "limit", false),
                (PartKind.Fix, "always", true),
                (PartKind.Fix, "rarely", false),
            ],
            parts);
    }

    [Fact]
    public void Tests_add_up()
    {
        var parts = Cover(
            Test("a", """{ "at": "1s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""", """[{ "container": "c1" }]"""),
            Test("b", """{ "at": "1s", "event": "container.die", "container": "c2", "container.exit_code": 8 }""", """[{ "container": "c2", "fixes|has": "rarely" }]"""),
            Test("c", """{ "at": "1s", "event": "container.die", "container": "batch", "container.exit_code": 8 }""", "\"none\""),
            Test("d", """{ "at": "0s", "event": "container.oom", "container": "c1" }, { "at": "1s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""", "\"none\""));

        Assert.All(parts, p => Assert.True(p.IsReached, p.Name));
    }

    [Fact]
    public void A_rule_without_tests_reaches_nothing() => Assert.All(Cover(), p => Assert.False(p.IsReached));

    private static List<(PartKind Kind, string Name, bool IsReached)> Cover(params IReadOnlyList<string> tests)
    {
        var rule = Nodes.Rule($$"""
            {
              "rule": "r", "title": "t", "severity": "info",
              "match": {
                "die": { "event": "container.die", "where": [{ "container.exit_code": 7 }, { "container.exit_code": 8 }] },
                "oom": { "event": "container.oom" }
              },
              "correlate": { "by": ["container.id"], "any": ["die"], "unless": ["oom"] },
              "exceptions": [{ "name": "known", "where": { "container.name": "batch" } }],
              "evidence": { "code": { "field": "die.container.exit_code" }, "limit": { "inspect": "HostConfig.Memory", "of": "die" } },
              "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 },
              "fixes": [
                { "id": "always", "title": "t", "risk": "low", "command": "docker start ~" },
                { "id": "rarely", "title": "t", "risk": "low", "command": "docker start ~", "when": "code == 8" }
              ],
              "tests": [{{string.Join(", ", tests)}}]
            }
            """);
        return [.. RuleCoverage.Of(rule, RuleTestRunner.Run(rule, RuleSet.Of([rule]))).Parts.Select(p => (p.Kind, p.Name, p.IsReached))];
    }

    private static string Test(string name, string events, string expect) => $$"""
        {
          "name": "{{name}}", "events": [{{events}}], "expect": {{expect}},
          "given": { "containers": [{ "id": "c1" }, { "id": "c2", "inspect": { "HostConfig.Memory": "512Mi" } }, { "id": "batch" }] }
        }
        """;
}

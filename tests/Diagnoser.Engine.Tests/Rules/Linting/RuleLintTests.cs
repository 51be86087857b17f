using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Tests.Rules.Linting;

public sealed class RuleLintTests
{
    private const string Die = """{ "die": { "event": "container.die" } }""";
    private const string Any = """{ "by": ["container.run"], "any": ["die"] }""";
    private const string Fires = """{ "name": "f", "given": { "containers": [{ "id": "c1" }] }, "events": [{ "at": "0s", "event": "container.die", "container": "c1" }], "expect": [{ "container": "c1" }] }""";
    private const string Silent = """{ "name": "s", "given": { "containers": [{ "id": "c1" }] }, "events": [{ "at": "0s", "event": "container.oom", "container": "c1" }], "expect": "none" }""";

    [Fact]
    public void A_good_rule_has_no_findings() => Assert.Empty(Lint(Rule("a", Die, Any)));

    [Theory]
    [InlineData(Fires, "no-silent-test")]
    [InlineData(Silent, "no-firing-test")]
    [InlineData(Fires + "," + Silent + "," + Silent, "duplicate-name")]
    public void Tests_of_both_kinds_with_names_of_their_own_are_asked_for(string tests, string check) =>
        Assert.Equal(check, Assert.Single(Lint(Rule("a", Die, Any, tests))).Check.Id);

    [Theory]
    [InlineData("""{ "die": { "event": "container.die", "where": [{ "container.exit_code": 1 }, { "container.exit_code|gt": 0 }] } }""", "whatever satisfies this alternative satisfies { container.exit_code|gt: 0 }")]
    [InlineData("""{ "die": { "event": "container.die", "where": [{ "container.exit_code": 1 }, { "container.exit_code": 1 }] } }""", "whatever satisfies this alternative satisfies { container.exit_code: 1 }")]
    public void An_alternative_that_another_contains_changes_nothing(string match, string message)
    {
        var finding = Assert.Single(Lint(Rule("a", match, Any)));

        Assert.Equal(LintChecks.ContainedAlternative, finding.Check);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alternative_whose_pattern_catches_something_may_matter() =>
        Assert.Empty(Lint(Rule(
            "a", """{ "die": { "event": "container.die", "where": [{ "container.name|re": "web-(?<n>[0-9]+)" }, { "container.name|exists": true }] } }""", Any)));

    [Fact]
    public void One_alternative_that_no_event_satisfies_is_named() =>
        Assert.StartsWith(
            "match.die: no event satisfies this alternative: 'container.exit_code: 1' and 'container.exit_code|gt: 1' exclude each other",
            Assert.Single(Lint(Rule(
                "a",
                """{ "die": { "event": "container.die", "where": [{ "container.exit_code": 1, "container.exit_code|gt": 1 }, { "container.exit_code": 3 }] } }""",
                Any))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "by": ["container.run"], "sequence": ["die", "start"] }""", "start begins a new run")]
    [InlineData("""{ "by": ["container.run"], "absent": { "of": "start", "after": "die", "within": "30s" } }""", "start begins a new run")]
    [InlineData("""{ "by": ["container.run"], "any": ["die"], "unless": ["ended"] }""", "every event of die is one of ended too, which unless forbids")]
    [InlineData("""{ "by": ["container.name"], "all": ["a", "b"] }""", "a and b must share container.name")]
    public void A_correlation_that_never_completes_is_named(string correlate, string message)
    {
        var finding = Assert.Single(Lint(Rule("r", Selections(correlate), correlate)));

        Assert.Equal(LintChecks.UnreachableCorrelation, finding.Check);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "by": ["container.id"], "sequence": ["die", "start"] }""")]
    [InlineData("""{ "by": ["container.run"], "sequence": ["start", "die"] }""")]
    [InlineData("""{ "by": ["container.id"], "absent": { "of": "start", "after": "die", "within": "30s" } }""")]
    [InlineData("""{ "by": ["container.run"], "any": ["die", "start"], "unless": ["ended"] }""")]
    [InlineData("""{ "by": ["host.name"], "all": ["a", "b"] }""")]
    public void One_that_can_complete_is_not(string correlate) => Assert.Empty(Lint(Rule("r", Selections(correlate), correlate)));

    [Fact]
    public void Two_rules_that_fire_together_are_named_once_with_place_and_remedy()
    {
        var narrow = Rule("narrow", """{ "die": { "event": "container.die", "where": { "container.exit_code": 1 } } }""", Any);
        var findings = Lint(Rule("wide", Die, Any), narrow);

        var finding = Assert.Single(findings);
        Assert.Equal((LintChecks.Overlap, "1.yaml"), (finding.Check, finding.File));
        Assert.Contains("'wide' (0.yaml:1) fires too, and both are shown; write refines: [wide] here", finding.Message, StringComparison.Ordinal);
        Assert.Empty(Lint(Rule("wide", Die, Any), narrow.Replace("\"title\"", "\"refines\": [\"wide\"], \"title\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_two_rules_that_say_the_same_the_second_is_named() =>
        Assert.Contains("it fires on the same events as 'a'", Assert.Single(Lint(Rule("a", Die, Any), Rule("b", Die, Any))).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_many_that_fire_together_each_is_named_once_and_names_the_first_others()
    {
        var narrow = """{ "die": { "event": "container.die", "where": { "container.exit_code": 1 } } }""";
        var findings = Lint([.. "abcde".Select(id => Rule($"{id}", Die, Any)), Rule("narrow", narrow, Any), Rule("same", narrow, Any)]);

        Assert.Equal(["1.yaml", "2.yaml", "3.yaml", "4.yaml", "5.yaml", "6.yaml"], findings.Select(f => f.File));
        Assert.EndsWith("it fires on the same events as 'a' (0.yaml:1) and 'b' (1.yaml:1); write refines: [a, b] here if this one says more, or make some of them more exact", findings[1].Message, StringComparison.Ordinal);
        Assert.EndsWith("whenever it fires, 'a' (0.yaml:1), 'b' (1.yaml:1), 'c' (2.yaml:1) and 2 more fire too, and all are shown; write refines: [a, b, c, …] here, or make the other ones more exact", findings[4].Message, StringComparison.Ordinal);
        Assert.Contains("it fires on the same events as 'narrow' (5.yaml:1); whenever it fires, 'a' (0.yaml:1), ", findings[5].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_can_never_fire_overlaps_with_none() =>
        Assert.Equal(
            LintChecks.UnreachableSelection,
            Assert.Single(Lint(
                Rule("wide", Die, Any),
                Rule("never", """{ "die": { "event": "container.die", "where": { "container.exit_code": 1, "container.exit_code|gt": 1 } } }""", Any))).Check);

    [Theory]
    [InlineData("""{ "by": ["container.id"], "count": { "of": "die", "gte": 3, "distinct": "host.name" } }""", "set scope: fleet")]
    [InlineData("""{ "by": ["container.name"], "count": { "of": "die", "gte": 2, "distinct": "container.name" } }""", "share container.name")]
    public void Different_values_of_what_all_share_are_never_seen(string correlate, string why)
    {
        var finding = Assert.Single(Lint(Rule("r", """{ "die": { "event": "container.die", "where": { "container.exit_code": 1 } } }""", correlate)));

        Assert.Equal(LintChecks.UnreachableCorrelation, finding.Check);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker system prune -f", "prune")]
    [InlineData("cd /tmp && rm -rf x", "rm")]
    [InlineData("systemctl restart docker", "restart docker")]
    [InlineData("docker rm -f web", "docker rm -f")]
    [InlineData("sync;reboot", "reboot")]
    [InlineData("mkfs.ext4 /dev/sda", "mkfs")]
    [InlineData("dd if=/dev/zero of=/x", "dd")]
    [InlineData("kill  -9 17", "kill -9")]
    [InlineData("docker run --rm alpine true", null)]
    [InlineData("docker restart docker-proxy", null)]
    [InlineData("docker logs --tail 20 web", null)]
    public void Words_of_danger_are_found(string command, string? word) => Assert.Equal(word, DangerousWords.Find(command));

    [Theory]
    [InlineData("docker stop ${{ die.container.name }}", "docker stop")]
    [InlineData("cd /srv && docker compose restart web", "docker compose restart")]
    [InlineData("docker service scale web=0", "docker service scale")]
    [InlineData("docker inspect web | grep stop", null)]
    [InlineData("docker logs stop", null)]
    public void Words_that_change_something_are_found(string command, string? word) => Assert.Equal(word, DangerousWords.FindChanging(command));

    private static string Selections(string correlate)
    {
        var all = new Dictionary<string, string>
        {
            ["die"] = """{ "event": "container.die", "where": { "container.exit_code": 1 } }""",
            ["start"] = """{ "event": "container.start" }""",
            ["ended"] = """{ "event": "container.die", "where": { "container.exit_code|gt": 0 } }""",
            ["a"] = """{ "event": "container.die", "where": { "container.name": "a" } }""",
            ["b"] = """{ "event": "container.oom", "where": { "container.name": "b" } }""",
        };
        return $"{{ {string.Join(", ", all.Where(s => correlate.Contains($"\"{s.Key}\"", StringComparison.Ordinal)).Select(s => $"\"{s.Key}\": {s.Value}"))} }}";
    }

    private static string Rule(string id, string match, string correlate, string tests = Fires + "," + Silent) => $$"""
        {
          "rule": "{{id}}", "title": "t", "severity": "info", "match": {{match}}, "correlate": {{correlate}},
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }, "tests": [{{tests}}]
        }
        """;

    private static IReadOnlyList<LintFinding> Lint(params IReadOnlyList<string> rules) =>
        RuleSetReader.Read(rules.Select((json, i) => ($"{i}.yaml", Nodes.Of(json)))).Findings;
}

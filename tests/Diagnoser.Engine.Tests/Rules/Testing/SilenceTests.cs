using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Engine.Tests.Rules.Testing;

public sealed class SilenceTests
{
    private const string Died = """{ "at": "1s", "event": "container.die", "container": "c1", "container.exit_code": 3 }""";

    [Fact]
    public void The_condition_that_refused_most_is_named_with_what_was_seen() =>
        Assert.Equal(
            ["die: 0 of 2 container.die matched; 'container.exit_code: 7' refused 2 (it was 3 or 4)", "oom: the test has no container.oom event"],
            Run(
                """{ "by": ["container.run"], "all": ["die", "oom"] }""",
                $$"""{{Died}}, { "at": "9s", "event": "container.start", "container": "c1" }, { "at": "20s", "event": "container.die", "container": "c1", "container.exit_code": 4 }"""));

    [Fact]
    public void Selections_that_matched_and_did_not_come_together_are_said() =>
        Assert.Equal(
            [
                "die: 1 of 1 container.die matched",
                "oom: 1 of 1 container.oom matched",
                "correlate: sequence [die, oom] did not complete with the same container.id within 1 min",
            ],
            Run(
                """{ "by": ["container.id"], "sequence": ["die", "oom"] }""",
                """{ "at": "0s", "event": "container.oom", "container": "c1" }, { "at": "9s", "event": "container.die", "container": "c1", "container.exit_code": 7 }"""));

    [Fact]
    public void What_forbade_the_match_is_said() =>
        Assert.Contains(
            "unless: oom was seen, which forbids a match near it",
            Run(
                """{ "by": ["container.id"], "any": ["die"], "unless": ["oom"] }""",
                """{ "at": "0s", "event": "container.oom", "container": "c1" }, { "at": "9s", "event": "container.die", "container": "c1", "container.exit_code": 7 }"""));

    [Fact]
    public void An_event_without_the_key_is_said() =>
        Assert.Contains(
            "by: 1 of 1 die has no compose.service, so it shares that with none",
            Run("""{ "by": ["compose.service"], "any": ["die"] }""", """{ "at": "9s", "event": "container.die", "container": "c1", "container.exit_code": 7 }"""));

    [Fact]
    public void An_exception_that_held_is_said() =>
        Assert.Contains(
            "exception 'known': keeps the rule silent for 1 of these events",
            Run(
                """{ "by": ["container.id"], "any": ["die"] }""",
                """{ "at": "9s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""",
                """{ "name": "known", "where": { "container.name": "c1" } }"""));

    [Fact]
    public void A_rule_that_only_hides_others_is_said_to_tell_nothing() =>
        Assert.Equal(
            ["die: 1 of 1 container.die matched", "diagnosis: the rule has none, so it tells nothing itself; expect what it hides with hidden_by"],
            Run(
                """{ "by": ["container.id"], "any": ["die"] }""",
                """{ "at": "9s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""",
                tells: "\"suppresses\": [\"other\"]"));

    [Fact]
    public void A_test_that_expects_nothing_and_gets_nothing_needs_no_reason() =>
        Assert.Empty(Run("""{ "by": ["container.id"], "any": ["die"] }""", Died, expect: "\"none\""));

    private static IReadOnlyList<string> Run(string correlate, string events, string exceptions = "", string expect = """[{ "container": "c1" }]""", string tells = """ "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 } """)
    {
        var oom = correlate.Contains("oom", StringComparison.Ordinal) ? """, "oom": { "event": "container.oom" }""" : "";
        var rule = Nodes.Rule($$"""
            {
              "rule": "r", "title": "t", "severity": "info",
              "match": { "die": { "event": "container.die", "where": { "container.exit_code": 7 } }{{oom}} },
              "correlate": {{correlate}}, "exceptions": [{{exceptions}}],
              {{tells}},
              "tests": [{ "name": "n", "given": { "containers": [{ "id": "c1" }] }, "events": [{{events}}], "expect": {{expect}} }]
            }
            """);
        return RuleTestRunner.Run(rule, RuleSet.Of([rule]))[0].Silence;
    }
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Explaining;

namespace Diagnoser.Engine.Tests.Rules.Explaining;

public sealed class RuleExplainerTests
{
    private const string Died = """{ "at": "1s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""";
    private const string Oom = """{ "at": "5s", "event": "container.oom", "container": "c1" }""";

    [Fact]
    public void Each_predicate_says_what_it_saw()
    {
        var explanation = Explain(
            """{ "any": ["die"] }""",
            """{ "at": "0s", "event": "container.die", "container": "c1", "container.exit_code": 3, "container.memory.limit": "512Mi", "missing": ["container.memory.peak"] }""",
            die: """{ "container.exit_code": 7, "container.memory.limit|gt": "1Gi", "container.memory.peak|gt": "1Gi", "container.name": "c1" }""");

        var die = Assert.Single(explanation.Selections);
        Assert.Equal((1, 0), (die.Came, die.Matched));
        var refusal = Assert.Single(die.Refusals);
        Assert.Equal(3, refusal.Refusals);
        Assert.Equal(
            [
                "container.exit_code: 7 | False | 3",
                "container.memory.limit|gt: 1Gi | False | 536870912 (512 MiB)",
                "container.name: c1 | True | c1",
            ],
            refusal.Alternatives[0].Predicates.Where(p => !p.IsAbsent).Select(p => $"{p.Text} | {p.Holds} | {p.Seen}"));
        var absent = Assert.Single(refusal.Alternatives[0].Predicates, p => p.IsAbsent);
        Assert.False(absent.Holds);
        Assert.NotEqual("", absent.Seen);
        Assert.Empty(explanation.Outcomes);
    }

    [Fact]
    public void A_field_that_is_absent_says_why()
    {
        var rule = Rule("""{ "any": ["die"] }""", Died, die: """{ "container.memory.peak|gt": "1Gi" }""");
        var lacking = rule.Tests[0].Events[0] with { Missing = [new MissingEvidence("container.memory.peak", "the cgroup was gone")] };

        var seen = Assert.Single(Explain(rule, [lacking]).Selections[0].Refusals).Alternatives[0].Predicates[0];

        Assert.Equal((true, "the cgroup was gone"), (seen.IsAbsent, seen.Seen));
    }

    [Fact]
    public void Of_several_alternatives_the_nearest_is_named()
    {
        var explanation = Explain(
            """{ "any": ["die"] }""",
            Died,
            die: """[{ "container.exit_code": 1, "container.name": "x" }, { "container.exit_code": 7, "container.name": "x" }]""");

        var refusal = Assert.Single(explanation.Selections[0].Refusals);
        Assert.Equal(1, refusal.Nearest);
        Assert.Equal([true, false], refusal.Alternatives[1].Predicates.Select(p => p.Holds));
    }

    [Fact]
    public void The_expression_says_its_value_and_those_of_its_names()
    {
        var explanation = Explain("""{ "any": ["die"] }""", Died, when: "container.exit_code > 100 || container.memory.limit > 1Gi");

        var when = Assert.Single(explanation.Selections[0].Refusals).When!;
        Assert.False(when.Holds);
        Assert.Equal(["container.exit_code=7 False", "container.memory.limit=container.memory.limit is not known True"], when.Names.Select(n => $"{n.Name}={n.Value} {n.IsAbsent}"));
    }

    [Fact]
    public void Hostile_values_are_made_visible_and_cut()
    {
        var hostile = "\e[31m\u202e" + new string('x', 500);
        var rule = Rule("""{ "any": ["die"] }""", Died, die: """{ "container.name": "y" }""");
        var dockerEvent = rule.Tests[0].Events[0] with { Subject = new Subject(Subject.Container, "c1", hostile) };

        var seen = Explain(rule, [dockerEvent]).Selections[0].Refusals[0].Alternatives[0].Predicates[0].Seen;

        Assert.StartsWith("\\x1b[31m\\u202exxx", seen, StringComparison.Ordinal);
        Assert.True(seen.Length < 200);
    }

    [Fact]
    public void An_exception_and_a_lacking_key_are_said()
    {
        var excepted = Explain("""{ "any": ["die"] }""", Died, exceptions: """{ "name": "known", "where": { "container.name": "c1" } }""").Selections[0];
        var keyless = Explain("""{ "by": ["compose.service"], "any": ["die"] }""", Died).Selections[0];

        Assert.Equal((1, 1, "known"), (excepted.Matched, excepted.Excepted, excepted.Matches[0].ExceptedBy));
        Assert.Equal((1, "compose.service"), (keyless.Keyless, keyless.Matches[0].KeyLacks));
    }

    [Fact]
    public void A_count_says_how_many_there_were() =>
        Assert.Equal(
            ["lacks die: 2 of 3 die within 10 s"],
            Attempt(
                """{ "by": ["container.id"], "within": "10s", "count": { "of": "die", "gte": 3 } }""",
                """{ "at": "1s", "repeat": 5, "every": "7s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""").Reasons);

    [Fact]
    public void A_sequence_says_what_was_there_and_what_was_not()
    {
        var attempt = Attempt("""{ "by": ["container.id"], "within": "1m", "sequence": ["oom", "die"] }""", Died);

        Assert.Equal(AttemptOutcome.Lacking, attempt.Outcome);
        Assert.Equal(["die was there, at 00:00:01.000", "lacks oom: none within 1 min"], attempt.Reasons);
    }

    [Fact]
    public void One_that_came_too_early_or_with_another_key_is_said()
    {
        var early = Attempt(
            """{ "by": ["container.id"], "within": "10s", "all": ["die", "oom"] }""",
            Oom + """, { "at": "29s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""");
        var other = Attempt(
            """{ "by": ["container.id"], "within": "10s", "all": ["die", "oom"] }""",
            Died + """, { "at": "2s", "event": "container.oom", "container": "c2" }""");

        Assert.Contains("lacks oom: none within 10 s; the nearest was at 00:00:05.000, 24 s before", early.Reasons);
        Assert.Contains(other.Reasons, r => r.EndsWith("; 1 with another container.id had one", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_order_is_said() =>
        Assert.Contains(
            "but not in the order die, then oom, then die",
            Attempt(
                """{ "by": ["container.id"], "within": "1m", "sequence": ["die", "oom", "die"] }""",
                """{ "at": "0s", "repeat": 2, "every": "1s", "event": "container.die", "container": "c1", "container.exit_code": 7 }, { "at": "4s", "event": "container.oom", "container": "c1" }, { "at": "9s", "event": "container.oom", "container": "c1" }""").Reasons);

    [Fact]
    public void What_forbids_the_match_is_said()
    {
        var unless = Attempt("""{ "by": ["container.id"], "within": "10s", "any": ["die"], "unless": ["oom"] }""", Died + ", " + Oom);
        var absent = Attempt("""{ "by": ["container.id"], "absent": { "of": "oom", "after": "die", "within": "10s" } }""", Died + ", " + Oom);

        Assert.Equal((AttemptOutcome.Forbidden, "unless: oom at 00:00:05.000 forbids it"), (unless.Outcome, unless.Reasons[^1]));
        Assert.Equal((AttemptOutcome.Forbidden, "oom came at 00:00:05.000, so it is not absent"), (absent.Outcome, absent.Reasons[^1]));
    }

    [Fact]
    public void A_wait_says_until_when_and_fires_once_it_is_over()
    {
        const string Correlate = """{ "by": ["container.id"], "absent": { "of": "oom", "after": "die", "within": "10s" } }""";

        var waiting = Explain(Rule(Correlate, Died), until: 8);
        var over = Explain(Rule(Correlate, Died), until: 12);

        var attempt = Assert.Single(waiting.Keys).Attempt!;
        Assert.Equal((AttemptOutcome.Waiting, "waits until 00:00:11.000: oom could come within 10 s"), (attempt.Outcome, attempt.Reasons[^1]));
        Assert.Empty(waiting.Outcomes);
        Assert.True(Assert.Single(over.Outcomes).Shown);
        Assert.Equal(At(1), Assert.Single(Assert.Single(over.Keys).Completions));
        Assert.Null(over.Keys[0].Attempt);
    }

    [Fact]
    public void A_silent_collector_suspends_what_is_absent()
    {
        var rule = Rule("""{ "by": ["container.id"], "absent": { "of": "oom", "after": "die", "within": "10s" } }""", Died);
        var died = rule.Tests[0].Events[0];
        var silent = new DockerEvent("s1", EventTypes.CollectorSilent, At(4), died.Host, new Subject(Subject.Daemon, "e1", "e1"));

        var attempt = Assert.Single(Explain(rule, [died, silent], until: 60).Keys).Attempt!;

        Assert.Equal((AttemptOutcome.Suspended, "suspended: the collector is silent since 00:00:04.000, so that container.oom may have come unseen"), (attempt.Outcome, attempt.Reasons[^1]));
    }

    [Fact]
    public void A_condition_that_did_not_hold_long_enough_says_when_it_ended()
    {
        const string Correlate = """{ "by": ["container.id"], "any": ["die"] }""";
        const string Recover = """ "for": "30s", "recover": { "event": "container.oom" },""";

        var ended = Explain(Rule(Correlate, Died + ", " + Oom, more: Recover));
        var held = Explain(Rule(Correlate, Died, more: Recover), until: 40);
        var holds = Explain(Rule(Correlate, Died, more: Recover), until: 20);

        Assert.Equal(["held from 00:00:01.000 only until 00:00:05.000, not for 30 s: recover matched"], Assert.Single(ended.Keys).Held);
        Assert.Empty(ended.Outcomes);
        Assert.Equal(["held from 00:00:01.000 for 30 s"], Assert.Single(held.Keys).Held);
        Assert.Single(held.Outcomes);
        Assert.Equal(["holds since 00:00:01.000 and must until 00:00:31.000: for 30 s"], Assert.Single(holds.Keys).Held);
        Assert.Empty(holds.Outcomes);
    }

    [Fact]
    public void What_hides_a_diagnosis_is_said_and_why()
    {
        const string Correlate = """{ "by": ["container.id"], "any": ["die"] }""";
        var rule = Rule(Correlate, Died);

        Assert.Equal("hidden by other, which refines it", Outcome(rule, Rule(Correlate, Died, more: """ "refines": ["r"],""", id: "other")));
        Assert.Equal("hidden by other, which explains it away (suppresses)", Outcome(rule, Rule(Correlate, Died, more: """ "suppresses": ["r"],""", id: "other")));
        Assert.Equal(
            "hidden: the rule is experimental and runs in shadow; it is kept, and told to nobody",
            Outcome(rule with { Status = RuleStatus.Experimental }));
        Assert.Equal("shown", Outcome(rule));
    }

    [Fact]
    public void A_repetition_names_the_one_before()
    {
        var explanation = Explain(
            """{ "by": ["container.run"], "any": ["die"] }""",
            """{ "at": "1s", "event": "container.die", "container": "c1", "container.exit_code": 7 }, { "at": "2s", "event": "container.start", "container": "c1" }, { "at": "30s", "event": "container.die", "container": "c1", "container.exit_code": 7 }""");

        Assert.Equal(["shown", "hidden: within its cooldown of 15 min after the one of 00:00:01.000"], explanation.Outcomes.Select(o => o.Text));
    }

    [Fact]
    public void What_is_not_asked_about_stands_beside()
    {
        var rule = Rule("""{ "by": ["container.id"], "all": ["die", "oom"] }""", Died + """, { "at": "2s", "event": "container.die", "container": "c2", "container.exit_code": 7 }""");
        var explainer = new RuleExplainer(RuleSet.Of([rule]), rule, e => e.Subject.Name == "c1");
        foreach (var dockerEvent in rule.Tests[0].Events)
        {
            explainer.Take(dockerEvent);
        }

        var explanation = explainer.Finish();

        Assert.Equal((1, 2L), (explanation.Selections[0].Came, explanation.Events));
        Assert.Single(explanation.Keys);
    }

    private static AttemptExplanation Attempt(string correlate, string events) => Explain(correlate, events).Keys[0].Attempt!;

    private static string Outcome(Rule rule, params Rule[] others)
    {
        var explainer = new RuleExplainer(RuleSet.Of([rule, .. others]), rule);
        foreach (var dockerEvent in rule.Tests[0].Events)
        {
            explainer.Take(dockerEvent);
        }

        return Assert.Single(explainer.Finish().Outcomes).Text;
    }

    private static RuleExplanation Explain(string correlate, string events, string? die = null, string? when = null, string exceptions = "") =>
        Explain(Rule(correlate, events, die, when, exceptions));

    private static RuleExplanation Explain(Rule rule, IReadOnlyList<DockerEvent>? events = null, double? until = null)
    {
        var explainer = new RuleExplainer(RuleSet.Of([rule]), rule);
        foreach (var dockerEvent in events ?? rule.Tests[0].Events)
        {
            explainer.Take(dockerEvent);
        }

        return explainer.Finish(until is { } seconds ? At(seconds) : null);
    }

    private static DateTimeOffset At(double seconds) => Correlation.Given.Start.AddSeconds(seconds);

    private static Rule Rule(string correlate, string events, string? die = null, string? when = null, string exceptions = "", string more = "", string id = "r")
    {
        var oom = correlate.Contains("oom", StringComparison.Ordinal) ? """, "oom": { "event": "container.oom" }""" : "";
        return Nodes.Rule($$"""
            {
              "rule": "{{id}}", "title": "t", "severity": "warning", "status": "stable", {{more}}
              "match": { "die": { "event": "container.die", "where": {{die ?? """{ "container.exit_code": 7 }"""}}{{(when is null ? "" : $", \"when\": \"{when}\"")}} }{{oom}} },
              "correlate": {{correlate}}, "exceptions": [{{exceptions}}],
              "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.95 },
              "tests": [{ "name": "n", "given": { "containers": [{ "id": "c1" }, { "id": "c2" }] }, "events": [{{events}}], "expect": "none" }]
            }
            """);
    }
}

using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Rules;
using Diagnoser.Engine.Tests.Support;

namespace Diagnoser.Engine.Tests.Matching;

public sealed class EventMatcherTests
{
    [Fact]
    public void Finds_exactly_what_asking_every_selection_finds()
    {
        var matched = 0;
        Gen.Select(RandomRules.Sets, RandomRules.Events.List[1, 20], Gen.OneOf<RuleScope?>(null, RuleScope.Host, RuleScope.Fleet)).Sample(
            (rules, events, scope) =>
            {
                var matcher = new EventMatcher(rules, scope);
                var hits = new List<SelectionHit>();
                foreach (var dockerEvent in events)
                {
                    matcher.Match(dockerEvent, hits);
                    var expected = Naive(rules, scope, dockerEvent);
                    Assert.Equal(expected.Select(h => h.Ref), hits.Select(h => h.Ref));
                    Assert.Equal(expected.Select(h => h.Captures["who"]), hits.Select(h => h.Captures["who"]));
                    _ = Interlocked.Add(ref matched, hits.Count);
                }
            },
            iter: 400);

        Assert.True(matched > 2_500, $"only {matched} selections matched");
    }

    [Theory]
    [InlineData("\"container.id\": \"c1\"", "container.error")]
    [InlineData("\"container.exit_code\": 42", "log.tail")]
    public void What_a_text_leads_to_is_asked_for_its_equalities_too(string equality, string text)
    {
        var rules = Rules([.. Enumerable.Range(0, 5).Select(n => $$"""{ {{equality}}, "{{text}}|contains": "word-{{n}}" }""")]);
        var said = Nodes.Event((AttributeNames.Error, "it said word-3"), (AttributeNames.ExitCode, 1)) with { Evidence = [Nodes.Logs("it said word-3")] };
        var hits = new List<SelectionHit>();

        new EventMatcher(rules).Match(said, hits);
        Assert.Empty(hits);

        var meant = said with { Attributes = said.Attributes.With(AttributeNames.ExitCode, 42), Subject = said.Subject with { Id = "c1" } };
        new EventMatcher(rules).Match(meant, hits);
        Assert.Single(hits);
    }

    [Fact]
    public void What_was_caught_belongs_to_its_hit_alone()
    {
        var matcher = new EventMatcher(Rules("""{ "container.error|re": "bind (?<ip>\\S+) failed" }""", """{ "container.exit_code": 1 }"""));
        var (first, second) = (new List<SelectionHit>(), new List<SelectionHit>());

        matcher.Match(Nodes.Event((AttributeNames.Error, "bind 10.0.0.1 failed"), (AttributeNames.ExitCode, 1)), first);
        matcher.Match(Nodes.Event((AttributeNames.Error, "bind 10.0.0.2 failed"), (AttributeNames.ExitCode, 1)), second);

        Assert.Equal(("10.0.0.1", null), (first[0].Captures["ip"], first[1].Captures["ip"]));
        Assert.Equal("10.0.0.2", second[0].Captures["ip"]);
        Assert.Same(first[1].Captures, second[1].Captures);
    }

    [Fact]
    public void Of_a_failed_attempt_nothing_stays_caught()
    {
        var rules = Rules("""[{ "container.error|re": "bind (?<ip>\\S+) failed" }]""", """{ "container.error|re": ["x(?<port>1)y", "failed"] }""");
        var excluded = Nodes.Rule(Json("s", """{ "container.error|re": "bind (?<ip>\\S+) failed" }""", "container.exit_code == 2"));
        var matcher = new EventMatcher(RuleSet.Of([.. rules.Rules.Skip(1), excluded]));
        var hits = new List<SelectionHit>();

        matcher.Match(Nodes.Event((AttributeNames.Error, "bind 10.0.0.1 failed"), (AttributeNames.ExitCode, 1)), hits);

        Assert.Null(Assert.Single(hits).Captures["ip"]);
    }

    [Fact]
    public void An_event_that_matches_nothing_allocates_nothing()
    {
        var rules = Rules(
            """{ "container.exit_code": [137, 143], "container.oom_killed": true }""",
            """{ "service.name": "shop_web", "container.exit_code|gt": 200 }""",
            """{ "container.error|re": "(?<what>never) there", "container.exit_code": 137 }""",
            """{ "container.error|contains": "refused", "container.volumes|has": "docker.sock" }""",
            """{ "container.error|glob": "*refused", "container.networks|contains": ["x", "y"] }""",
            """[{ "container.label.team": "a" }, { "container.label.team": "b", "container.exit_code|not": 1 }]""",
            """{ "host.name|not": "host-1" }""",
            """{ "log.tail|re": "(?<what>never) there" }""",
            """{ "log.tail|contains": "not this", "service.name": "shop_web" }""",
            """{ "container.run": "c1@never" }""",
            """{ "container.run|startswith": "never", "service.short_name|not": "web" }""",
            """{ "service.short_name": ["x", "y"] }""",
            """{ "service.short_name|contains": "zz" }""",
            """{ "time|lt": "2020-01-01T00:00:00Z" }""");
        var when = Nodes.Rule(Json("zz", """{ "container.exit_code": 137 }""", "service.name in ['a', 'b'] || max(container.exit_code, 3) < 1 || !(size(container.error) * 2 > 1) || container.exit_code / 0 > 1"));
        var set = RuleSet.Of([.. rules.Rules, when]);
        var matcher = new EventMatcher(set);
        var hits = new List<SelectionHit>();
        var dockerEvent = Nodes.Event(
            (AttributeNames.ExitCode, 137), (AttributeNames.Error, "dial tcp 10.0.0.7:5432: connection refused by peer, and no more than that was said"),
            (AttributeNames.Volumes, AttributeValue.FromList(["a", "b"])), (AttributeNames.Networks, AttributeValue.FromList(["bridge"]))) with
        {
            Evidence = [Nodes.Logs("listening on 8080", "it said \"done\" and ended")],
        };

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                matcher.Match(dockerEvent, hits);
            }
        }));
        Assert.Empty(hits);
    }

    [Fact]
    public void An_index_is_built_once_for_a_rule_set()
    {
        var rules = Rules("{}");

        Assert.Same(rules.Index(RuleScope.Host), rules.Index(RuleScope.Host));
    }

    [Fact]
    public void An_event_of_a_type_that_no_rule_looks_at_matches_nothing()
    {
        var hits = new List<SelectionHit> { default };

        new EventMatcher(Rules("{}")).Match(Nodes.Event() with { Type = EventTypes.ContainerStart }, hits);

        Assert.Empty(hits);
    }

    private static List<SelectionHit> Naive(RuleSet rules, RuleScope? scope, DockerEvent dockerEvent)
    {
        var hits = new List<SelectionHit>();
        foreach (var selection in rules.ForType(dockerEvent.Type).Where(s => scope is null || s.Rule.Scope == scope))
        {
            var captures = new Captures();
            if (selection.Selection.Condition.Matches(dockerEvent, captures))
            {
                hits.Add(new SelectionHit(selection, captures));
            }
        }

        return hits;
    }

    private static RuleSet Rules(params string[] wheres) => RuleSet.Of(wheres.Select((where, i) => Nodes.Rule(Json($"r{i}", where))));

    private static string Json(string id, string where, string? when = null) => $$"""
        {
          "rule": "{{id}}", "title": "t", "severity": "info",
          "match": { "x": { "event": "container.die", "where": {{where}} {{(when is null ? "" : $", \"when\": {JsonSerializer.Serialize(when)}")}} } },
          "correlate": { "any": ["x"] },
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }
        }
        """;
}

using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Tests.Rules.Linting;

public sealed class OverlapTests
{
    private const string Any = """{ "by": ["container.run"], "any": ["x"] }""";

    [Fact]
    public void A_narrower_condition_fires_with_the_wider_one_and_not_the_other_way_round()
    {
        var (narrow, wide) = (Rule("n", X("""{ "container.exit_code": 3, "container.name": "a" }"""), Any), Rule("w", X("""{ "container.exit_code|gt": 0 }"""), Any));

        Assert.True(Overlap.Holds(narrow, wide));
        Assert.False(Overlap.Holds(wide, narrow));
    }

    [Theory]
    [InlineData("""{ "by": ["container.name"], "within": "5m", "count": { "of": "x", "gte": 5 } }""", """{ "by": ["container.name"], "within": "10m", "count": { "of": "x", "gte": 3 } }""", true)]
    [InlineData("""{ "by": ["container.name"], "within": "5m", "count": { "of": "x", "gte": 5 } }""", """{ "by": ["container.name"], "within": "4m", "count": { "of": "x", "gte": 3 } }""", false)]
    [InlineData("""{ "by": ["container.name"], "within": "5m", "count": { "of": "x", "gte": 2 } }""", """{ "by": ["container.name"], "within": "10m", "count": { "of": "x", "gte": 3 } }""", false)]
    [InlineData("""{ "by": ["service.name"], "within": "5m", "count": { "of": "x", "gte": 5 } }""", """{ "by": ["container.name"], "within": "10m", "count": { "of": "x", "gte": 3 } }""", false)]
    [InlineData("""{ "by": ["container.name"], "count": { "of": "x", "gte": 5 } }""", """{ "any": ["x"] }""", true)]
    [InlineData("""{ "any": ["x"] }""", """{ "by": ["container.name"], "count": { "of": "x", "gte": 5 } }""", false)]
    [InlineData("""{ "by": ["container.run"], "all": ["x", "y"] }""", """{ "by": ["container.run"], "any": ["x"] }""", true)]
    [InlineData("""{ "by": ["container.run"], "any": ["x", "y"] }""", """{ "by": ["container.run"], "any": ["x"] }""", false)]
    [InlineData("""{ "by": ["container.run"], "sequence": ["x", "y"] }""", """{ "by": ["container.run"], "all": ["x", "y"] }""", true)]
    [InlineData("""{ "by": ["container.run"], "all": ["x", "y"] }""", """{ "by": ["container.run"], "sequence": ["x", "y"] }""", false)]
    [InlineData("""{ "by": ["container.run"], "sequence": ["x", "y"] }""", """{ "by": ["container.run"], "sequence": ["y", "x"] }""", false)]
    [InlineData("""{ "by": ["container.id"], "absent": { "of": "y", "after": "x", "within": "30s" } }""", """{ "by": ["container.id"], "absent": { "of": "y", "after": "x", "within": "10s" } }""", true)]
    [InlineData("""{ "by": ["container.id"], "absent": { "of": "y", "after": "x", "within": "10s" } }""", """{ "by": ["container.id"], "absent": { "of": "y", "after": "x", "within": "30s" } }""", false)]
    [InlineData("""{ "by": ["container.run"], "any": ["x"] }""", """{ "by": ["container.run"], "any": ["x"], "unless": ["y"] }""", false)]
    public void The_correlation_decides_too(string from, string to, bool fires)
    {
        const string match = """{ "x": { "event": "container.die" }, "y": { "event": "container.oom" } }""";

        Assert.Equal(fires, Overlap.Holds(Rule("a", match, from), Rule("b", match, to)));
    }

    [Fact]
    public void Other_event_types_do_not_overlap() =>
        Assert.False(Overlap.Holds(Rule("a", """{ "x": { "event": "container.die" } }""", Any), Rule("b", """{ "x": { "event": "container.oom" } }""", Any)));

    [Fact]
    public void A_rule_that_names_the_other_has_settled_it()
    {
        var (one, other) = (Rule("a", X("{}"), Any), Rule("b", X("{}"), Any));

        Assert.False(Overlap.IsSettled(one, other));
        Assert.True(Overlap.IsSettled(one with { Refines = ["b"] }, other));
        Assert.True(Overlap.IsSettled(one, other with { Suppresses = ["a"] }));
        Assert.True(Overlap.IsSettled(one, other with { Diagnosis = null }));
        Assert.True(Overlap.IsSettled(one, other with { Scope = RuleScope.Fleet }));
    }

    private static string X(string where) => $$"""{ "x": { "event": "container.die", "where": {{where}} } }""";

    private static Rule Rule(string id, string match, string correlate) => Nodes.Rule($$"""
        {
          "rule": "{{id}}", "title": "t", "severity": "info", "match": {{match}}, "correlate": {{correlate}},
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }
        }
        """);
}

using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Tests.Rules.Linting;

public sealed class ContradictionTests
{
    [Theory]
    [InlineData("""{ "container.exit_code": 1, "container.exit_code|gte": 5 }""")]
    [InlineData("""{ "container.exit_code": [1, 2], "container.exit_code|not": [1, 2] }""")]
    [InlineData("""{ "container.exit_code": [1, 9], "container.exit_code|gt": 1, "container.exit_code|lt": 9 }""")]
    [InlineData("""{ "container.exit_code|all": [1, 2] }""")]
    [InlineData("""{ "container.exit_code|gte": 5, "container.exit_code|lt": 3 }""")]
    [InlineData("""{ "container.exit_code|gt": 4, "container.exit_code|lt": 5 }""")]
    [InlineData("""{ "container.run_seconds|gt": "5s", "container.run_seconds|lte": "5s" }""")]
    [InlineData("""{ "container.exit_code|gte": 5, "container.exit_code|gte|not": [4, 6] }""")]
    [InlineData("""{ "container.name|exists": false, "container.name": "a" }""")]
    [InlineData("""{ "container.exit.ended_by": "operator", "container.exit.ended_by|not": ["operator", "daemon"] }""")]
    [InlineData("""{ "container.oom_killed": true, "container.oom_killed|not": true }""")]
    [InlineData("""{ "container.name": "api-1", "container.name|startswith": "web" }""")]
    [InlineData("""{ "container.name": "api-1", "container.name|re": "^web-[0-9]+" }""")]
    [InlineData("""{ "container.name|startswith": ["api", "app"], "container.name|startswith|i": "Web" }""")]
    [InlineData("""{ "container.name|startswith": "web-1", "container.name|not|contains": "web" }""")]
    public void No_event_satisfies_these(string where) => Assert.NotNull(Contradiction.Of(Conditions.Alternative(where).Predicates));

    [Theory]
    [InlineData("""{ "container.exit_code": [1, 9], "container.exit_code|gte": 5 }""")]
    [InlineData("""{ "container.exit_code|gte": 5, "container.exit_code|lte": 5 }""")]
    [InlineData("""{ "container.exit_code|gte": [5, 1], "container.exit_code|lt": 3 }""")]
    [InlineData("""{ "container.run_seconds|gt": "4s", "container.run_seconds|lt": "5s" }""")]
    [InlineData("""{ "container.exit_code": 1, "container.run_seconds|lt": "5s" }""")]
    [InlineData("""{ "container.name|exists": true, "container.name": "a" }""")]
    [InlineData("""{ "container.exit.ended_by|not": ["operator", "daemon"] }""")]
    [InlineData("""{ "container.name|startswith": ["api", "web"], "container.name|startswith|i": "Web" }""")]
    [InlineData("""{ "container.name|startswith": "web", "container.name|not|contains": "web-1" }""")]
    [InlineData("""{ "container.name": "a", "service.name|field": "container.name", "service.name": "b" }""")]
    [InlineData("""{ "container.name|endswith": "-1", "container.name|startswith": "web" }""")]
    public void An_event_may_satisfy_these(string where) => Assert.Null(Contradiction.Of(Conditions.Alternative(where).Predicates));

    [Fact]
    public void Both_conditions_are_named() =>
        Assert.Equal(
            "'container.exit_code|gte: 5' and 'container.exit_code|lt: 3' exclude each other",
            Contradiction.Of(Conditions.Alternative("""{ "container.exit_code|gte": 5, "container.name": "a", "container.exit_code|lt": 3 }""").Predicates));
}

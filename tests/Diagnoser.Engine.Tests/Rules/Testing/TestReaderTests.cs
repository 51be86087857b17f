using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Tests.Rules.Testing;

public sealed class TestReaderTests
{
    [Fact]
    public void A_test_may_name_a_recording_in_place_of_events()
    {
        var test = Nodes.Rule(Rule("""{ "name": "n", "recording": "cases/oom.jsonl", "expect": "none" }""")).Tests[0];

        Assert.Equal("cases/oom.jsonl", test.Recording!.File);
        Assert.Empty(test.Events);
    }

    [Fact]
    public void Its_events_begin_at_0s()
    {
        var test = Nodes.Rule(Rule("""{ "name": "n", "recording": "oom.jsonl", "expect": "none" }""")).Tests[0];
        var first = Nodes.Event();

        var filled = test.On([first, first with { Time = first.Time.AddSeconds(9) }]);

        Assert.Equal((first.Time, 2), (filled.Start, filled.Events.Count));
    }

    [Theory]
    [InlineData("../oom.jsonl")]
    [InlineData("/tmp/oom.jsonl")]
    [InlineData("a/../../oom.jsonl")]
    [InlineData("a\\\\oom.jsonl")]
    [InlineData("oom.json")]
    public void Only_a_recording_beside_the_rule_can_be_named(string file) =>
        Assert.Equal(
            LintChecks.WrongRecording,
            Assert.Single(Nodes.Read(Rule($$"""{ "name": "n", "recording": "{{file}}", "expect": "none" }""")).Findings).Check);

    [Theory]
    [InlineData("""{ "name": "n", "recording": "oom.jsonl", "events": [], "expect": "none" }""", "tests.events: stands beside recording")]
    [InlineData("""{ "name": "n", "recording": "oom.jsonl", "given": {}, "expect": "none" }""", "tests.given: stands beside recording")]
    [InlineData("""{ "name": "n", "recordin": "oom.jsonl", "expect": "none" }""", "did you mean 'recording'?")]
    public void What_cannot_stand_beside_it_is_named(string test, string message) =>
        Assert.Contains(Nodes.Read(Rule(test)).Findings, f => f.Message.Contains(message, StringComparison.Ordinal));

    private static string Rule(string test) => $$"""
        {
          "rule": "r", "title": "t", "severity": "info",
          "match": { "x": { "event": "container.die" } }, "correlate": { "any": ["x"] },
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 },
          "tests": [{{test}}]
        }
        """;
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Tests.Rules;

namespace Diagnoser.Engine.Tests.Matching;

public sealed class SoughtLinesTests
{
    [Theory]
    [InlineData("""{ "log.body|contains": "connection refused" }""", "connection refused")]
    [InlineData("""{ "log.body|contains": ["too many clients", "remaining slots"] }""", "remaining slots", "too many clients")]
    [InlineData("""{ "log.body|contains|all": ["dial tcp", "i/o timeout reached"] }""", "dial tcp")]
    [InlineData("""{ "log.body|re": "(?i)could not (open|read) file [0-9]+" }""", "could not open file ", "could not read file ")]
    [InlineData("""{ "log.body|startswith": "FATAL", "container.name": "db" }""", "FATAL")]
    [InlineData("""{ "log.body": "out of memory" }""", "out of memory")]
    [InlineData("""[ { "log.body|contains": "alpha" }, { "log.body|contains": "beta" } ]""", "alpha", "beta")]
    [InlineData("""{ "log.body|contains": "Datei nicht geöffnet worden" }""", "Datei nicht ge")]
    public void Every_line_that_matches_holds_one_of_the_texts(string where, params string[] texts)
    {
        var sought = SoughtLines.Of(Rules(where));

        Assert.Equal(texts, sought.Texts);
        Assert.Empty(sought.Unbounded);
    }

    [Theory]
    [InlineData("""{ "container.name": "db" }""")]
    [InlineData("""{ "log.body|not|contains": "healthy" }""")]
    [InlineData("""{ "log.body|re": "[0-9]+" }""")]
    [InlineData("""[ { "log.body|contains": "alpha" }, { "container.name": "db" } ]""")]
    public void Where_that_cannot_be_said_nothing_is_sought_and_the_linter_tells(string where)
    {
        var sought = SoughtLines.Of(Rules(where));

        Assert.Empty(sought.Texts);
        Assert.Equal("x", Assert.Single(sought.Unbounded).Selection.Name);
        Assert.Contains(Lint(where), finding => finding.Check == LintChecks.UnsoughtLines);
    }

    [Fact]
    public void A_selection_with_texts_and_one_of_other_events_is_not_told()
    {
        Assert.DoesNotContain(Lint("""{ "log.body|contains": "alpha" }"""), finding => finding.Check == LintChecks.UnsoughtLines);
        Assert.Empty(SoughtLines.Of(RuleSet.Of([Nodes.Rule(Text("""{ "log.body|contains": "alpha" }""").Replace(EventTypes.ContainerLog, EventTypes.DaemonLog, StringComparison.Ordinal))])).Texts);
    }

    [Fact]
    public void Of_a_long_text_the_beginning_is_sought() =>
        Assert.Equal(EventWire.SoughtTextLimit, Assert.Single(SoughtLines.Of(Rules($$"""{ "log.body|contains": "{{new string('x', 500)}}" }""")).Texts).Length);

    private static IReadOnlyList<LintFinding> Lint(string where) => RuleSetReader.Read([("r.yaml", Nodes.Of(Text(where)))]).Findings;

    private static RuleSet Rules(string where) => RuleSet.Of([Nodes.Rule(Text(where))]);

    private static string Text(string where) => $$"""
        {
          "rule": "r", "title": "t", "severity": "info",
          "match": { "x": { "event": "{{EventTypes.ContainerLog}}", "where": {{where}} } },
          "correlate": { "any": ["x"] },
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }
        }
        """;
}

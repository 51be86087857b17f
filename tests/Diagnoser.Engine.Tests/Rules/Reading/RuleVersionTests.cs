namespace Diagnoser.Engine.Tests.Rules.Reading;

public sealed class RuleVersionTests
{
    private const string Diagnosis = """ "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 } """;

    [Fact]
    public void Layout_and_tests_change_nothing()
    {
        var version = Of(7);

        Assert.Matches("^[0-9a-f]{12}$", version);
        Assert.Equal(version, Of(7, "\n\n   "));
        Assert.Equal(version, Of(7, """ "tests": [], """));
    }

    [Fact]
    public void Every_value_counts()
    {
        string[] versions =
        [
            Of(7),
            Of(8),
            Of(7, """ "severity": "info", "owner": "7", """),
            Of(7, """ "severity": "info", "owner": "77", """),
            Of(7, """ "severity": "info", "tags": ["a", "b"], """),
            Of(7, """ "severity": "info", "tags": ["ab"], """),
        ];

        Assert.Distinct(versions);
    }

    private static string Of(int code, string more = "") => Nodes.Rule(
        $$"""
        {
          "rule": "r", "title": "t", {{(more.Contains("severity", StringComparison.Ordinal) ? "" : """ "severity": "info", """)}} {{more}}
          "match": { "die": { "event": "container.die", "where": { "container.exit_code": {{code}} } } },
          "correlate": { "any": ["die"], "by": ["container.run"] },
          {{Diagnosis}}
        }
        """).Version;
}

using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Rules.Linting;

/// <summary>Selections written as JSON.</summary>
internal static class Conditions
{
    public static Selection Selection(string where, string eventType = "container.die", string? when = null)
    {
        var rule = Nodes.Rule($$"""
            {
              "rule": "r", "title": "t", "severity": "info",
              "match": { "x": { "event": "{{eventType}}", "where": {{where}} {{(when is null ? "" : $", \"when\": \"{when}\"")}} } },
              "correlate": { "any": ["x"] },
              "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }
            }
            """);
        return rule.Selections[0];
    }

    public static Engine.Rules.Linting.Alternative Alternative(string where, string eventType = "container.die") => Assert.Single(Engine.Rules.Linting.Alternative.Of(Selection(where, eventType)));
}

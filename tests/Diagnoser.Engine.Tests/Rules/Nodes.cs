using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Tests.Rules;

/// <summary>Makes nodes out of JSON, since the engine knows no YAML. A text that begins with a tilde counts as quoted.</summary>
internal static class Nodes
{
    private static readonly Mark Here = new(1, 1);

    public static RuleNode Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    public static RuleReading Read(string json) => RuleReader.Read(Of(json), "r.yaml");

    public static Rule Rule(string json)
    {
        var reading = Read(json);
        Assert.True(reading.Rule is not null, string.Join('\n', reading.Findings));
        return reading.Rule;
    }

    /// <summary>The condition of a selection on container.die, unless another type is named.</summary>
    public static EventCondition Where(string where, string eventType = EventTypes.ContainerDie, string? when = null)
    {
        var rule = Rule($$"""
            {
              "rule": "r", "title": "t", "severity": "info",
              "match": { "x": { "event": "{{eventType}}", "where": {{where}} {{(when is null ? "" : $", \"when\": {JsonSerializer.Serialize(when)}")}} } },
              "correlate": { "any": ["x"] },
              "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 }
            }
            """);
        return rule.Selections[0].Condition;
    }

    public static DockerEvent Event(params (string Name, AttributeValue Value)[] attributes) =>
        new("id", EventTypes.ContainerDie, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new("h1", "host-1"), new(Subject.Container, new string('a', 64), "web-1"))
        {
            Service = "shop_web",
            Stack = "shop",
            Run = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            Attributes = AttributeMap.From(attributes.Select(a => KeyValuePair.Create(a.Name, a.Value))),
        };

    public static Evidence Logs(params string[] lines) =>
        new(EvidenceKinds.Logs, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), JsonSerializer.SerializeToElement(lines.Select(l => new { text = l })));

    public static Value Field(this DockerEvent dockerEvent, string name) => EventField.Read(dockerEvent, name);

    private static RuleNode Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new MapNode(Here, [.. element.EnumerateObject().Select(p => KeyValuePair.Create(new ScalarNode(Here, p.Name, false), Of(p.Value)))]),
        JsonValueKind.Array => new ListNode(Here, [.. element.EnumerateArray().Select(Of)]),
        JsonValueKind.String when element.GetString()!.StartsWith('~') => new ScalarNode(Here, element.GetString()![1..], true),
        JsonValueKind.String => new ScalarNode(Here, element.GetString()!, false),
        JsonValueKind.Null => new ScalarNode(Here, "", false),
        _ => new ScalarNode(Here, element.GetRawText(), false),
    };
}

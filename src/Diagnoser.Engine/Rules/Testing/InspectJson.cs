using System.Globalization;
using System.Text.Json.Nodes;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Makes an inspect object of dotted paths. As the engine does, sizes become bytes and durations nanoseconds.</summary>
internal static class InspectJson
{
    private const double NanosecondsPerSecond = 1e9;

    public static JsonObject? Read(RuleNode? node, FindingLog log, string path)
    {
        if (MapReader.Of(node, log, path, "{ HostConfig.Memory: 512Mi }") is not { } map)
        {
            return null;
        }

        var root = new JsonObject();
        foreach (var (key, value) in map.Node.Entries)
        {
            Check(key, key.Text, value, log, path);
            var at = root;
            var segments = key.Text.Split('.');
            foreach (var segment in segments[..^1])
            {
                if (at[segment] is not JsonObject next)
                {
                    next = [];
                    at[segment] = next;
                }

                at = next;
            }

            at[segments[^1]] = Of(value);
        }

        return root;
    }

    // A path that is wrong in the test as in the rule would prove nothing.
    private static void Check(ScalarNode key, string inspect, RuleNode value, FindingLog log, string path)
    {
        if (InspectPaths.Problem(inspect) is { } unknown)
        {
            log.Warning(key, path, unknown, LintChecks.UnknownInspectPath);
            return;
        }

        foreach (var (below, inner) in (value as MapNode)?.Entries ?? [])
        {
            Check(below, $"{inspect}.{below.Text}", inner, log, path);
        }
    }

    public static JsonNode? Of(RuleNode node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Of(e.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(Of)]),
        ScalarNode { Quoted: true } text => JsonValue.Create(text.Text),
        ScalarNode { Text: "" or "null" } => null,
        ScalarNode { Text: "true" or "false" } boolean => JsonValue.Create(boolean.Text == "true"),
        ScalarNode scalar when Quantity.TryParse(scalar.Text.AsSpan(scalar.Text.StartsWith('-') ? 1 : 0), out var quantity) =>
            Number(quantity, scalar.Text.StartsWith('-')),
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        _ => null,
    };

    private static JsonValue Number(Quantity quantity, bool negative)
    {
        var amount = quantity.Type == ExpressionType.Duration ? quantity.Amount * NanosecondsPerSecond : quantity.Amount;
        var signed = negative ? -amount : amount;
        return double.IsInteger(signed) && Math.Abs(signed) < 1e18
            ? JsonValue.Create(long.Parse(signed.ToString("0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            : JsonValue.Create(signed);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>A tree as the JSON that an editor sees, by YAML's core schema.</summary>
internal static class NodeJson
{
    public static JsonNode? Of(RuleNode node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Where(e => !IsNull(e.Value)).Select(e => KeyValuePair.Create(e.Key.Text, Of(e.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(Of)]),
        ScalarNode { Quoted: false, Text: "true" or "false" } scalar => scalar.Text == "true",
        ScalarNode { Quoted: false } scalar when long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        ScalarNode { Quoted: false } scalar when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        ScalarNode scalar => scalar.Text,
        _ => null,
    };

    private static bool IsNull(RuleNode node) => node is ScalarNode { Text: "", Quoted: false };
}

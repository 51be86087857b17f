using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>Makes recordings that nearly hold what the rules look for: the events of the rules' own tests, spoilt.</summary>
internal static class EventLines
{
    // Stands for half a character, which no JSON writer writes.
    private const string Half = "half-a-character";

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "137", "9223372036854775807", "-9223372036854775808", "1e308", "-1e308", "1e-320", "1e999", "0.1", "\"\"", "\"x\"", "\"137\"", "\"\\u0000\\u001b[31m\"", $"\"{Half}\"",
        $"\"a{Half}{Half}b\"", "\"é\\ud83d\\ude00\\u202e\"", "\"${{ x }}\"", "\"$(reboot)\"", "\"'; rm -rf /\"", "[]", "[\"a\",\"b\"]", "[\"\"]", "[1]", "[[]]", "{}", "{\"a\":1}", "\"10.0.0.1\"", "\"::1\"", "\"name:db\"",
        $"\"{new string('a', 70_000)}\"", $"[{string.Join(',', Enumerable.Repeat("\"a\"", 5000))}]",
    ];

    private static readonly string[] Times =
    [
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999-14:00", "1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.0000001Z", "2026-01-01T11:59:59Z", "2262-04-11T23:47:16.854775807Z", "1677-09-21T00:12:43Z", "yesterday", "",
    ];

    private static readonly string[] Fields = [.. EventCatalogue.FieldNames];

    // What the tests of each set of rules let happen.
    private static readonly string[][] Tests =
    [
        .. Good.Sets.SelectMany(s => s.Rules).SelectMany(r => r.Tests).Where(t => t.Events.Count > 0)
            .Select(t => t.Given.Concat(t.Events).Take(60).Select(e => JsonSerializer.Serialize(e, ContractsJson.Default.DockerEvent)).ToArray()),
    ];

    public static readonly Gen<byte[]> All =
        from seed in Gen.Int
        from tests in Gen.Int[1, 3]
        from spoils in Gen.Int[0, 12]
        select Make(new Random(seed), tests, spoils);

    private static byte[] Make(Random random, int tests, int spoils)
    {
        var lines = new List<string>();
        for (var i = 0; i < tests; i++)
        {
            lines.AddRange(Tests[random.Next(Tests.Length)]);
        }

        for (var i = 0; i < spoils; i++)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(12))
            {
                case 0:
                    lines.Insert(random.Next(lines.Count), lines[at]);
                    break;
                case 1:
                    (lines[at], lines[0]) = (lines[0], lines[at]);
                    break;
                case 2:
                    lines[at] = HostileTexts.Spoil(lines[at], random);
                    break;
                default:
                    lines[at] = Spoil(lines[at], random);
                    break;
            }
        }

        return HostileTexts.Bytes(string.Join('\n', lines).Replace(Half, "\\ud800", StringComparison.Ordinal) + "\n", random);
    }

    // What was spoilt as text already may hold half a character, which no writer of JSON writes.
    private static string Spoil(string line, Random random)
    {
        try
        {
            return Changed(line, random);
        }
        catch (InvalidOperationException)
        {
            return line;
        }
    }

    // Another value, time, type or field somewhere in one event.
    private static string Changed(string line, Random random)
    {
        if (Parsed(line) is not { } root)
        {
            return line;
        }

        var maps = Maps(root).ToList();
        var map = maps[random.Next(maps.Count)];
        var keys = map.Select(p => p.Key).ToList();
        switch (random.Next(6))
        {
            case 0:
                root["time"] = Times[random.Next(Times.Length)];
                break;
            case 1:
                root["type"] = EventCatalogue.All[random.Next(EventCatalogue.All.Count)].Name;
                break;
            case 2 when keys.Count > 0:
                _ = map.Remove(keys[random.Next(keys.Count)]);
                break;
            case 3 when root["attributes"] is JsonObject attributes:
                attributes[Fields[random.Next(Fields.Length)]] = Value(random);
                break;
            default:
                map[keys.Count > 0 ? keys[random.Next(keys.Count)] : "x"] = Value(random);
                break;
        }

        return root.ToJsonString();
    }

    private static JsonNode? Value(Random random)
    {
        var text = Values[random.Next(Values.Length)];
        return random.Next(8) == 0 ? JsonValue.Create(Times[random.Next(Times.Length)]) : JsonNode.Parse(text);
    }

    private static IEnumerable<JsonObject> Maps(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => Maps(p.Value)).Prepend(map),
        JsonArray list => list.SelectMany(Maps),
        _ => [],
    };

    private static JsonObject? Parsed(string line)
    {
        try
        {
            return JsonNode.Parse(line, null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }
}

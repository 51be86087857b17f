using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Diagnoser.Collector.Configuration;

/// <summary>Reads settings from a JSON object of objects; comments and trailing commas are allowed.</summary>
internal static class JsonSettings
{
    public static IReadOnlyList<GivenSetting> Read(byte[] content, string file, List<SettingProblem> problems)
    {
        var text = content.AsSpan();
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        var found = new List<GivenSetting>();
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var path = new Stack<string>();
            var key = "";
            while (reader.Read())
            {
                var origin = Place(file, text, (int)reader.TokenStartIndex);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        key = (path.TryPeek(out var section) && section.Length > 0 ? section + ":" : "") + reader.GetString();
                        break;
                    case JsonTokenType.StartObject:
                        path.Push(key);
                        break;
                    case JsonTokenType.EndObject:
                        _ = path.Pop();
                        break;
                    case JsonTokenType.StartArray:
                        problems.Add(new SettingProblem(origin, key, "no setting is a list"));
                        reader.Skip();
                        break;
                    case JsonTokenType.Null:
                        break;
                    case var _ when path.Count == 0:
                        problems.Add(new SettingProblem(origin, "", "settings are an object: { \"Section\": { \"Key\": \"value\" } }"));
                        break;
                    default:
                        found.Add(new GivenSetting(key, reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan), origin));
                        break;
                }
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with broken surrogates.
            var line = (problem as JsonException)?.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number + 1}") : "";
            problems.Add(new SettingProblem(file + line, "", "not valid JSON: " + problem.Message.Split(" LineNumber:")[0]));
            return [];
        }

        return found;
    }

    private static string Place(string file, ReadOnlySpan<byte> text, int at)
    {
        var before = text[..at];
        return string.Create(CultureInfo.InvariantCulture, $"{file}:{before.Count((byte)'\n') + 1}:{at - before.LastIndexOf((byte)'\n')}");
    }
}

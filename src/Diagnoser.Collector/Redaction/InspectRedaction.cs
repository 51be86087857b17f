using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;

namespace Diagnoser.Collector.Redaction;

/// <summary>Takes secrets out of an inspect object: environment values except a few harmless ones, secrets in commands, labels and texts.</summary>
public sealed class InspectRedaction(Redactor redactor)
{
    private const int MaxText = 4096;

    private static readonly FrozenSet<string> HarmlessVariables = FrozenSet.Create(
        StringComparer.Ordinal,
        "PATH", "JAVA_TOOL_OPTIONS", "JAVA_OPTS", "JDK_JAVA_OPTIONS", "NODE_OPTIONS", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "LOG_LEVEL",
        "GOMAXPROCS", "GOMEMLIMIT", "TZ", "LANG");

    /// <summary>The object without secrets.</summary>
    public JsonElement Redact(JsonElement inspect)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, "", inspect);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer, string name, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Name, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                WriteArray(writer, name, element);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Cut(redactor.RedactNamed(name, element.GetString()!)));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private void WriteArray(Utf8JsonWriter writer, string name, JsonElement array)
    {
        writer.WriteStartArray();
        if (array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            var words = array.EnumerateArray().Select(item => item.GetString()!).ToList();
            foreach (var word in name == "Env" ? words.Select(RedactVariable) : redactor.RedactWords(words))
            {
                writer.WriteStringValue(Cut(word));
            }
        }
        else
        {
            foreach (var item in array.EnumerateArray())
            {
                Write(writer, name, item);
            }
        }

        writer.WriteEndArray();
    }

    private string RedactVariable(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return assignment;
        }

        var name = assignment[..equals];
        return IsHarmless(name) && !Redactor.IsSecretName(name)
            ? redactor.Redact(assignment)
            : $"{name}=[redacted]";
    }

    private static bool IsHarmless(string name) =>
        HarmlessVariables.Contains(name) || name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.EndsWith("_LOG_LEVEL", StringComparison.Ordinal);

    private static string Cut(string text) => text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText), "…");
}

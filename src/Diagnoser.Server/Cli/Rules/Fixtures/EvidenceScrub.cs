using System.Buffers;
using System.Text.Json;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>Makes evidence fit to be given away, string by string.</summary>
/// <param name="redactor">Takes secrets out.</param>
/// <param name="shift">Moves times.</param>
/// <param name="text">Makes a text fit.</param>
/// <param name="label">Makes the key of a label fit.</param>
internal sealed class EvidenceScrub(Redactor redactor, TimeShift shift, Func<string, string> text, Func<string, string> label)
{
    private const string Labels = "Labels";

    // Objects whose keys are names that somebody chose.
    private static readonly string[] Named = ["Networks", "Sysctls", "Volumes", "Options", "DriverOpts"];

    private readonly JsonRedaction _inspect = new(redactor);

    /// <summary>The evidence, made fit.</summary>
    public Evidence Of(Evidence evidence)
    {
        var data = evidence.Kind == EvidenceKinds.Inspect && evidence.Data.ValueKind == JsonValueKind.Object ? _inspect.Redact(evidence.Data) : evidence.Data;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, "", data);
        }

        return new Evidence(evidence.Kind, shift.Of(evidence.Time), JsonElement.Parse(buffer.WrittenSpan));
    }

    private void Write(Utf8JsonWriter writer, string name, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(name == Labels ? label(property.Name) : Named.Contains(name) ? text(property.Name) : property.Name);
                    Write(writer, property.Name, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, name, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(text(redactor.RedactNamed(name, element.GetString()!)));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>The one source-generated JSON context of the wire format: camelCase, nulls left out, one object a line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(DockerEvent))]
[JsonSerializable(typeof(IReadOnlyList<DockerEvent>))]
[JsonSerializable(typeof(Diagnosis))]
[JsonSerializable(typeof(BlindWindow))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(TimelineEntry))]
[JsonSerializable(typeof(DiagnosisConcluded))]
[JsonSerializable(typeof(IncidentChanged))]
[JsonSerializable(typeof(ExitVerdict))]
[JsonSerializable(typeof(PortHolder))]
[JsonSerializable(typeof(ProbeResult))]
[JsonSerializable(typeof(IReadOnlyList<LogLine>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ContractsJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Diagnoser.Collector.Doctor;

/// <summary>A finding as a line of JSON.</summary>
internal sealed record FindingLine(string What, string Sight, string Text, string? Fix);

/// <summary>Writes findings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FindingLine))]
internal sealed partial class DoctorJson : JsonSerializerContext;

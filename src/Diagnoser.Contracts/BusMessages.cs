using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>On the bus: a correlator concluded something, or hid what it had concluded. The name is wire format.</summary>
/// <param name="Diagnosis">The diagnosis; the newest word on its id.</param>
/// <param name="Traceparent">W3C trace context of the event that completed it.</param>
public sealed record DiagnosisConcluded(Diagnosis Diagnosis, string? Traceparent = null);

/// <summary>On the bus: an incident opened or changed. The name is wire format.</summary>
/// <param name="Incident">The incident after the change.</param>
/// <param name="Change">What changed.</param>
/// <param name="Traceparent">W3C trace context of what changed it.</param>
public sealed record IncidentChanged(Incident Incident, IncidentChange Change, string? Traceparent = null);

/// <summary>What changed of an incident.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentChange>))]
public enum IncidentChange
{
    /// <summary>It is new.</summary>
    [JsonStringEnumMemberName("opened")]
    Opened,

    /// <summary>A diagnosis joined it, or left it.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary>Its severity is higher than before.</summary>
    [JsonStringEnumMemberName("rose")]
    Rose,

    /// <summary>Somebody took it.</summary>
    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    /// <summary>It is over.</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved,
}

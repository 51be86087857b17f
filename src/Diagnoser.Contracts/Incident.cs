using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>Where an incident is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentStatus>))]
public enum IncidentStatus
{
    /// <summary>Nobody has taken it yet.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Somebody has taken it.</summary>
    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    /// <summary>Over. A resolved incident never opens again: a return is a new one (<see cref="Incident.RecurrenceOf"/>).</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved,
}

/// <summary>Diagnoses that belong together: one is the root, the others are symptoms with the reason why.</summary>
/// <param name="Id">Hash of the key and of the diagnosis that opened it.</param>
/// <param name="Key">What its diagnoses have in common (<see cref="Diagnosis.IncidentKey"/>); at most one incident of a key is not resolved.</param>
/// <param name="Version">Counts its changes from 1; who has seen a version has seen all before.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Severity">The highest of its diagnoses.</param>
/// <param name="Root">The diagnosis that the others follow from.</param>
/// <param name="Opened">When its first failure was, by the host's clock.</param>
/// <param name="LastSeen">When its last failure was, by the host's clock.</param>
public sealed record Incident(
    string Id,
    string Key,
    int Version,
    IncidentStatus Status,
    Severity Severity,
    Diagnosis Root,
    DateTimeOffset Opened,
    DateTimeOffset LastSeen)
{
    /// <summary>Discriminator of a JSON line; always <c>incident</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "incident";

    /// <summary>Version of this contract.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The other diagnoses, in order of time; the newest are left out when there are very many (<see cref="SymptomCount"/>).</summary>
    public IReadOnlyList<Symptom> Symptoms { get; init; } = [];

    /// <summary>How many symptoms there are.</summary>
    public int SymptomCount { get; init; }

    /// <summary>The services it touches, as <c>stack/service</c> or <c>service</c>, in order of name.</summary>
    public IReadOnlyList<string> Affected { get; init; } = [];

    /// <summary>How often its diagnoses were concluded, repetitions that were not told included.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>When somebody took it.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Who took it.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Who said that it is over; null if it was seen to be.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>Why it counts as over, in words.</summary>
    public string? Resolution { get; init; }

    /// <summary>The incident of the same key before it, if it came back.</summary>
    public string? RecurrenceOf { get; init; }

    /// <summary>The incident that took this one in.</summary>
    public string? MergedInto { get; init; }

    /// <summary>W3C trace context of the diagnosis that opened it.</summary>
    public string? Traceparent { get; init; }
}

/// <summary>A diagnosis that follows from the root of an incident.</summary>
/// <param name="Diagnosis">Its id.</param>
/// <param name="Time">When.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">How much must be done about it alone.</param>
/// <param name="Host">The host.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Summary">What happened, in one line.</param>
/// <param name="Because">Why it belongs to the root.</param>
public sealed record Symptom(
    string Diagnosis, DateTimeOffset Time, string Rule, Severity Severity, HostRef Host, Subject Subject, string Summary, string Because)
{
    /// <summary>The service, if it is about one.</summary>
    public string? Service { get; init; }

    /// <summary>The stack, if it is about one.</summary>
    public string? Stack { get; init; }
}

using System.Text.Json.Serialization;

namespace Diagnoser.Collector.Health;

/// <summary>How a running collector is, as it says itself.</summary>
/// <param name="Time">When it said so.</param>
/// <param name="ProcessId">Who.</param>
/// <param name="Engine">What it is doing about the engine.</param>
/// <param name="Waiting">Events in the spool.</param>
/// <param name="Confirmed">Events that the broker has confirmed since the start.</param>
internal sealed record CollectorStatus(DateTimeOffset Time, int ProcessId, string Engine, long Waiting, long Confirmed)
{
    /// <summary>Why the broker cannot be used; null while it can.</summary>
    public string? BrokerTrouble { get; init; }

    /// <summary>Why not everything can be kept in the spool; null while it can.</summary>
    public string? SpoolTrouble { get; init; }

    /// <summary>Events that could not be kept since the start.</summary>
    public long Lost => LostCritical + LostEvidence + LostRoutine;

    /// <summary>Those of them that diagnoses begin with.</summary>
    public long LostCritical { get; init; }

    /// <summary>Those of them that explain others.</summary>
    public long LostEvidence { get; init; }

    /// <summary>Those of them that were measurements.</summary>
    public long LostRoutine { get; init; }

    /// <summary>What the spool takes, in bytes.</summary>
    public long SpoolBytes { get; init; }

    /// <summary>True if it has ended in order.</summary>
    public bool HasEnded { get; init; }
}

/// <summary>The status as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CollectorStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;

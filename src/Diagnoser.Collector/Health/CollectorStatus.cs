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

    /// <summary>Why the spool cannot be written; null while it can.</summary>
    public string? SpoolTrouble { get; init; }

    /// <summary>Events that could not be kept since the start.</summary>
    public long Lost { get; init; }

    /// <summary>True if it has ended in order.</summary>
    public bool HasEnded { get; init; }
}

/// <summary>The status as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CollectorStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;

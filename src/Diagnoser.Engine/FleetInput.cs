using Diagnoser.Contracts;

namespace Diagnoser.Engine;

/// <summary>What is handed to the rules that see the fleet: an event, or what rules of one host said or took back.</summary>
public sealed record FleetInput
{
    private FleetInput()
    {
    }

    /// <summary>The event; null if it is a diagnosis.</summary>
    public DockerEvent? Event { get; private init; }

    /// <summary>The diagnosis; null if it is an event.</summary>
    public Diagnosis? Diagnosis { get; private init; }

    /// <summary>True if the event was handed on before with another verdict: where it no longer matches it is forgotten.</summary>
    public bool IsAmended { get; private init; }

    /// <summary>True if the event tells of the topology, so that it matters for as long as the container may live.</summary>
    public bool TellsTopology { get; private init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Time => Event?.Time ?? Diagnosis!.Time;

    /// <summary>An event.</summary>
    public static FleetInput Of(DockerEvent dockerEvent, bool isAmended = false, bool tellsTopology = false) =>
        new() { Event = dockerEvent, IsAmended = isAmended, TellsTopology = tellsTopology };

    /// <summary>A diagnosis.</summary>
    public static FleetInput Of(Diagnosis diagnosis) => new() { Diagnosis = diagnosis };
}

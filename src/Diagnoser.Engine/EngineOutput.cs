using System.Collections.ObjectModel;
using Diagnoser.Contracts;

namespace Diagnoser.Engine;

/// <summary>What became known.</summary>
/// <param name="Ends">Deaths and failed starts with their verdict, in order; one with the id of an earlier one amends it.</param>
/// <param name="Diagnoses">
/// New diagnoses to be shown, ones that are hidden (<see cref="Diagnosis.HiddenBy"/>), new or not, and ones whose condition goes on or is over.
/// The newest word on each counts.
/// </param>
public sealed record EngineOutput(IReadOnlyList<DockerEvent> Ends, IReadOnlyList<Diagnosis> Diagnoses)
{
    /// <summary>Nothing.</summary>
    public static readonly EngineOutput Nothing = new([], []);

    /// <summary>What the rules that see the fleet need, in this order, where these run elsewhere (<see cref="FleetEngine"/>).</summary>
    public IReadOnlyList<FleetInput> Forwarded { get; init; } = [];

    /// <summary>
    /// The event times that its hosts (empty: the fleet) had reached when this was concluded, by their events or by the clock. Whoever goes on
    /// from what was given out needs the latest of these (<see cref="DiagnosisEngine.Resumed"/>).
    /// </summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Reached { get; init; } = ReadOnlyDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Events on which a rule failed; the other rules and events are not touched by it.</summary>
    public IReadOnlyList<EngineFault> Faults { get; init; } = [];
}

/// <summary>A rule, or a verdict, failed on an event: a defect.</summary>
/// <param name="Event">The event.</param>
/// <param name="Problem">What went wrong.</param>
public sealed record EngineFault(DockerEvent Event, string Problem);

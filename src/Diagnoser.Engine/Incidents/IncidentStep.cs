using Diagnoser.Contracts;

namespace Diagnoser.Engine.Incidents;

/// <summary>One change of an incident.</summary>
/// <param name="Incident">The incident after it.</param>
/// <param name="Change">What changed.</param>
public sealed record IncidentStep(Incident Incident, IncidentChange Change);

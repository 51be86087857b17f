namespace Diagnoser.Collector;

/// <summary>A word to the people who run the collector; never an event of the host.</summary>
/// <param name="Time">When.</param>
/// <param name="Source">Which source it is about.</param>
/// <param name="Degraded">True if something cannot be seen from now on; false if all is well (again).</param>
/// <param name="Text">What happened.</param>
/// <param name="Remedy">What would cure it; null if nothing is needed.</param>
public sealed record CollectorNotice(DateTimeOffset Time, string Source, bool Degraded, string Text, string? Remedy = null);

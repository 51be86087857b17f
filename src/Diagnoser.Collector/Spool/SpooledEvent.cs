namespace Diagnoser.Collector.Spool;

/// <summary>An event that waits for the broker.</summary>
/// <param name="Seq">Its number; without holes within an epoch.</param>
/// <param name="HostId">Whose partition it goes to.</param>
/// <param name="Body">The event as JSON in UTF-8.</param>
internal sealed record SpooledEvent(long Seq, string HostId, byte[] Body);

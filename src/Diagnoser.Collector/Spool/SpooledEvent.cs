namespace Diagnoser.Collector.Spool;

/// <summary>An event that waits for the broker.</summary>
/// <param name="Position">Its number, without holes within an epoch unless something was lost; and the epoch.</param>
/// <param name="HostId">Whose partition it goes to.</param>
/// <param name="Body">The event as JSON in UTF-8.</param>
internal sealed record SpooledEvent(SpoolPosition Position, string HostId, byte[] Body);

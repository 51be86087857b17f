namespace Diagnoser.Collector.Spool;

/// <summary>Events that were lost in or before the spool, as its ledger keeps them until they are told.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Priority">What they were worth.</param>
/// <param name="From">When the first of them happened, as far as known.</param>
/// <param name="To">When the last of them happened, as far as known.</param>
/// <param name="Count">How many; 0 if that is not known.</param>
internal sealed record SpoolLoss(LossCause Cause, EventPriority Priority, DateTimeOffset From, DateTimeOffset To, long Count);

/// <summary>Why events were lost. Kept in the spool as its number.</summary>
internal enum LossCause
{
    /// <summary>There was no room for them.</summary>
    NoRoom,

    /// <summary>The spool's file was damaged.</summary>
    Damage,
}

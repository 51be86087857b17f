namespace Diagnoser.Collector.Spool;

/// <summary>
/// What is kept as the spool fills, in parts of what it may take. From 70 % new routine events are dropped; from 85 % the oldest routine events
/// make room, then the oldest evidence, and log tails are cut; from 95 % new evidence is dropped too; beyond 100 % the oldest critical events
/// make room for new ones: who reads later wants to know how it is now.
/// </summary>
/// <param name="limit">What the spool may take, in bytes.</param>
internal readonly struct Watermarks(long limit)
{
    private const double RoutineEnds = 0.70;
    private const double Tight = 0.85;
    private const double EvidenceEnds = 0.95;

    /// <summary>True if there is so much room again that losses can be told.</summary>
    public bool IsCalm(long used) => used < limit * RoutineEnds;

    /// <summary>True if a new event of this priority may come in.</summary>
    public bool Admits(EventPriority priority, long used) => priority switch
    {
        EventPriority.Routine => used < limit * RoutineEnds,
        EventPriority.Evidence => used < limit * EvidenceEnds,
        _ => true,
    };

    /// <summary>True if log tails are cut.</summary>
    public bool IsTight(long used) => used >= limit * Tight;

    /// <summary>True if there is no room for anything.</summary>
    public bool IsFull(long used) => used >= limit;
}

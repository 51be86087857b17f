using Diagnoser.Collector.Telemetry;

namespace Diagnoser.Collector.Spool;

/// <summary>How many events were lost since the start, by what they were worth. Safe for concurrent use.</summary>
internal sealed class LossTotals
{
    private readonly long[] _counts = new long[Priorities.All.Count];

    /// <summary>All of them.</summary>
    public long Sum => Priorities.All.Sum(Of);

    /// <summary>Those of a priority.</summary>
    public long Of(EventPriority priority) => Interlocked.Read(ref _counts[(int)priority]);

    /// <summary>Counts some.</summary>
    public void Add(EventPriority priority, long count, LossCause cause)
    {
        _ = Interlocked.Add(ref _counts[(int)priority], count);
        CollectorMeters.Dropped.Add(
            count, new("reason", cause == LossCause.Damage ? "spool_damaged" : "spool_full"), new("priority", Priorities.Name(priority)));
    }
}

namespace Diagnoser.Collector.Spool;

/// <summary>Counts events for which there was no room, by what they were worth. Not for concurrent use.</summary>
internal sealed class LossTally
{
    private readonly SpoolLoss?[] _losses = new SpoolLoss?[Priorities.All.Count];

    /// <summary>What was counted, an entry a priority.</summary>
    public IReadOnlyList<SpoolLoss> Entries => [.. _losses.OfType<SpoolLoss>()];

    /// <summary>How many in all.</summary>
    public long Count => _losses.Sum(loss => loss?.Count ?? 0);

    /// <summary>Counts one that happened then.</summary>
    public void Add(EventPriority priority, DateTimeOffset time) => Add(new SpoolLoss(LossCause.NoRoom, priority, time, time, 1));

    /// <summary>Counts some.</summary>
    public void Add(SpoolLoss loss)
    {
        ref var known = ref _losses[(int)loss.Priority];
        known = known is null ? loss : known with
        {
            From = loss.From < known.From ? loss.From : known.From,
            To = loss.To > known.To ? loss.To : known.To,
            Count = known.Count + loss.Count,
        };
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => Array.Clear(_losses);
}

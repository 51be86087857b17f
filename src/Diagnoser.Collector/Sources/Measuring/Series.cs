namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>A reading of counters and levels at an instant.</summary>
internal interface IReading
{
    /// <summary>When it was read.</summary>
    DateTimeOffset Time { get; }
}

/// <summary>
/// Readings of one thing, and up to where they were published. Counters are published whole, however many readings lie between two events; a
/// storm and the calm before it are published apart, since a ratio over both would hide the storm.
/// </summary>
internal sealed class Series<T>(T first)
    where T : struct, IReading
{
    private T? _calmUntil;
    private bool _wasStorm;

    /// <summary>Up to where it was published.</summary>
    public T Told { get; private set; } = first;

    /// <summary>A reading was taken; true if it is to be published: something is noteworthy, or was in the last event, or all was calm for long.</summary>
    public bool Add(T before, T now, bool isNoteworthy, TimeSpan calmInterval)
    {
        if (now.Time < Told.Time)
        {
            // The clock was set back: what lies between the two has no length.
            Told = now;
            _calmUntil = null;
            return false;
        }

        if (isNoteworthy)
        {
            _calmUntil ??= before;
        }

        return _calmUntil is not null || _wasStorm || now.Time - Told.Time >= calmInterval;
    }

    /// <summary>The calm that is to be published first, as an event of its own; null if there is none.</summary>
    public (T From, T To)? TakeCalm()
    {
        if (_wasStorm || _calmUntil is not { } calm || calm.Time <= Told.Time)
        {
            return null;
        }

        var from = Told;
        Told = calm;
        return (from, calm);
    }

    /// <summary>All up to this reading is published now; returns where it begins.</summary>
    public T Take(T now)
    {
        var from = Told;
        Told = now;
        _wasStorm = _calmUntil is not null;
        _calmUntil = null;
        return from;
    }
}

namespace Diagnoser.Engine.Correlation;

/// <summary>The sightings of one rule and key in order of event time, and what was said of them. Small: there may be a million.</summary>
internal sealed class KeyWindow(UInt128 key, HostClock clock)
{
    private readonly ulong _keyHigh = (ulong)(key >> 64);
    private readonly ulong _keyLow = (ulong)key;

    // Most keys have one sighting: an array is made for the second.
    private Sighting? _only;
    private Sighting[]? _several;
    private int _count;

    /// <summary>The key, host included.</summary>
    public UInt128 Key => new(_keyHigh, _keyLow);

    /// <summary>The clock by which it waits.</summary>
    public HostClock Clock => clock;

    /// <summary>Number of sightings.</summary>
    public int Count => _count;

    /// <summary>The sightings, oldest first.</summary>
    public ReadOnlySpan<Sighting> Items => _several is null ? new ReadOnlySpan<Sighting>(ref _only!)[.._count] : _several.AsSpan(0, _count);

    /// <summary>Ticks of the newest sighting; the oldest time there is without one.</summary>
    public long Newest => _count == 0 ? long.MinValue : (_several is null ? _only! : _several[_count - 1]).Ticks;

    /// <summary>The episode that the sightings which are no longer kept left open.</summary>
    public Episode? Before { get; set; }

    /// <summary>The last episode that nothing can change any more, by its anchor.</summary>
    public long FinalAnchor { get; set; } = -1;

    /// <summary>The episodes that were told and may still change, oldest first.</summary>
    public List<Episode>? Told { get; set; }

    /// <summary>When something that waits is due, in ticks; the largest number if nothing waits.</summary>
    public long Due { get; set; } = long.MaxValue;

    /// <summary>True once it had to give way; a wait that comes due finds nothing then.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Takes a sighting in and gives its place; -1 if it is there already.</summary>
    public int Insert(Sighting sighting)
    {
        var at = _count;
        var items = Items;
        while (at > 0 && Sighting.Order(items[at - 1], sighting) is var order and >= 0)
        {
            if (order == 0)
            {
                return -1;
            }

            at--;
        }

        if (_count == 0 && _several is null)
        {
            (_only, _count) = (sighting, 1);
            return 0;
        }

        var several = Room();
        several.AsSpan(at, _count - at).CopyTo(several.AsSpan(at + 1));
        several[at] = sighting;
        _count++;
        return at;
    }

    /// <summary>Removes the sightings of an event; gives the place of the first of them, -1 if there was none.</summary>
    public int Remove(EventKey id)
    {
        var first = -1;
        for (var i = _count - 1; i >= 0; i--)
        {
            if (Items[i].Id == id)
            {
                RemoveAt(i);
                first = i;
            }
        }

        return first;
    }

    /// <summary>Removes one sighting.</summary>
    public void RemoveAt(int index)
    {
        _count--;
        if (_several is null)
        {
            _only = null;
            return;
        }

        _several.AsSpan(index + 1, _count - index).CopyTo(_several.AsSpan(index));
        _several[_count] = null!;
    }

    /// <summary>Lets the middle one of a selection's sightings give way to keep within a bound: the first and the last carry what a diagnosis cites.</summary>
    /// <returns>True if one had to.</returns>
    public bool Thin(int selection, int limit)
    {
        if (_count <= limit)
        {
            return false;
        }

        var count = 0;
        foreach (var item in Items)
        {
            count += item.Selection == selection ? 1 : 0;
        }

        if (count <= limit)
        {
            return false;
        }

        var middle = count / 2;
        var before = -1;
        for (var i = 0; i < _count; i++)
        {
            if (Items[i].Selection != selection)
            {
                continue;
            }

            if (middle-- == 0)
            {
                Items[before].Weight += Items[i].Weight;
                RemoveAt(i);
                return true;
            }

            before = i;
        }

        return false;
    }

    private Sighting[] Room()
    {
        if (_several is null)
        {
            _several = [_only!, null!];
            _only = null;
        }
        else if (_count == _several.Length)
        {
            Array.Resize(ref _several, _count < 4 ? _count + 1 : _count * 2);
        }

        return _several;
    }
}

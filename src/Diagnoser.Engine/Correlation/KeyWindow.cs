namespace Diagnoser.Engine.Correlation;

/// <summary>The sightings of one rule and key in order of event time, and what was said of them. Small: there may be a million.</summary>
internal sealed class KeyWindow(UInt128 key, HostClock clock)
{
    private Sighting[] _items = new Sighting[1];

    /// <summary>The key, host included.</summary>
    public UInt128 Key => key;

    /// <summary>The clock by which it waits.</summary>
    public HostClock Clock => clock;

    /// <summary>Number of sightings.</summary>
    public int Count { get; private set; }

    /// <summary>The sightings, oldest first.</summary>
    public ReadOnlySpan<Sighting> Items => _items.AsSpan(0, Count);

    /// <summary>Ticks of the newest sighting; the oldest time there is without one.</summary>
    public long Newest => Count == 0 ? long.MinValue : _items[Count - 1].Ticks;

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
        var at = Count;
        while (at > 0 && Sighting.Order(_items[at - 1], sighting) is var order and >= 0)
        {
            if (order == 0)
            {
                return -1;
            }

            at--;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count < 4 ? Count + 1 : Count * 2);
        }

        _items.AsSpan(at, Count - at).CopyTo(_items.AsSpan(at + 1));
        _items[at] = sighting;
        Count++;
        return at;
    }

    /// <summary>Removes the sightings of an event; gives the place of the first of them, -1 if there was none.</summary>
    public int Remove(EventKey id)
    {
        var first = -1;
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_items[i].Id == id)
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
        _items.AsSpan(index + 1, Count - index - 1).CopyTo(_items.AsSpan(index));
        _items[--Count] = null!;
    }

    /// <summary>Lets the middle one of a selection's sightings give way to keep within a bound: the first and the last carry what a diagnosis cites.</summary>
    /// <returns>True if one had to.</returns>
    public bool Thin(int selection, int limit)
    {
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
        for (var i = 0; i < Count; i++)
        {
            if (_items[i].Selection != selection)
            {
                continue;
            }

            if (middle-- == 0)
            {
                _items[before].Weight += _items[i].Weight;
                RemoveAt(i);
                return true;
            }

            before = i;
        }

        return false;
    }
}

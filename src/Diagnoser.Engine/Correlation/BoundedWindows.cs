namespace Diagnoser.Engine.Correlation;

/// <summary>The windows of a rule by key. What nothing can come of any more is let go of; beyond the limit the quietest keys give way.</summary>
internal sealed class BoundedWindows(RulePlan plan, int limit)
{
    private const int FirstLook = 1024;

    private readonly Dictionary<UInt128, KeyWindow> _byKey = [];
    private long _newest = long.MinValue;
    private int _lookAt = FirstLook;

    /// <summary>Number of keys.</summary>
    public int Count => _byKey.Count;

    /// <summary>The window of a key, made if there is none.</summary>
    public KeyWindow Get(UInt128 key, HostClock clock)
    {
        if (!_byKey.TryGetValue(key, out var window))
        {
            _byKey[key] = window = new KeyWindow(key, clock);
        }

        return window;
    }

    /// <summary>The window of a key, or null.</summary>
    public KeyWindow? Find(UInt128 key) => _byKey.GetValueOrDefault(key);

    /// <summary>The windows that hold a sighting of this event by this selection.</summary>
    public IReadOnlyList<KeyWindow> Holding(EventKey id, int selection)
    {
        var holding = new List<KeyWindow>();
        foreach (var window in _byKey.Values)
        {
            foreach (var item in window.Items)
            {
                if (item.Selection == selection && item.Id == id)
                {
                    holding.Add(window);
                    break;
                }
            }
        }

        return holding;
    }

    /// <summary>A sighting of this time came in; gives how many keys had to give way for want of room.</summary>
    public int Touch(long ticks)
    {
        _newest = Math.Max(_newest, ticks);
        if (_byKey.Count < Math.Min(_lookAt, limit + 1))
        {
            return 0;
        }

        foreach (var (key, window) in _byKey)
        {
            if (IsSpent(window))
            {
                _ = _byKey.Remove(key);
                window.IsEvicted = true;
            }
        }

        _lookAt = Math.Max(FirstLook, _byKey.Count * 2);
        return _byKey.Count > limit ? MakeRoom() : 0;
    }

    // A tenth at once, so that a flood of keys does not look for the quietest one each time.
    private int MakeRoom()
    {
        var quietest = _byKey.Values.OrderBy(w => w.Newest).ThenBy(w => w.Key).Take(_byKey.Count - limit + (limit / 10)).ToList();
        foreach (var window in quietest)
        {
            _ = _byKey.Remove(window.Key);
            window.IsEvicted = true;
        }

        return quietest.Count;
    }

    private bool IsSpent(KeyWindow window) =>
        window.Due == long.MaxValue
        && window.Newest < _newest - (plan.Keep * 2)
        && !(window.Told?.Exists(IsOpen) ?? (window.Before is { } before && IsOpen(before)));

    private bool IsOpen(Episode episode) => !episode.Ended && episode.Last >= _newest - plan.KeepOpen - plan.Keep;
}

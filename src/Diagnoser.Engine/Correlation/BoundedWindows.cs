namespace Diagnoser.Engine.Correlation;

/// <summary>The windows of a rule by key. What nothing can come of any more is let go of; beyond the limit the quietest keys give way.</summary>
internal sealed class BoundedWindows
{
    private const int FirstLook = 1024;

    private readonly RulePlan _plan;
    private readonly int _limit;

    // A window has its key in itself: a table of windows is less than half of one of keys and windows.
    private readonly HashSet<KeyWindow> _windows = new(KeyComparer.Instance);
    private readonly HashSet<KeyWindow>.AlternateLookup<UInt128> _byKey;
    private long _newest = long.MinValue;
    private int _lookAt = FirstLook;

    public BoundedWindows(RulePlan plan, int limit)
    {
        (_plan, _limit) = (plan, limit);
        _byKey = _windows.GetAlternateLookup<UInt128>();
    }

    /// <summary>Number of keys.</summary>
    public int Count => _windows.Count;

    /// <summary>The window of a key, made if there is none.</summary>
    public KeyWindow Get(UInt128 key, HostClock clock)
    {
        if (!_byKey.TryGetValue(key, out var window))
        {
            window = new KeyWindow(key, clock);
            _ = _windows.Add(window);
        }

        return window;
    }

    /// <summary>The windows of which something was told that may still change.</summary>
    public IReadOnlyList<KeyWindow> Told => [.. _windows.Where(w => w.Told?.Count > 0).OrderBy(w => w.Key)];

    /// <summary>The window of a key, or null.</summary>
    public KeyWindow? Find(UInt128 key) => _byKey.TryGetValue(key, out var window) ? window : null;

    /// <summary>The windows that hold a sighting of this event by this selection.</summary>
    public IReadOnlyList<KeyWindow> Holding(EventKey id, int selection)
    {
        var holding = new List<KeyWindow>();
        foreach (var window in _windows)
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
        if (_windows.Count < Math.Min(_lookAt, _limit + 1))
        {
            return 0;
        }

        foreach (var window in _windows)
        {
            if (IsSpent(window))
            {
                _ = _windows.Remove(window);
                window.IsEvicted = true;
            }
        }

        _lookAt = Math.Max(FirstLook, _windows.Count * 2);
        return _windows.Count > _limit ? MakeRoom() : 0;
    }

    // A tenth at once, so that a flood of keys does not look for the quietest one each time.
    private int MakeRoom()
    {
        var quietest = _windows.OrderBy(w => w.Newest).ThenBy(w => w.Key).Take(_windows.Count - _limit + (_limit / 10)).ToList();
        foreach (var window in quietest)
        {
            _ = _windows.Remove(window);
            window.IsEvicted = true;
        }

        return quietest.Count;
    }

    private bool IsSpent(KeyWindow window) =>
        window.Due == long.MaxValue
        && window.Newest < _newest - (_plan.Keep * 2)
        && !(window.Told?.Exists(IsOpen) ?? (window.Before is { } before && IsOpen(before)));

    private bool IsOpen(Episode episode) => !episode.Ended && episode.Last >= _newest - _plan.KeepOpen - _plan.Keep;

    private sealed class KeyComparer : IEqualityComparer<KeyWindow>, IAlternateEqualityComparer<UInt128, KeyWindow>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(KeyWindow? one, KeyWindow? other) => one?.Key == other?.Key;

        public int GetHashCode(KeyWindow window) => GetHashCode(window.Key);

        public bool Equals(UInt128 key, KeyWindow window) => window.Key == key;

        // A key is a hash already.
        public int GetHashCode(UInt128 key) => (int)key;

        public KeyWindow Create(UInt128 key) => throw new NotSupportedException("a window has a clock besides its key");
    }
}

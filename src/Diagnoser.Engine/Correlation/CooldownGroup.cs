namespace Diagnoser.Engine.Correlation;

/// <summary>
/// What one rule said of one thing, in order of event time, and which of it repeats what was shown before. Only what a change can touch is
/// decided anew: a rule may have said something thousands of times.
/// </summary>
internal sealed class CooldownGroup
{
    // In order, always.
    private readonly List<Voice> _voices = new(1);
    private List<DateTimeOffset>? _ends;

    // When the last one was shown that is not kept any more.
    private DateTimeOffset? _shown;

    // What changed since the last decision lies between these; nothing if the first is the later one.
    private DateTimeOffset _from = DateTimeOffset.MaxValue;
    private DateTimeOffset _to = DateTimeOffset.MinValue;

    /// <summary>True if nothing of it can change any more; that something was shown is all it still knows.</summary>
    public bool IsQuiet => _voices.Count == 0;

    /// <summary>When the last one was shown that is not kept any more.</summary>
    public DateTimeOffset? Shown => _shown;

    /// <summary>Takes a voice in.</summary>
    public void Add(Voice voice)
    {
        var at = _voices.BinarySearch(voice, VoiceOrder.Instance);
        _voices.Insert(at < 0 ? ~at : at, voice);
        Touch(voice);
    }

    /// <summary>Takes a voice out as if it had not been.</summary>
    public void Remove(Voice voice)
    {
        if (Drop(voice))
        {
            Touch(voice);
        }
    }

    /// <summary>Lets a voice go that is too old to change; that it was shown is remembered.</summary>
    public void Forget(Voice voice)
    {
        _ = Drop(voice);
        if (voice is { Hider: null, Repeats: false, Withdrawn: null } && !(_shown >= voice.Time))
        {
            _shown = voice.Time;
        }

        // No cooldown reaches across an end that is older than it.
        var oldest = _voices.Count > 0 && _voices[0].Time < voice.Time ? _voices[0].Time : voice.Time;
        var tooOld = oldest - voice.Rule.Incident.Cooldown;
        var spent = 0;
        while (spent < _ends?.Count && _ends[spent] <= tooOld)
        {
            spent++;
        }

        _ends?.RemoveRange(0, spent);
    }

    /// <summary>The condition was over at this time: what comes after it is no repetition.</summary>
    public void End(DateTimeOffset time)
    {
        _ends ??= new List<DateTimeOffset>(1);
        var at = _ends.BinarySearch(time);
        if (at < 0)
        {
            _ends.Insert(~at, time);
            Touch(time);
        }
    }

    /// <summary>True if something was shown so shortly before this voice that its cooldown reaches it.</summary>
    public bool ShowedBefore(Voice voice) =>
        _voices.Exists(v => v is { Hider: null, Repeats: false } && v.Time < voice.Time && voice.Time - v.Time < voice.Rule.Incident.Cooldown);

    /// <summary>Something about a voice changed: whether others after it repeat it is open.</summary>
    public void Touch(Voice voice) => Touch(voice.Time);

    /// <summary>Decides what is open; gives the voices for which that changed.</summary>
    public void Decide(List<Voice> changed)
    {
        if (_from > _to)
        {
            return;
        }

        var at = FirstFrom(_from);
        for (var last = ShownBefore(at); at < _voices.Count; at++)
        {
            var voice = _voices[at];
            if (voice is not { Hider: null, Withdrawn: null })
            {
                continue;
            }

            // What was shown since and is not kept any more does not speak for what was before it.
            var before = voice.Repeats;
            voice.Repeats = last > voice.Time && voice.IsGiven ? before : last is { } shown && voice.Time - shown < voice.Rule.Incident.Cooldown && !EndedBetween(shown, voice.Time);
            last = voice.Repeats ? last : voice.Time;
            if (voice.Repeats != before)
            {
                changed.Add(voice);
            }
            else if (!voice.Repeats && voice.Time > _to)
            {
                // Shown as it was: so everything after it is as it was, too.
                break;
            }
        }

        (_from, _to) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
    }

    private void Touch(DateTimeOffset time) => (_from, _to) = (time < _from ? time : _from, Later(time, _to));

    private bool Drop(Voice voice)
    {
        var at = _voices.BinarySearch(voice, VoiceOrder.Instance);
        if (at < 0 || _voices[at] != voice)
        {
            return false;
        }

        _voices.RemoveAt(at);
        return true;
    }

    private int FirstFrom(DateTimeOffset time)
    {
        var (low, high) = (0, _voices.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _voices[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private DateTimeOffset? ShownBefore(int at)
    {
        while (--at >= 0)
        {
            if (_voices[at] is { Hider: null, Withdrawn: null, Repeats: false } voice)
            {
                return voice.Time;
            }
        }

        return _shown;
    }

    private bool EndedBetween(DateTimeOffset after, DateTimeOffset until)
    {
        if (_ends is null)
        {
            return false;
        }

        var at = _ends.BinarySearch(after);
        at = at < 0 ? ~at : at + 1;
        return at < _ends.Count && _ends[at] <= until;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed class VoiceOrder : IComparer<Voice>
    {
        public static readonly VoiceOrder Instance = new();

        public int Compare(Voice? one, Voice? other) =>
            one!.Time != other!.Time ? one.Time.CompareTo(other.Time) : string.CompareOrdinal(one.Diagnosis?.Id, other.Diagnosis?.Id);
    }
}

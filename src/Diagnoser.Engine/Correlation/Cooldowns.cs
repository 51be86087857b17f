namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Keeps a rule from repeating itself about one thing: within its cooldown of the last that was shown, a diagnosis is a repetition. Decided in
/// order of event time, in whatever order they came. Once the condition is over, the next one is news.
/// </summary>
internal sealed class Cooldowns
{
    private const int Limit = 100_000;

    private readonly Dictionary<(string Rule, string Incident), Group> _groups = [];

    /// <summary>Takes a voice in.</summary>
    public void Add(Voice voice) => GroupOf(voice).Voices.Add(voice);

    /// <summary>An engine before this one decided about this voice, and knew what had ended by then.</summary>
    public void Resume(Voice voice)
    {
        var group = GroupOf(voice);
        var isNews = voice is { Hider: null, Repeats: false }
            && group.Voices.Exists(v => v is { Hider: null, Repeats: false } && v.Time < voice.Time && voice.Time - v.Time < voice.Rule.Incident.Cooldown);
        if (isNews)
        {
            group.Ends.Add(voice.Time);
        }
    }

    /// <summary>Takes a voice out as if it had not been.</summary>
    public void Remove(Voice voice) => _ = GroupOf(voice).Voices.Remove(voice);

    /// <summary>Lets a voice go that is too old to change; that it was shown is remembered.</summary>
    public void Forget(Voice voice)
    {
        var group = GroupOf(voice);
        _ = group.Voices.Remove(voice);
        if (voice is { Hider: null, Repeats: false, Withdrawn: null } && !(group.Shown >= voice.Time))
        {
            group.Shown = voice.Time;
        }
    }

    /// <summary>The condition of which this was said is over.</summary>
    public void End(Voice voice, DateTimeOffset time) => GroupOf(voice).Ends.Add(time);

    /// <summary>Decides anew what repeats in the group of this voice; gives the voices of the group.</summary>
    public IReadOnlyList<Voice> Decide(Voice voice)
    {
        var group = GroupOf(voice);
        group.Voices.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : string.CompareOrdinal(a.Id, b.Id));
        var last = group.Shown;
        foreach (var one in group.Voices.Where(v => v is { Hider: null, Withdrawn: null }))
        {
            var isOver = group.Ends.Exists(end => last < end && end <= one.Time);
            one.Repeats = !isOver && last is { } shown && one.Time - shown < one.Rule.Incident.Cooldown;
            last = one.Repeats ? last : one.Time;
        }

        return group.Voices;
    }

    private Group GroupOf(Voice voice)
    {
        var key = (voice.Rule.Id, voice.Diagnosis?.IncidentKey ?? "");
        if (!_groups.TryGetValue(key, out var group))
        {
            if (_groups.Count >= Limit)
            {
                MakeRoom(voice.Time);
            }

            _groups[key] = group = new Group();
        }

        return group;
    }

    // Those go whose cooldown has passed; if that is not enough, those that were shown longest ago.
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, _) in _groups.Where(g => g.Value.Voices.Count == 0).OrderBy(g => g.Value.Shown).Take(Limit / 10).Where(g => !(g.Value.Shown > now)).ToList())
        {
            _ = _groups.Remove(key);
        }
    }

    private sealed class Group
    {
        public List<Voice> Voices { get; } = new(1);

        /// <summary>When the last one was shown that is not kept any more.</summary>
        public DateTimeOffset? Shown { get; set; }

        public List<DateTimeOffset> Ends { get; } = [];
    }
}

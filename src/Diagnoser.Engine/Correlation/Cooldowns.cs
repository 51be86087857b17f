namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Keeps a rule from repeating itself about one thing: within its cooldown of the last that was shown, a diagnosis is a repetition. Decided in
/// order of event time, in whatever order they came. Once the condition is over, the next one is news.
/// </summary>
internal sealed class Cooldowns
{
    private const int Limit = 100_000;

    private readonly Dictionary<(string Rule, string Incident), CooldownGroup> _groups = [];

    /// <summary>Takes a voice in.</summary>
    public void Add(Voice voice)
    {
        voice.Group = Find(voice);
        voice.Group.Add(voice);
    }

    /// <summary>An engine before this one decided about this voice, and knew what had ended by then.</summary>
    public static void Resume(Voice voice)
    {
        if (voice is { Hider: null, Repeats: false, Group: { } group } && group.ShowedBefore(voice))
        {
            group.End(voice.Time);
        }
    }

    private CooldownGroup Find(Voice voice)
    {
        var key = (voice.Rule.Id, voice.Diagnosis?.IncidentKey ?? "");
        if (!_groups.TryGetValue(key, out var group))
        {
            if (_groups.Count >= Limit)
            {
                MakeRoom(voice.Time);
            }

            _groups[key] = group = new CooldownGroup();
        }

        return group;
    }

    // Those go whose cooldown has passed; if that is not enough, those that were shown longest ago.
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, _) in _groups.Where(g => g.Value.IsQuiet).OrderBy(g => g.Value.Shown).Take(Limit / 10).Where(g => !(g.Value.Shown > now)).ToList())
        {
            _ = _groups.Remove(key);
        }
    }
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Decides which diagnoses are shown: a refinement replaces the general rule, a suppressor hides what it explains away, a conclusive
/// diagnosis hides an inconclusive one of the same run, and a rule does not repeat itself within its cooldown.
/// Everything hidden is still given out, with <see cref="Diagnosis.HiddenBy"/>, to be stored. What is shown in the end depends on what was
/// said, not on the order in which it came.
/// </summary>
internal sealed class Precedence(RuleSet rules, bool showExperimental)
{
    // What is hidden must lie near in time; the longest windows of death rules are minutes.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    // A condition whose end is told may go on for long.
    private static readonly TimeSpan MemoryOfEnds = TimeSpan.FromHours(24);

    private readonly VoiceTies _ties = new();
    private readonly Dictionary<EpisodeId, Voice> _byId = [];
    private readonly PriorityQueue<Voice, DateTimeOffset> _voices = new();
    private readonly Cooldowns _cooldowns = new();

    // Reused from call to call: voices whose place must be decided anew, all that they concern, and so on.
    private readonly List<Voice> _touched = [];
    private readonly List<Voice> _concerned = [];
    private readonly List<Voice> _repeating = [];
    private readonly List<Voice> _given = [];
    private long _round;

    /// <summary>A rule spoke: for the first time, or of an episode that it spoke of before.</summary>
    /// <param name="step">What became known.</param>
    /// <param name="diagnosis">What it says; null for a rule that only suppresses.</param>
    public void Say(MatchStep step, Diagnosis? diagnosis)
    {
        var id = step.Episode;
        if (_byId.TryGetValue(id, out var voice))
        {
            Remove(voice);

            // What goes on is not hidden by what hid its beginning and is long forgotten; what is only taken again does not go on.
            voice.LastHider = Tie.SameEvents(voice.Ties, step.Ties) || step.LastSeen <= voice.GivenUntil ? voice.LastHider : null;
            diagnosis = voice.Diagnosis?.Ended is { } ended && step.LastSeen <= ended ? diagnosis! with { Ended = ended } : diagnosis;
        }
        else
        {
            voice = new Voice(id, step.Rule, IsShadow(step.Rule));
        }

        (voice.Diagnosis, voice.Time, voice.LastSaid, voice.Ties) = (diagnosis, step.Time, step.LastSeen, step.Ties);
        Take(voice);
    }

    /// <summary>An engine before this one gave this out.</summary>
    /// <param name="id">The episode that it is about.</param>
    /// <param name="diagnosis">The diagnosis.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="isFinal">True if nothing that is taken again can change it.</param>
    public void Resume(EpisodeId id, Diagnosis diagnosis, Rule rule, bool isFinal)
    {
        var voice = Voice.Resumed(id, diagnosis, rule, IsShadow(rule), isFinal);
        Take(voice);
        Cooldowns.Resume(voice);
        if (diagnosis.Ended is { } ended)
        {
            voice.Group?.End(ended);
        }

        _touched.Clear();
    }

    /// <summary>All was given: what is hidden by something that is not among it, as what only hides others never is, stays hidden.</summary>
    public void Resumed()
    {
        foreach (var voice in _byId.Values)
        {
            if (voice is { IsFinal: true, Hider: not null } && HiderOf(voice) is null)
            {
                voice.LastHider = voice.Hider;
            }
        }
    }

    /// <summary>Rules of another scope said this, or took it back: these rules may replace it.</summary>
    public void Hear(Diagnosis diagnosis)
    {
        if (EpisodeId.Of(diagnosis) is not { } id)
        {
            return;
        }

        if (_byId.TryGetValue(id, out var known))
        {
            Remove(known);
        }

        if (diagnosis.HiddenBy is null && rules.Find(diagnosis.Rule) is { } rule)
        {
            Take(Voice.Heard(id, diagnosis, rule));
        }
    }

    /// <summary>A diagnosis does not hold any more, for this reason.</summary>
    public void Withdraw(EpisodeId id, string reason)
    {
        if (_byId.TryGetValue(id, out var voice))
        {
            Remove(voice);
            voice.Withdrawn = reason;
            _touched.Add(voice);
        }
    }

    /// <summary>The condition that a diagnosis told is over.</summary>
    public void End(EpisodeId id, DateTimeOffset time)
    {
        if (_byId.TryGetValue(id, out var voice))
        {
            voice.Group?.End(time);
            voice.Diagnosis = voice.Diagnosis is { } diagnosis ? diagnosis with { Ended = time } : null;
            _touched.Add(voice);
        }
    }

    /// <summary>Gives out what is new, and what is hidden or shown now and was not before.</summary>
    public void Settle(List<Diagnosis> output)
    {
        if (_touched.Count == 0)
        {
            return;
        }

        _round++;
        _concerned.Clear();
        var touched = _touched.Count;
        for (var i = 0; i < touched; i++)
        {
            _ties.AddRelated(_touched[i], _touched);
        }

        Concern(_touched);
        _touched.Clear();
        foreach (var voice in _concerned)
        {
            if (voice is { Withdrawn: null, IsForgotten: false } && HiderOf(voice) is var hider && hider != voice.Hider)
            {
                voice.Hider = hider;
                voice.Group?.Touch(voice);
            }
        }

        Cool();
        Give(output);
        _concerned.Clear();
    }

    private void Cool()
    {
        _repeating.Clear();
        foreach (var voice in _concerned)
        {
            if (voice.Diagnosis is not null)
            {
                voice.Group?.Decide(_repeating);
            }
        }

        Concern(_repeating);
    }

    // What was said before comes first: whoever keeps them sees a diagnosis hidden before what hides it is shown.
    private void Give(List<Diagnosis> output)
    {
        _given.Clear();
        foreach (var voice in _concerned)
        {
            if (voice.IsGiven)
            {
                _given.Add(voice);
            }
        }

        foreach (var voice in _concerned)
        {
            if (!voice.IsGiven)
            {
                _given.Add(voice);
            }
        }

        foreach (var voice in _given)
        {
            voice.Give(output);
        }
    }

    // By its rule, not by what hid it before: that may be taken back.
    private bool IsShadow(Rule rule) => rule.Status == RuleStatus.Experimental && !showExperimental;

    /// <summary>The first by its id of the rules that hide what was said; null if none does.</summary>
    private string? HiderOf(Voice voice)
    {
        var first = voice.LastHider;
        foreach (var tie in voice.Ties)
        {
            foreach (var other in _ties.Of(tie))
            {
                if (other != voice && (first is null || string.CompareOrdinal(other.Rule.Id, first) < 0) && Hides(other, voice))
                {
                    first = other.Rule.Id;
                }
            }
        }

        return first;
    }

    private bool Hides(Voice one, Voice other)
    {
        var (rule, otherRule) = (one.Rule, other.Rule);
        if (rule.Id == otherRule.Id || one.IsShadow)
        {
            return false;
        }

        if (rule.Suppresses.Contains(otherRule.Id))
        {
            return true;
        }

        // An inconclusive refinement must not replace a general rule that is sure.
        var conclusive = one.Diagnosis is { Certainty: > Certainty.Inconclusive };
        return (conclusive && IsInconclusive(other))
            || (Refines(rule, otherRule.Id, 0) && (conclusive || IsInconclusive(other)));
    }

    private static bool IsInconclusive(Voice voice) => voice.Diagnosis is { Certainty: Certainty.Inconclusive };

    private bool Refines(Rule rule, string general, int depth)
    {
        if (depth >= rules.Rules.Count)
        {
            return false;
        }

        foreach (var id in rule.Refines)
        {
            if (id == general || (rules.Find(id) is { } next && Refines(next, general, depth + 1)))
            {
                return true;
            }
        }

        return false;
    }

    private void Concern(List<Voice> voices)
    {
        foreach (var voice in voices)
        {
            if (voice.Round != _round)
            {
                voice.Round = _round;
                _concerned.Add(voice);
            }
        }
    }

    private void Take(Voice voice)
    {
        _touched.Add(voice);
        _voices.Enqueue(voice, voice.LastSaid);
        _ties.Add(voice);
        _byId[voice.Id] = voice;
        if (voice is { IsHeard: false, Diagnosis: not null })
        {
            _cooldowns.Add(voice);
        }

        while (_voices.TryPeek(out var oldest, out var since) && since < voice.Time - Memory)
        {
            _ = _voices.Dequeue();
            if (oldest.LastSaid >= voice.Time - Memory || _byId.GetValueOrDefault(oldest.Id) != oldest)
            {
                continue;
            }

            if (oldest is { AwaitsEnd: true, Diagnosis.Ended: null } && oldest.LastSaid >= voice.Time - MemoryOfEnds)
            {
                _voices.Enqueue(oldest, oldest.LastSaid + MemoryOfEnds);
                continue;
            }

            oldest.IsForgotten = true;
            oldest.Group?.Forget(oldest);
            Untie(oldest);
            KeepHidden(oldest);
        }
    }

    /// <summary>One that hides others is forgotten: that it does not stand any more will not be heard.</summary>
    private void KeepHidden(Voice hider)
    {
        foreach (var tie in hider.Ties)
        {
            foreach (var other in _ties.Of(tie))
            {
                if (other.Hider == hider.Rule.Id && Hides(hider, other))
                {
                    other.LastHider = hider.Rule.Id;
                }
            }
        }
    }

    /// <summary>Takes a voice out; those beside it are decided anew.</summary>
    private void Remove(Voice voice)
    {
        _ties.AddRelated(voice, _touched);
        voice.Group?.Remove(voice);
        Untie(voice);
    }

    private void Untie(Voice voice)
    {
        _ = _byId.Remove(voice.Id);
        _ties.Remove(voice);
    }
}

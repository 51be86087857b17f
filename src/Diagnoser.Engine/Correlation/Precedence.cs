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

    private readonly Dictionary<string, List<Voice>> _byTie = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Voice> _byId = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Voice, DateTimeOffset> _voices = new();
    private readonly Cooldowns _cooldowns = new();

    // Reused from call to call: voices whose place must be decided anew.
    private readonly List<Voice> _touched = [];

    /// <summary>A rule spoke: for the first time, or of an episode that it spoke of before.</summary>
    /// <param name="id">The id of the diagnosis, also for a rule that only suppresses.</param>
    /// <param name="match">The match.</param>
    /// <param name="diagnosis">What it says; null for a rule that only suppresses.</param>
    public void Say(string id, Match match, Diagnosis? diagnosis)
    {
        if (_byId.TryGetValue(id, out var voice))
        {
            Remove(voice);
            diagnosis = voice.Diagnosis?.Ended is { } ended && match.LastSeen <= ended ? diagnosis! with { Ended = ended } : diagnosis;
        }
        else
        {
            voice = new Voice(id, match.Rule, IsShadow(match.Rule));
        }

        (voice.Diagnosis, voice.Time, voice.LastSaid, voice.Ties) = (diagnosis, match.Time, match.LastSeen, match.Ties);
        Take(voice);
    }

    /// <summary>An engine before this one gave this out.</summary>
    public void Resume(Diagnosis diagnosis, Rule rule)
    {
        var voice = Voice.Resumed(diagnosis, rule, IsShadow(rule));
        Take(voice);
        _cooldowns.Resume(voice);
        if (diagnosis.Ended is { } ended)
        {
            _cooldowns.End(voice, ended);
        }

        _touched.Clear();
    }

    /// <summary>Rules of another scope said this, or took it back: these rules may replace it.</summary>
    public void Hear(Diagnosis diagnosis)
    {
        if (_byId.TryGetValue(diagnosis.Id, out var known))
        {
            Remove(known);
        }

        if (diagnosis.HiddenBy is null && rules.Find(diagnosis.Rule) is { } rule)
        {
            Take(Voice.Heard(diagnosis, rule));
        }
    }

    /// <summary>A diagnosis does not hold any more, for this reason.</summary>
    public void Withdraw(string id, string reason)
    {
        if (_byId.TryGetValue(id, out var voice))
        {
            Remove(voice);
            voice.Withdrawn = reason;
            _touched.Add(voice);
        }
    }

    /// <summary>The condition that a diagnosis told is over.</summary>
    public void End(string id, DateTimeOffset time)
    {
        if (_byId.TryGetValue(id, out var voice))
        {
            _cooldowns.End(voice, time);
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

        var touched = _touched.ToList();
        _touched.Clear();
        var concerned = touched.Concat(touched.SelectMany(Related)).Distinct().ToList();
        foreach (var voice in concerned.Where(v => v.Withdrawn is null))
        {
            voice.Hider = Related(voice).Where(other => Hides(other, voice)).Select(o => o.Rule.Id).Min(StringComparer.Ordinal);
        }

        var all = concerned.Concat(concerned.Where(v => v is { Diagnosis: not null, IsHeard: false }).SelectMany(v => _cooldowns.Decide(v))).Distinct().ToList();

        // What was said before comes first: whoever keeps them sees a diagnosis hidden before what hides it is shown.
        foreach (var voice in all.Where(v => v.IsGiven).Concat(all.Where(v => !v.IsGiven)).ToList())
        {
            voice.Give(output);
        }
    }

    // By its rule, not by what hid it before: that may be taken back.
    private bool IsShadow(Rule rule) => rule.Status == RuleStatus.Experimental && !showExperimental;

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

    private bool Refines(Rule rule, string general, int depth) =>
        depth < rules.Rules.Count && rule.Refines.Any(id =>
            id == general || (rules.Find(id) is { } next && Refines(next, general, depth + 1)));

    private IEnumerable<Voice> Related(Voice voice) =>
        voice.Ties.SelectMany(tie => _byTie.GetValueOrDefault(tie, [])).Where(v => v != voice).Distinct();

    private void Take(Voice voice)
    {
        _touched.Add(voice);
        _voices.Enqueue(voice, voice.LastSaid);
        foreach (var tie in voice.Ties)
        {
            if (!_byTie.TryGetValue(tie, out var voices))
            {
                _byTie[tie] = voices = new List<Voice>(1);
            }

            voices.Add(voice);
        }

        _byId[voice.Id] = voice;
        if (!voice.IsHeard)
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

            _cooldowns.Forget(oldest);
            Untie(oldest);
        }
    }

    /// <summary>Takes a voice out; those beside it are decided anew.</summary>
    private void Remove(Voice voice)
    {
        _touched.AddRange(Related(voice));
        _cooldowns.Remove(voice);
        Untie(voice);
    }

    private void Untie(Voice voice)
    {
        _ = _byId.Remove(voice.Id);
        foreach (var tie in voice.Ties)
        {
            if (_byTie.TryGetValue(tie, out var voices) && voices.Remove(voice) && voices.Count == 0)
            {
                _ = _byTie.Remove(tie);
            }
        }
    }
}

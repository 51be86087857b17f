using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Decides which diagnoses are shown: a refinement replaces the general rule, a suppressor hides what it explains away, a conclusive
/// diagnosis hides an inconclusive one of the same run, and a rule does not repeat itself within its cooldown.
/// Everything hidden is still given out, with <see cref="Diagnosis.HiddenBy"/>, to be stored.
/// </summary>
internal sealed class Precedence(RuleSet rules)
{
    // What is hidden must lie near in time; the longest windows of death rules are minutes.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, List<Voice>> _byTie = new(StringComparer.Ordinal);
    private readonly Queue<Voice> _voices = new();
    private readonly Dictionary<(string Rule, string Incident), DateTimeOffset> _shown = [];

    /// <summary>Weighs new matches of one moment against each other and against what was said before.</summary>
    /// <param name="matches">Each match with its diagnosis; null for a rule that only suppresses.</param>
    /// <param name="output">Receives the new diagnoses, and earlier ones that are hidden now.</param>
    public void Weigh(IReadOnlyList<(Match Match, Diagnosis? Diagnosis)> matches, List<Diagnosis> output)
    {
        var newcomers = matches.Select(m => new Voice(m.Match, m.Diagnosis)).ToList();
        newcomers.ForEach(Remember);
        foreach (var voice in newcomers)
        {
            voice.HiddenBy = Related(voice).FirstOrDefault(other => Hides(other, voice))?.Match.Rule.Id;
        }

        foreach (var voice in newcomers)
        {
            HideEarlier(voice, newcomers, output);
        }

        foreach (var voice in newcomers.Where(v => v.Diagnosis is not null))
        {
            voice.HiddenBy ??= Repeats(voice) ? voice.Match.Rule.Id : null;
            output.Add(voice.Diagnosis! with { HiddenBy = voice.HiddenBy });
        }
    }

    /// <summary>A verdict was amended: what was concluded from the event before and was not concluded again is withdrawn.</summary>
    public void Withdraw(DockerEvent amended, IReadOnlyCollection<string> stillHolding, List<Diagnosis> output)
    {
        foreach (var voice in _byTie.GetValueOrDefault(amended.Id, []))
        {
            if (voice is { Diagnosis: { } diagnosis, HiddenBy: null } && !stillHolding.Contains(diagnosis.Id))
            {
                voice.HiddenBy = "verdict-amended";
                output.Add(diagnosis with { HiddenBy = voice.HiddenBy });
            }
        }
    }

    /// <summary>A verdict was amended and the same conclusion holds: it is said again if it is surer or less sure now.</summary>
    public void Amend(Match match, Diagnosis diagnosis, List<Diagnosis> output)
    {
        var earlier = _byTie.GetValueOrDefault(match.CompletedBy.Id, []).Find(v => v.Diagnosis?.Id == diagnosis.Id);
        if (earlier is { HiddenBy: null, Diagnosis: { } said } && said.Certainty != diagnosis.Certainty)
        {
            earlier.Diagnosis = diagnosis;
            output.Add(diagnosis);
        }
    }

    private void HideEarlier(Voice newcomer, List<Voice> newcomers, List<Diagnosis> output)
    {
        foreach (var earlier in Related(newcomer).Where(v => !newcomers.Contains(v) && v is { Diagnosis: not null, HiddenBy: null }))
        {
            if (earlier.Diagnosis!.Id != newcomer.Diagnosis?.Id && Hides(newcomer, earlier))
            {
                earlier.HiddenBy = newcomer.Match.Rule.Id;
                output.Add(earlier.Diagnosis with { HiddenBy = earlier.HiddenBy });
            }
        }
    }

    private bool Hides(Voice one, Voice other)
    {
        var (rule, otherRule) = (one.Match.Rule, other.Match.Rule);
        if (rule.Id == otherRule.Id)
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

    private bool Repeats(Voice voice)
    {
        var (rule, time) = (voice.Match.Rule, voice.Match.Time);
        var key = (rule.Id, voice.Diagnosis!.IncidentKey ?? voice.Match.Key);
        var repeats = _shown.TryGetValue(key, out var last) && (time - last).Duration() < rule.Incident.Cooldown;
        if (!repeats)
        {
            _shown[key] = time;
        }

        return repeats;
    }

    private IEnumerable<Voice> Related(Voice voice) =>
        voice.Match.Ties.SelectMany(tie => _byTie.GetValueOrDefault(tie, [])).Where(v => v != voice).Distinct();

    private void Remember(Voice voice)
    {
        _voices.Enqueue(voice);
        foreach (var tie in voice.Match.Ties)
        {
            if (!_byTie.TryGetValue(tie, out var voices))
            {
                _byTie[tie] = voices = [];
            }

            voices.Add(voice);
        }

        while (_voices.TryPeek(out var oldest) && oldest.Match.Time < voice.Match.Time - Memory)
        {
            Forget(_voices.Dequeue());
        }
    }

    private void Forget(Voice voice)
    {
        foreach (var tie in voice.Match.Ties)
        {
            if (_byTie.TryGetValue(tie, out var voices) && voices.Remove(voice) && voices.Count == 0)
            {
                _ = _byTie.Remove(tie);
            }
        }
    }

    /// <summary>What a rule said, or that a suppressor spoke.</summary>
    private sealed class Voice(Match match, Diagnosis? diagnosis)
    {
        public Match Match => match;

        public Diagnosis? Diagnosis { get; set; } = diagnosis;

        public string? HiddenBy { get; set; }
    }
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>The rules of one scope at work: events in, diagnoses out.</summary>
internal sealed class RuleTier
{
    private readonly RuleSet _rules;
    private readonly RuleScope _scope;
    private readonly Correlator _correlator;
    private readonly Precedence _precedence;
    private readonly TopologyMap? _topology;

    // Reused from call to call: most events complete nothing.
    private readonly List<MatchStep> _steps = [];

    public RuleTier(RuleSet rules, RuleScope scope, EngineOptions options, TopologyMap? topology)
    {
        (_rules, _scope, _topology) = (rules, scope, topology);
        _correlator = new Correlator(rules, scope, options, topology);
        _precedence = new Precedence(rules, options.ShowExperimental);
    }

    /// <summary>When something that waits can next be decided.</summary>
    public DateTimeOffset? NextDue => _correlator.NextDue;

    /// <summary>What bounded windows had to drop, by rule.</summary>
    public IEnumerable<KeyValuePair<string, long>> Dropped => _correlator.Dropped;

    /// <summary>How often nothing was concluded from an absence, since nobody could have seen, by rule.</summary>
    public IEnumerable<KeyValuePair<string, long>> Suspended => _correlator.Suspended;

    /// <summary>Correlation keys that are kept.</summary>
    public int Keys => _correlator.Keys;

    /// <summary>What an engine before this one took from this time on is about to be taken again.</summary>
    public void TakeAgain(DateTimeOffset from) => _correlator.TakeAgain(from);

    /// <summary>All of it was taken again, and the clocks had reached these times: what comes now is new.</summary>
    public void TakeNew(Func<string, DateTimeOffset> reached, OutputDraft output)
    {
        _steps.Clear();
        _correlator.TakeNew(reached, _steps);
        Tell(HiddenBy.Superseded, output);
    }

    /// <summary>The event time that a host (empty: the fleet) has reached; null before its first event.</summary>
    public DateTimeOffset? Reached(string host) => _correlator.Reached(host);

    /// <summary>An engine before this one concluded what there was on a host (empty for the fleet) up to this time.</summary>
    public void Resume(string host, DateTimeOffset concludedUntil) => _correlator.Resume(host, concludedUntil);

    /// <summary>Goes on with what an engine before this one gave out of these rules.</summary>
    public void Resume(Diagnosis diagnosis)
    {
        if (DiagnosisWords.IsTakenBack(diagnosis)
            || _rules.Find(diagnosis.Rule) is not { } rule || rule.Scope != _scope
            || EpisodeId.Of(diagnosis) is not { } episode)
        {
            return;
        }

        var isFinal = _correlator.Resume(rule, episode.Key, episode.Anchor, diagnosis);
        _precedence.Resume(episode, IsHiddenByFleet(diagnosis) ? diagnosis with { HiddenBy = null } : diagnosis, rule, isFinal);
    }

    /// <summary>That was all that it gave out.</summary>
    public void Resumed() => _precedence.Resumed();

    /// <summary>Takes an event.</summary>
    /// <param name="dockerEvent">The event.</param>
    /// <param name="amended">True if it was taken before with another verdict.</param>
    /// <param name="output">Receives what became known.</param>
    public void Process(DockerEvent dockerEvent, bool amended, OutputDraft output)
    {
        _steps.Clear();
        _correlator.Process(dockerEvent, amended, _steps);
        Tell(amended ? HiddenBy.VerdictAmended : HiddenBy.Superseded, output);
    }

    /// <summary>Takes what rules of another scope said or took back.</summary>
    public void Process(Diagnosis diagnosis, OutputDraft output)
    {
        _steps.Clear();
        _precedence.Hear(diagnosis);
        _correlator.Process(diagnosis, _steps);
        Tell(HiddenBy.Superseded, output);
    }

    /// <summary>True if a selection of these rules matches the event.</summary>
    public bool Watches(DockerEvent dockerEvent) => _correlator.Watches(dockerEvent);

    /// <summary>The clocks have reached these times, by host.</summary>
    public void Advance(Func<string, DateTimeOffset> reached, OutputDraft output)
    {
        _steps.Clear();
        _correlator.Advance(reached, _steps);
        Tell(HiddenBy.Superseded, output);
    }

    private void Tell(string withdrawal, OutputDraft output)
    {
        foreach (var step in _steps)
        {
            switch (step.Kind)
            {
                case MatchStepKind.Withdrawn:
                    _precedence.Withdraw(step.Episode, withdrawal);
                    break;
                case MatchStepKind.Ended:
                    _precedence.End(step.Episode, step.Time);
                    break;
                default:
                    _precedence.Say(step, step.Match is { } match ? Diagnose(match, step.Episode) : null);
                    break;
            }
        }

        _precedence.Settle(output.Diagnoses);
    }

    // The rules of a host have shown what those of the fleet hid then.
    private bool IsHiddenByFleet(Diagnosis diagnosis) =>
        _scope == RuleScope.Host && diagnosis.HiddenBy is { } hider && _rules.Find(hider) is { Scope: RuleScope.Fleet };

    private Diagnosis Diagnose(Match match, EpisodeId episode) =>
        DiagnosisBuilder.Build(match, episode.DiagnosisId, _topology) with { Episode = episode.Text };
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Runs events through an engine with all rules, and explains what one of them did: why it fired, or why not.</summary>
public sealed class RuleExplainer
{
    private readonly Rule _rule;
    private readonly RuleSet _rules;
    private readonly RuleWitness _witness;
    private readonly DiagnosisEngine _engine;
    private readonly Dictionary<string, Diagnosis> _said = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private DateTimeOffset _newest = DateTimeOffset.MinValue;
    private long _events;

    /// <summary>Explains a rule of a set.</summary>
    /// <param name="rules">All rules, since others may hide what this one says.</param>
    /// <param name="rule">The rule; one of them.</param>
    /// <param name="concerns">Which events are asked about; null: all.</param>
    public RuleExplainer(RuleSet rules, Rule rule, Func<DockerEvent, bool>? concerns = null)
    {
        (_rules, _rule) = (rules, rule);
        _witness = new RuleWitness(rule, concerns ?? (_ => true), new RulePlan(rule, new EngineOptions()));
        _engine = new DiagnosisEngine(rules, new EngineOptions { Witness = _witness });
    }

    /// <summary>Takes how a container stood before the first event.</summary>
    public void Learn(DockerEvent standing) => _engine.Learn(standing);

    /// <summary>Takes the next event.</summary>
    public void Take(DockerEvent dockerEvent)
    {
        _events++;
        _newest = dockerEvent.Time > _newest ? dockerEvent.Time : _newest;
        Keep(_engine.Process(dockerEvent));
    }

    /// <summary>Explains what the rule did.</summary>
    /// <param name="until">What the clock reached; null: the events are all there is, so that everything which waits is decided as if nothing more came.</param>
    public RuleExplanation Finish(DateTimeOffset? until = null)
    {
        if (until is null && Waits(_rule) && _engine.NextDue is { } due && due > _newest)
        {
            _notes.Add("the events end while something waits; it was decided as if nothing more came");
        }

        Keep(until is { } now ? _engine.Advance(now) : _engine.Finish());
        foreach (var (_, dropped) in _engine.Dropped.Where(d => d.Key == _rule.Id))
        {
            _notes.Add($"{dropped} of the matched events were let go of, since a window was full");
        }

        return _witness.Explanation(new OutcomeReader(_rules).Of(_rule, _said.Values, _witness.Concerns)) with { Events = _events, Notes = _notes };
    }

    private static bool Waits(Rule rule) => rule.For is not null || rule.Correlation.Absent is not null || rule.Correlation.Unless.Count > 0;

    private void Keep(EngineOutput output)
    {
        foreach (var diagnosis in output.Diagnoses.Where(d => d.Rule == _rule.Id))
        {
            _said[diagnosis.Id] = diagnosis;
        }

        _notes.AddRange(output.Faults.Select(f => $"a rule failed on an event {f.Event.Type}: {VisibleText.Of(f.Problem)}"));
    }
}

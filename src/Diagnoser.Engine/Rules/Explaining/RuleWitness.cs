using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Looks on while one rule works.</summary>
/// <param name="rule">The rule.</param>
/// <param name="concerns">Which events are asked about; the others only stand beside them.</param>
/// <param name="plan">Its plan.</param>
internal sealed class RuleWitness(Rule rule, Func<DockerEvent, bool> concerns, RulePlan plan) : IRuleWitness
{
    private const int MostKeys = 100_000;
    private const int ShownKeys = 5;

    private readonly AttemptReader _attempts = new(plan);
    private readonly CorrelationKey _key = new(rule, new SightingKit());
    private readonly Dictionary<UInt128, KeyWitness> _keys = [];
    private readonly List<SelectionWitness> _selections = [.. Shown(rule).Select(s => new SelectionWitness(rule, s, RoleOf(rule, s)))];

    public void Hear(RuleScope scope, DockerEvent dockerEvent)
    {
        if (scope != rule.Scope)
        {
            return;
        }

        var isConcerned = concerns(dockerEvent);
        foreach (var witness in _selections)
        {
            if (isConcerned && witness.EventType == dockerEvent.Type)
            {
                witness.Take(dockerEvent);
            }
        }

        for (var i = 0; i < rule.Watched.Count; i++)
        {
            var captures = new Captures();
            if (rule.Watched[i].EventType == dockerEvent.Type
                && rule.Watched[i].Condition.Matches(dockerEvent, captures)
                && _key.Of(i, dockerEvent, captures) is { } key)
            {
                Know(key, rule.Watched[i], dockerEvent, captures, isConcerned);
            }
        }
    }

    public void Look(Rule looking, KeyWindow window, ITopology? topology)
    {
        if (ReferenceEquals(looking, rule) && _keys.GetValueOrDefault(window.Key) is { } known)
        {
            known.Look(plan, window, _attempts, topology);
        }
    }

    /// <summary>True if the diagnosis rests on an event that is asked about.</summary>
    public bool Concerns(Diagnosis diagnosis) => diagnosis.Events.Any(id => _selections.Exists(s => s.HasMatched(id)));

    /// <summary>What was seen.</summary>
    public RuleExplanation Explanation(IReadOnlyList<OutcomeExplanation> outcomes)
    {
        List<int> having = [.. rule.Watched.Select((_, i) => _keys.Values.Count(k => k.Has(i)))];
        var keys = _keys.Values.Where(k => k.IsConcerned && k.HasSteps)
            .Select(k => k.Explanation(plan, having))
            .OrderByDescending(k => k.Completions.Count > 0)
            .ThenByDescending(k => k.Attempt?.Progress)
            .ThenByDescending(k => k.Attempt?.Time ?? k.Completions[^1])
            .ToList();
        return new RuleExplanation(rule, [.. _selections.Select(s => s.Explanation())], [.. keys.Take(ShownKeys)], outcomes)
        {
            KeysLeftOut = Math.Max(0, keys.Count - ShownKeys),
        };
    }

    private void Know(UInt128 key, Selection selection, DockerEvent e, Captures captures, bool isConcerned)
    {
        if (!_keys.TryGetValue(key, out var known))
        {
            if (_keys.Count >= MostKeys)
            {
                return;
            }

            var host = rule.Scope == RuleScope.Host ? e.Host.Name : null;
            _keys[key] = known = new KeyWitness(KeyReader.Of(rule, selection.Name.TrimEnd('!'), e, captures), host);
        }

        if (isConcerned)
        {
            known.IsConcerned = true;
        }
    }

    private static IEnumerable<Selection> Shown(Rule rule) => rule.Watched.Take(rule.Watched.Count - rule.Counters.Count);

    private static SelectionRole RoleOf(Rule rule, Selection selection)
    {
        var correlation = rule.Correlation;
        return selection == rule.Recover?.Selection ? SelectionRole.Recover
            : selection.Name == correlation.Absent ? SelectionRole.Absent
            : correlation.Unless.Contains(selection.Name) ? SelectionRole.Unless
            : correlation.Steps.Any(s => s.Selection == selection.Name) ? SelectionRole.Step
            : SelectionRole.Context;
    }
}

using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Matching;

namespace Diagnoser.Engine.Rules;

/// <summary>The loaded rules, indexed by event type.</summary>
public sealed class RuleSet
{
    private readonly Dictionary<string, IReadOnlyList<SelectionRef>> _byType;
    private readonly Dictionary<string, Rule> _byId;
    private readonly Lazy<MatchIndex>[] _indexes;

    // What was told of a condition may be as old as this when it still holds.
    private static readonly TimeSpan Retell = TimeSpan.FromTicks(Episode.RetellTicks);

    private RuleSet(IReadOnlyList<Rule> rules)
    {
        Rules = rules;
        _byId = rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
        _byType = rules
            .SelectMany((rule, index) => rule.Watched.Select((s, i) => (s.EventType, Ref: new SelectionRef(index, i, rule, s))))
            .GroupBy(x => x.EventType, x => x.Ref, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, IReadOnlyList<SelectionRef> (g) => [.. g], StringComparer.Ordinal);
        _indexes = [.. new RuleScope?[] { null, RuleScope.Host, RuleScope.Fleet }.Select(scope => new Lazy<MatchIndex>(() => Indexed(scope)))];
    }

    /// <summary>The rules in order of their ids.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>True if a rule sees the fleet.</summary>
    public bool HasFleet => Rules.Any(r => r.Scope == RuleScope.Fleet);

    /// <summary>How far back the events lie that can still matter to what these rules conclude now, without what was concluded before.</summary>
    public TimeSpan Reach => Rules
        .Select(r => r.Correlation.Reach + (r.For ?? TimeSpan.Zero) + (r.Recover?.For ?? TimeSpan.Zero) + r.Incident.KeepOpen + Retell)
        .DefaultIfEmpty()
        .Max();

    /// <summary>A set of these rules; their ids must be unique.</summary>
    public static RuleSet Of(IEnumerable<Rule> rules) => new([.. rules.OrderBy(r => r.Id, StringComparer.Ordinal)]);

    /// <summary>True if some rule asks for the topology, so that it must be followed.</summary>
    public bool UsesTopology => Rules.Any(AsksForTopology);

    /// <summary>True if some rule of this scope asks for the topology.</summary>
    public bool UsesTopologyIn(RuleScope scope) => Rules.Any(r => r.Scope == scope && AsksForTopology(r));

    /// <summary>The rule by this id, or null.</summary>
    public Rule? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The id that a wrong one was probably meant to be, or null.</summary>
    public string? Nearest(string id) => Reading.Nearest.Find(id, _byId.Keys);

    /// <summary>The selections that look at events of this type.</summary>
    public IReadOnlyList<SelectionRef> ForType(string eventType) => _byType.GetValueOrDefault(eventType, []);

    /// <summary>What leads from an event to the selections of rules of a scope; null for all. Built when it is first asked for.</summary>
    internal MatchIndex Index(RuleScope? scope) => _indexes[scope is { } one ? 1 + (int)one : 0].Value;

    private MatchIndex Indexed(RuleScope? scope) => MatchIndex.Of(_byType
        .Select(t => KeyValuePair.Create(t.Key, t.Value.Where(s => scope is null || s.Rule.Scope == scope).ToArray()))
        .Where(t => t.Value.Length > 0));

    private static bool AsksForTopology(Rule rule) =>
        rule.Evidence.Any(e => e.Kind == EvidenceSpecKind.Topology) || rule.Correlation.Relate.Count + rule.Correlation.UnlessRelated.Count > 0;
}

/// <summary>A selection and the rule it belongs to.</summary>
/// <param name="RuleIndex">Index of the rule in its set.</param>
/// <param name="SelectionIndex">Index of the selection among what its rule watches for (<see cref="Rule.Watched"/>).</param>
/// <param name="Rule">The rule.</param>
/// <param name="Selection">The selection.</param>
public sealed record SelectionRef(int RuleIndex, int SelectionIndex, Rule Rule, Selection Selection);

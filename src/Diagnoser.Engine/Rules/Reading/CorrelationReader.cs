using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>
/// What <c>correlate</c> says, which selections may have events when the rule fires (its steps, and context: selections it does not name),
/// and which of them are counted.
/// </summary>
internal sealed record CorrelationDraft(Correlation Correlation, IReadOnlyList<string> Matched, IReadOnlyList<string> Counted, IReadOnlyList<string> Used)
{
    /// <summary>What stands under <c>relate</c>; read once the names of the rule are known.</summary>
    public IReadOnlyList<RuleNode> Relate { get; init; } = [];

    /// <summary>The relations under <c>unless</c>.</summary>
    public IReadOnlyList<RuleNode> UnlessRelated { get; init; } = [];
}

/// <summary>Reads <c>correlate</c>; null if it is wrong, so that what follows does not complain about the same mistake again.</summary>
/// <param name="log">Takes the findings.</param>
/// <param name="selections">The selections of <c>match</c>.</param>
/// <param name="recover">What ends the condition, if anything does.</param>
/// <param name="scope">Whose events the rule sees together.</param>
internal sealed class CorrelationReader(
    FindingLog log, IReadOnlyDictionary<string, SelectionDraft> selections, SelectionDraft? recover = null, RuleScope scope = RuleScope.Host)
{
    private const string Shape = "{ by: [container.run], any: [die] }";
    private const int MostCounted = 1000;
    internal static readonly IReadOnlyList<string> Kinds = ["any", "all", "sequence", "count", "absent"];
    private static readonly TimeSpan MaxWithin = TimeSpan.FromDays(7);
    private static readonly TimeSpan MaxDisorder = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DisorderBetweenHosts = TimeSpan.FromSeconds(10);

    private readonly List<string> _counted = [];
    private bool _broken;

    public CorrelationDraft? Read(RuleNode? node)
    {
        if (MapReader.Of(node, log, "correlate", Shape) is not { } map)
        {
            return null;
        }

        var present = Kinds.Where(k => map.Take(k) is not null).ToList();
        var within = map.Duration("within", MaxWithin);
        var by = map.Take("by");
        var (unless, unlessRelated) = Unless(map);
        var relate = map.List("relate", "[{ from: caller, relation: depends_on, to: dep }]");
        var disorder = map.Duration("disorder", MaxDisorder);
        if (present.Count != 1)
        {
            log.Error(map.Node, "correlate", $"must have exactly one of {string.Join(", ", Kinds)}, found {(present.Count == 0 ? "none" : string.Join(" and ", present))}");
            map.Close();
            return null;
        }

        var (steps, absent, wait) = Steps(map, present[0]);
        map.Close();
        IReadOnlyList<string> used = [.. steps.Select(s => s.Selection), .. unless, .. absent is null ? Array.Empty<string>() : [absent]];
        IReadOnlyList<string> context = [.. selections.Keys.Where(s => !used.Contains(s))];
        var keyed = new KeyReader(log, selections, recover);
        var correlation = new Correlation
        {
            Kind = Enum.Parse<CorrelationKind>(present[0], ignoreCase: true),
            Steps = steps,
            Absent = absent,
            Unless = unless,
            By = keyed.Read(by, [.. used.Distinct()], context),
            Disorder = disorder ?? (scope == RuleScope.Fleet ? DisorderBetweenHosts : TimeSpan.Zero),
        };
        correlation = (wait ?? within) is { } window ? correlation with { Within = window } : correlation;
        return _broken
            ? null
            : new CorrelationDraft(correlation, [.. steps.Select(s => s.Selection).Concat(context).Distinct()], _counted, used)
            {
                Relate = relate,
                UnlessRelated = unlessRelated,
            };
    }

    private (IReadOnlyList<Step> Steps, string? Absent, TimeSpan? Wait) Steps(MapReader map, string kind)
    {
        var path = map.Path(kind);
        switch (kind)
        {
            case "count":
                return ([.. Present(Counted(map.Take(kind), path, countKey: "of"))], null, null);
            case "absent":
                return Absent(map.Take(kind), path);
            default:
                var items = map.List(kind, kind == "sequence" ? "[change, { count: die, gte: 3 }]" : "[oom, die]");
                if (items.Count == 0)
                {
                    _broken = true;
                    log.Error(map.Take(kind)!, path, "names no selection");
                }

                return ([.. items.SelectMany(i => Present(i is MapNode && kind != "any" ? Counted(i, path, countKey: "count") : Named(i, path)))], null, null);
        }
    }

    private static IEnumerable<Step> Present(Step? step) => step is null ? [] : [step];

    private Step? Named(RuleNode? node, string path) => Selection(node, path) is { } name ? new Step(name) : null;

    private Step? Counted(RuleNode? node, string path, string countKey)
    {
        if (MapReader.Of(node, log, path, $"{{ {countKey}: die, gte: 3 }}") is not { } map)
        {
            _broken = true;
            return null;
        }

        var name = Selection(map.Require(countKey, "the selection that is counted"), map.Path(countKey));
        _ = map.Require("gte", "how many events it takes");
        var least = map.Integer("gte", 1, MostCounted);
        var distinct = map.Scalar("distinct");
        map.Close();
        if (name is null || least is null)
        {
            _broken = true;
            return null;
        }

        if (distinct is not null && selections[name].Fields.Find(distinct.Text) is null)
        {
            log.Error(distinct, map.Path("distinct"), selections[name].Fields.Unknown(distinct.Text), LintChecks.UnknownField);
        }

        _counted.Add(name);
        return new Step(name, least.Value, distinct?.Text);
    }

    private (IReadOnlyList<Step> Steps, string? Absent, TimeSpan? Wait) Absent(RuleNode? node, string path)
    {
        if (MapReader.Of(node, log, path, "{ of: start, after: die, within: 30s }") is not { } map)
        {
            _broken = true;
            return ([], null, null);
        }

        var of = Selection(map.Require("of", "the selection that must not come"), map.Path("of"));
        var after = Selection(map.Require("after", "the selection after which it is awaited"), map.Path("after"));
        var within = map.Duration("within", MaxWithin);
        map.Close();
        return (after is null ? [] : [new Step(after)], of, within);
    }

    private (IReadOnlyList<string> Selections, IReadOnlyList<RuleNode> Relations) Unless(MapReader map)
    {
        var (names, relations) = (new List<string>(), new List<RuleNode>());
        foreach (var item in map.List("unless", "[kill]"))
        {
            if (item is MapNode)
            {
                relations.Add(item);
            }
            else if (Selection(item, map.Path("unless")) is { } name)
            {
                names.Add(name);
            }
        }

        return (names, relations);
    }

    private string? Selection(RuleNode? node, string path)
    {
        if (node is ScalarNode scalar && selections.ContainsKey(scalar.Text))
        {
            return scalar.Text;
        }

        _broken = true;
        if (node is ScalarNode unknown)
        {
            log.Error(node, path, $"unknown selection '{MapReader.Short(unknown.Text)}'{Nearest.Hint(unknown.Text, selections.Keys, $"match has {(selections.Count == 0 ? "none" : string.Join(", ", selections.Keys))}")}", LintChecks.UnknownSelection);
        }
        else if (node is not null)
        {
            log.Error(node, path, $"must name a selection of match, found {MapReader.Words(node)}", LintChecks.WrongShape);
        }

        return null;
    }
}

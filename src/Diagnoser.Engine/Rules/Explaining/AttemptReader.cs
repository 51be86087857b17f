using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules.Templates;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>
/// Says what keeps a correlation from being complete with a sighting. Whether it is complete was decided already
/// (<see cref="Sighting.Completes"/>); the reasons are found with the same <see cref="Completion"/>, in the same order.
/// </summary>
internal sealed class AttemptReader(RulePlan plan)
{
    private const double OnlySomethingInTheWay = 2;

    private readonly Correlation _correlation = plan.Rule.Correlation;
    private readonly Completion _bare = new(Without(plan.Rule, [], []), null);

    /// <summary>Reads one attempt.</summary>
    public Attempt Read(KeyWindow window, int at, ITopology? topology)
    {
        var item = window.Items[at];
        if (item.Completes)
        {
            return new Attempt(item.Ticks, item.Selection, null, 0, [], []);
        }

        var completion = new Completion(plan, topology);
        if (completion.At(window, at, []) is not { } complete)
        {
            return _bare.At(window, at, []) is { } unrelated
                ? InTheWay(item, AttemptOutcome.Unrelated, [There(unrelated), .. Relations(window, at, topology)])
                : Lacking(window, at);
        }

        if (completion.IsForbidden(window, complete))
        {
            return InTheWay(item, AttemptOutcome.Forbidden, [There(complete), Forbidding(window, complete)]);
        }

        var decided = completion.DecidedAt(item);
        if (plan.LooksAhead && decided > window.Clock.Now)
        {
            return InTheWay(item, AttemptOutcome.Waiting, [There(complete), $"waits until {KeyWitness.Clock(decided)}: {Awaited()} could come within {Within()}"]);
        }

        return plan.Absent >= 0
            ? InTheWay(item, AttemptOutcome.Suspended, [There(complete), Suspended(window, item.Ticks, decided)])
            : InTheWay(item, AttemptOutcome.Lacking, [There(complete), "a later event of the window tells it"]);
    }

    private static Attempt InTheWay(Sighting item, AttemptOutcome outcome, IReadOnlyList<string> reasons) =>
        new(item.Ticks, item.Selection, outcome, OnlySomethingInTheWay, reasons, []);

    private static RulePlan Without(Rule rule, IReadOnlyList<RelationSpec> relate, IReadOnlyList<RelationSpec> unless) =>
        new(rule with { Correlation = rule.Correlation with { Relate = relate, UnlessRelated = unless } }, new EngineOptions());

    private Attempt Lacking(KeyWindow window, int at)
    {
        var item = window.Items[at];
        var earliest = item.Ticks - plan.Within - plan.Disorder;
        var (progress, wanted) = (0, 0);
        var (there, lacking) = (new List<string>(), new List<LackingStep>());
        foreach (var step in plan.Steps)
        {
            var seen = Seen(window, at, step, earliest);
            (progress, wanted) = (progress + Math.Min(seen.Count, step.AtLeast), wanted + step.AtLeast);
            var name = plan.Rule.Watched[step.Selection].Name;
            if (seen.Count >= step.AtLeast)
            {
                there.Add($"{name} was there, at {KeyWitness.Clock(seen.Last)}");
            }
            else
            {
                var distinct = _correlation.Steps.First(s => s.Selection == name).Distinct;
                lacking.Add(new LackingStep(step.Selection, step.AtLeast, seen.Count, distinct));
            }
        }

        if (lacking.Count == 0)
        {
            there.Add(_correlation.Kind == CorrelationKind.Sequence
                ? $"but not in the order {string.Join(", then ", _correlation.Steps.Select(s => s.Selection))}"
                : "but not together");
        }

        return new Attempt(item.Ticks, item.Selection, AttemptOutcome.Lacking, (double)progress / wanted, there, lacking);
    }

    private static (int Count, long Last) Seen(KeyWindow window, int at, PlannedStep step, long earliest)
    {
        var (count, last, different) = (0, 0L, new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i <= at; i++)
        {
            var item = window.Items[i];
            if (item.Selection == step.Selection && item.Ticks >= earliest && (!step.IsDistinct || (item.Distinct is { } value && different.Add(value))))
            {
                (count, last) = (count + (step.IsDistinct ? 1 : item.Weight), item.Ticks);
            }
        }

        return (count, last);
    }

    private string There(List<Sighting> complete) =>
        string.Join(", ", complete.Select(s => $"{plan.Rule.Watched[s.Selection].Name} at {KeyWitness.Clock(s.Ticks)}"));

    private string Within() => Humanize.Duration(_correlation.Within.TotalSeconds);

    private string Awaited() => string.Join(" or ", _correlation.Unless.Concat(_correlation.Absent is { } absent ? [absent] : []));

    // As Completion.IsForbidden looks, but for which.
    private string Forbidding(KeyWindow window, List<Sighting> complete)
    {
        var (first, last) = (complete[0].Ticks, complete[^1].Ticks);
        foreach (var other in window.Items)
        {
            if (other.Selection == plan.Absent && other.Ticks >= last && other.Ticks <= last + plan.Within && other.Id != complete[^1].Id)
            {
                return $"{_correlation.Absent} came at {KeyWitness.Clock(other.Ticks)}, so it is not absent";
            }

            if (other.Ticks <= last + plan.Within && other.Ticks >= first - plan.Within && Array.IndexOf(plan.Unless, other.Selection) >= 0)
            {
                return $"unless: {plan.Rule.Watched[other.Selection].Name} at {KeyWitness.Clock(other.Ticks)} forbids it";
            }
        }

        return "something that was seen near it forbids it";
    }

    private string Suspended(KeyWindow window, long from, long decided)
    {
        var type = plan.Sightings[plan.Absent].Type;
        return window.Clock.SilentSince is { } since && since < decided
            ? $"suspended: the collector is silent since {KeyWitness.Clock(since)}, so that {type} may have come unseen"
            : $"suspended: the collector could not see {type} between {KeyWitness.Clock(from)} and {KeyWitness.Clock(decided)}";
    }

    // Each alone: the one without which it is complete is in the way.
    private IEnumerable<string> Relations(KeyWindow window, int at, ITopology? topology)
    {
        foreach (var relation in _correlation.Relate)
        {
            if (new Completion(Without(plan.Rule, [relation], []), topology).At(window, at, []) is null)
            {
                yield return $"relate: {Words(relation)} does not hold, as far as is known";
            }
        }

        foreach (var relation in _correlation.UnlessRelated)
        {
            if (new Completion(Without(plan.Rule, [], [relation]), topology).At(window, at, []) is null)
            {
                yield return $"unless: {Words(relation)} holds, which forbids it";
            }
        }
    }

    private static string Words(RelationSpec relation) => $"{relation.From} {relation.Relation} {relation.To ?? relation.Name?.Source}";
}

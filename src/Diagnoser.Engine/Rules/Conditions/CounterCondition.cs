using Diagnoser.Contracts;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Conditions;

/// <summary>The same thing measured again and found back within its bounds: what a condition that must hold for a while is undone by.</summary>
/// <param name="identity">Tells that it is the same thing: the equalities of the selection.</param>
/// <param name="measured">The fields with a bound; an event that lacks one measured nothing.</param>
/// <param name="whole">The selection's whole condition.</param>
internal sealed class CounterCondition(EventCondition identity, IReadOnlyList<FieldReader> measured, EventCondition whole) : EventCondition
{
    private static readonly string[] Bounds = ["lt", "lte", "gt", "gte"];

    /// <summary>The counter of a selection; null if it has no bound that could be kept again.</summary>
    public static Selection? Of(Selection selection, IEnumerable<string> namesInWhen)
    {
        var predicates = selection.Alternatives.SelectMany(a => a).ToList();
        var bounded = predicates.Where(IsBound).Select(p => p.Field.Name).Concat(selection.When is null ? [] : namesInWhen).Distinct(StringComparer.Ordinal).ToList();
        if (bounded.Count == 0)
        {
            return null;
        }

        var identities = selection.Alternatives.Select(EventCondition (all) => new AllCondition([.. all.Where(p => !IsBound(p)).Select(p => p.Condition)]));
        return new Selection(
            selection.Name + "!",
            selection.EventType,
            new CounterCondition(new AnyCondition([.. identities]), [.. bounded.Select(EventField.Reader)], selection.Condition));
    }

    public override bool Matches(DockerEvent dockerEvent, Captures captures)
    {
        foreach (var read in measured)
        {
            if (read(dockerEvent, captures).IsMissing)
            {
                return false;
            }
        }

        return identity.Matches(dockerEvent, captures) && !whole.Matches(dockerEvent, captures);
    }

    private static bool IsBound(Predicate predicate) => Bounds.Contains(predicate.Comparison);
}

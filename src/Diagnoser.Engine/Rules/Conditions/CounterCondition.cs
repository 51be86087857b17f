namespace Diagnoser.Engine.Rules.Conditions;

/// <summary>The same thing measured again and found back within its bounds: what a condition that must hold for a while is undone by.</summary>
/// <param name="identity">Tells that it is the same thing: the equalities of the selection.</param>
/// <param name="measured">The fields with a bound; an event that lacks one measured nothing.</param>
/// <param name="whole">The selection's whole condition.</param>
internal sealed class CounterCondition(EventCondition identity, ReadField[] measured, EventCondition whole) : EventCondition
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

        IReadOnlyList<IReadOnlyList<Predicate>> asked = [.. selection.Alternatives.Select(all => all.Where(p => !IsBound(p)).ToList())];
        var identities = asked.Select(EventCondition (all) => new AllCondition([.. all.Select(p => p.Condition)]));
        return new Selection(
            selection.Name + "!",
            selection.EventType,
            new CounterCondition(new AnyCondition([.. identities]), [.. bounded.Select(name => ReadField.By(name))], selection.Condition))
        {
            Alternatives = asked,
        };
    }

    internal override bool Holds(EventView view)
    {
        foreach (var field in measured)
        {
            if (field.Of(view).IsMissing)
            {
                return false;
            }
        }

        return identity.Holds(view) && !whole.Holds(view);
    }

    private static bool IsBound(Predicate predicate) => Bounds.Contains(predicate.Comparison);
}

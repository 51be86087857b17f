namespace Diagnoser.Engine.Rules.Conditions;

internal sealed class AlwaysCondition : EventCondition
{
    internal override bool Holds(EventView view) => true;
}

internal sealed class AllCondition(EventCondition[] conditions) : EventCondition
{
    internal override bool Holds(EventView view)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Holds(view))
            {
                return false;
            }
        }

        return true;
    }

    internal override EventCondition Without(IReadOnlyCollection<EventCondition> known)
    {
        EventCondition[] left = [.. conditions.Select(c => c.Without(known)).Where(c => c is not AlwaysCondition)];
        return left.Length switch
        {
            0 => new AlwaysCondition(),
            1 => left[0],
            _ => new AllCondition(left),
        };
    }
}

internal sealed class AnyCondition(EventCondition[] conditions) : EventCondition
{
    internal override bool Holds(EventView view)
    {
        foreach (var condition in conditions)
        {
            if (condition.Holds(view))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A test of one field. An absent field satisfies no test, not even a negated one.</summary>
internal sealed class FieldCondition(ReadField field, ValueTest test) : EventCondition
{
    /// <summary>The test of a value that is there.</summary>
    public ValueTest Test => test;

    internal override bool Holds(EventView view)
    {
        if (field.IsTail)
        {
            var tail = view.TailCharacters();
            return !tail.IsEmpty && test.Holds(tail, view);
        }

        var value = field.Of(view);
        return !value.IsMissing && test.Holds(value, view);
    }
}

internal sealed class ExistsCondition(ReadField field, bool wanted) : EventCondition
{
    internal override bool Holds(EventView view) => (field.IsTail ? view.TailCharacters().IsEmpty : field.Of(view).IsMissing) != wanted;
}

/// <summary>The <c>when</c> of a selection: an expression over the fields of one event.</summary>
internal sealed class WhenCondition(Expression expression, IEnumerable<string> names) : EventCondition
{
    /// <summary>The fields that it reads.</summary>
    public IReadOnlyList<string> Names { get; } = [.. names.Distinct(StringComparer.Ordinal)];

    internal override bool Holds(EventView view) => expression.Evaluate(view).IsTrue;

    /// <summary>The expression's value; missing where it cannot be told.</summary>
    public Value Evaluate(Contracts.DockerEvent dockerEvent, Captures captures) => expression.Evaluate(new EventView(dockerEvent, captures));
}

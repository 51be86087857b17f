namespace Diagnoser.Engine.Rules.Expressions;

internal sealed class LiteralExpression(Value value) : Expression
{
    public Value Value { get; } = value;

    public override Value Evaluate(IScope scope) => Value;
}

internal sealed class NameExpression(string path) : Expression
{
    public string Path { get; } = path;

    public override Value Evaluate(IScope scope) => scope.Resolve(Path);
}

/// <summary>A field of the event that a condition looks at.</summary>
internal sealed class FieldExpression(ReadField field) : Expression
{
    public override Value Evaluate(IScope scope) => scope is EventView view ? field.Of(view) : scope.Resolve(field.Name);
}

/// <summary>A list of texts; an item that is missing is left out.</summary>
internal sealed class ListExpression(IReadOnlyList<Expression> items) : Expression
{
    public override Value Evaluate(IScope scope)
    {
        IReadOnlyList<string> texts = [.. items.Select(i => i.Evaluate(scope)).Where(v => !v.IsMissing).Select(v => v.ToString())];
        return Value.Of(texts);
    }
}

internal sealed class ConditionalExpression(Expression condition, Expression then, Expression otherwise) : Expression
{
    public override Value Evaluate(IScope scope)
    {
        var chosen = condition.Evaluate(scope);
        return chosen.IsMissing ? chosen : (chosen.IsTrue ? then : otherwise).Evaluate(scope);
    }
}

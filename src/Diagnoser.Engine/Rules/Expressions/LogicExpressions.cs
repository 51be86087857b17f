namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>And, or. A missing operand counts as false, as a comparison with a missing value does.</summary>
internal sealed class LogicExpression(bool and, Expression left, Expression right) : Expression
{
    public override Value Evaluate(IScope scope)
    {
        var first = left.Evaluate(scope).IsTrue;
        return Value.Of(first == and ? right.Evaluate(scope).IsTrue : first);
    }
}

internal sealed class NotExpression(Expression operand) : Expression
{
    public override Value Evaluate(IScope scope)
    {
        var value = operand.Evaluate(scope);
        return value.IsMissing ? value : Value.Of(!value.IsTrue);
    }
}

/// <summary>Membership of a text in a list value.</summary>
internal sealed class InExpression(Expression item, Expression list) : Expression
{
    public override Value Evaluate(IScope scope) =>
        Value.Of(item.Evaluate(scope).AsText is { } text && list.Evaluate(scope).AsList is { } texts && Texts.Contain(texts, text));
}

/// <summary>Membership in a written list, whose items are compared as by <c>==</c>.</summary>
internal sealed class InItemsExpression(Expression item, IReadOnlyList<Expression> items) : Expression
{
    private readonly Expression[] _items = [.. items];

    public override Value Evaluate(IScope scope)
    {
        var value = item.Evaluate(scope);
        if (value.IsMissing)
        {
            return Value.Of(false);
        }

        foreach (var each in _items)
        {
            if (each.Evaluate(scope) == value)
            {
                return Value.Of(true);
            }
        }

        return Value.Of(false);
    }
}

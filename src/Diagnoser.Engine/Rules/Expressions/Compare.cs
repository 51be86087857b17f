namespace Diagnoser.Engine.Rules.Expressions;

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>How two values compare: false, also for <c>!=</c>, if one of them is missing or they have no order.</summary>
internal static class Compare
{
    public static bool Holds(Comparison comparison, Value a, Value b)
    {
        if (a.IsMissing || b.IsMissing)
        {
            return false;
        }

        return comparison switch
        {
            Comparison.Equal => a == b,
            Comparison.NotEqual => a != b,
            _ => Order(a, b) is { } order && comparison switch
            {
                Comparison.Less => order < 0,
                Comparison.LessOrEqual => order <= 0,
                Comparison.Greater => order > 0,
                _ => order >= 0,
            },
        };
    }

    private static int? Order(Value a, Value b) => (a.Kind, b.Kind) switch
    {
        (ValueKind.Number, ValueKind.Number) => a.AsNumber.CompareTo(b.AsNumber),
        (ValueKind.Time, ValueKind.Time) => a.AsTime!.Value.CompareTo(b.AsTime!.Value),
        _ => null,
    };
}

internal sealed class CompareExpression(Comparison comparison, Expression left, Expression right) : Expression
{
    public override Value Evaluate(IScope scope) => Value.Of(Compare.Holds(comparison, left.Evaluate(scope), right.Evaluate(scope)));
}

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>Arithmetic on numbers and times; missing if an operand is missing or the result is no number.</summary>
internal sealed class ArithmeticExpression(char symbol, Expression left, Expression right) : Expression
{
    private static readonly Value OutOfRange = Value.Missing("the time is out of range");
    private static readonly Value ByZero = Value.Missing("division by zero");
    private static readonly Value NoResult = Value.Missing("the result is no number");

    private readonly Value _undefined = Value.Missing($"{symbol} is not defined for these values");

    public override Value Evaluate(IScope scope)
    {
        var a = left.Evaluate(scope);
        var b = right.Evaluate(scope);
        if (a.IsMissing || b.IsMissing)
        {
            return a.IsMissing ? a : b;
        }

        return (a.Kind, b.Kind) switch
        {
            (ValueKind.Number, ValueKind.Number) => Number(a.AsNumber, b.AsNumber),
            (ValueKind.Time, ValueKind.Time) when symbol == '-' => Value.Of((a.AsTime!.Value - b.AsTime!.Value).TotalSeconds),
            (ValueKind.Time, ValueKind.Number) when symbol is '+' or '-' => Shift(a.AsTime!.Value, symbol == '+' ? b.AsNumber : -b.AsNumber),
            _ => _undefined,
        };
    }

    private static Value Shift(DateTimeOffset time, double seconds)
    {
        var ticks = time.UtcTicks + (seconds * TimeSpan.TicksPerSecond);
        return ticks >= DateTimeOffset.MinValue.UtcTicks && ticks < DateTimeOffset.MaxValue.UtcTicks
            ? Value.Of(new DateTimeOffset((long)ticks, TimeSpan.Zero))
            : OutOfRange;
    }

    private Value Number(double a, double b)
    {
        var result = symbol switch
        {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            '/' => a / b,
            _ => a % b,
        };
        return double.IsFinite(result) ? Value.Of(result) : b == 0 ? ByZero : NoResult;
    }
}

internal sealed class NegateExpression(Expression operand) : Expression
{
    private static readonly Value Undefined = Value.Missing("- is not defined for this value");

    public override Value Evaluate(IScope scope)
    {
        var value = operand.Evaluate(scope);
        return value.Kind == ValueKind.Number ? Value.Of(-value.AsNumber)
            : value.IsMissing ? value
            : Undefined;
    }
}

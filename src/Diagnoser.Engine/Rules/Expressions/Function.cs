using System.Runtime.CompilerServices;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>What a function does with its arguments.</summary>
internal delegate Value FunctionBody(ReadOnlySpan<Value> values);

/// <summary>A function of the language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">How it is called, for messages.</param>
/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Takes">Types of its arguments; the last one holds for the rest.</param>
/// <param name="Result">Its type; null for the type of its arguments.</param>
/// <param name="Apply">What it does.</param>
internal sealed record Function(
    string Name,
    string Usage,
    int Least,
    int Most,
    IReadOnlyList<ExpressionType> Takes,
    ExpressionType? Result,
    FunctionBody Apply)
{
    /// <summary>Most arguments that any function takes.</summary>
    public const int MaxArguments = 8;

    /// <summary>True if it is called with missing values; else a predicate is false and a calculation missing.</summary>
    public bool SeesMissing { get; init; }
}

internal sealed class CallExpression(Function function, Expression[] arguments) : Expression
{
    private readonly Value _noNumber = Value.Missing($"{function.Name} takes a number");

    public override Value Evaluate(IScope scope)
    {
        var room = default(Arguments);
        Span<Value> values = room[..arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(scope);
            if (values[i].IsMissing && !function.SeesMissing)
            {
                return function.Result == ExpressionType.Boolean ? Value.Of(false) : values[i];
            }

            if (function.Takes[Math.Min(i, function.Takes.Count - 1)] == ExpressionType.Number && values[i].Kind != ValueKind.Number)
            {
                return _noNumber;
            }
        }

        return function.Apply(values);
    }
}

/// <summary>Room on the stack for the arguments of one call.</summary>
[InlineArray(Function.MaxArguments)]
internal struct Arguments
{
    private Value _first;
}

internal sealed class MatchesExpression(Expression text, LinearRegex regex) : Expression
{
    public override Value Evaluate(IScope scope) =>
        Value.Of(text.Evaluate(scope).AsText is { } value && regex.IsMatch(value));
}

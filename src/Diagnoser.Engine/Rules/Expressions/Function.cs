using System.Text.RegularExpressions;

namespace Diagnoser.Engine.Rules.Expressions;

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
    Func<Value[], Value> Apply)
{
    /// <summary>True if it is called with missing values; else a predicate is false and a calculation missing.</summary>
    public bool SeesMissing { get; init; }
}

internal sealed class CallExpression(Function function, IReadOnlyList<Expression> arguments) : Expression
{
    public override Value Evaluate(IScope scope)
    {
        var values = new Value[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(scope);
            if (values[i].IsMissing && !function.SeesMissing)
            {
                return function.Result == ExpressionType.Boolean ? Value.Of(false) : values[i];
            }

            if (function.Takes[Math.Min(i, function.Takes.Count - 1)] == ExpressionType.Number && values[i].Kind != ValueKind.Number)
            {
                return Value.Missing($"{function.Name} takes a number");
            }
        }

        return function.Apply(values);
    }
}

internal sealed class MatchesExpression(Expression text, Regex regex) : Expression
{
    public override Value Evaluate(IScope scope) =>
        Value.Of(text.Evaluate(scope).AsText is { } value && regex.IsMatch(Conditions.RegexTest.Cut(value)));
}

using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>One filter as used, with its arguments.</summary>
internal sealed record AppliedFilter(Filter Filter, IReadOnlyList<Expression> Arguments);

/// <summary>One <c>${{ }}</c> of a template.</summary>
/// <param name="Source">What stands between the braces.</param>
/// <param name="Value">The expression.</param>
/// <param name="Filters">The filters in order.</param>
/// <param name="Type">The type after the filters; bytes, durations and ratios are written for people without being asked.</param>
/// <param name="InsideQuotes">True if a shell would read it inside quotes.</param>
internal sealed record Placeholder(
    string Source,
    Expression Value,
    IReadOnlyList<AppliedFilter> Filters,
    ExpressionType Type,
    bool InsideQuotes)
{
    public Value Evaluate(IScope scope)
    {
        var value = Value.Evaluate(scope);
        foreach (var (filter, arguments) in Filters)
        {
            if (filter.IsDefault)
            {
                value = value.IsMissing || value.AsList is { Count: 0 } ? arguments[0].Evaluate(scope) : value;
            }
            else if (!value.IsMissing)
            {
                value = filter.Apply(value, [.. arguments.Select(a => a.Evaluate(scope))]);
            }
        }

        return value;
    }

    /// <summary>The value for people: units written out, hostile characters made visible.</summary>
    public string ForPeople(Value value)
    {
        if (value.IsMissing)
        {
            return $"({VisibleText.Of(value.Why!, 300)})";
        }

        return value.Kind != ValueKind.Number
            ? VisibleText.Of(value.ToString())
            : Type switch
            {
                ExpressionType.Bytes => Humanize.Bytes(value.AsNumber),
                ExpressionType.Duration => Humanize.Duration(value.AsNumber),
                ExpressionType.Ratio => Humanize.Percent(value.AsNumber),
                _ => value.ToString(),
            };
    }
}

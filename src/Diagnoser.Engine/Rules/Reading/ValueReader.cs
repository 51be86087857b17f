using System.Globalization;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads written values by the type of their field, so that a wrong unit or type is found at load.</summary>
internal static class ValueReader
{
    /// <summary>The value in the field's base unit; null and why not.</summary>
    public static Value? Read(ScalarNode node, EventField field, out string problem)
    {
        var text = node.Text;
        var found = $"'{MapReader.Short(text)}'{(node.Quoted ? " (quoted, so it is text)" : "")}";
        problem = "";
        switch (field.Type)
        {
            case FieldType.Text or FieldType.List:
                if (field.Values.Count > 0 && !field.Values.Contains(text))
                {
                    problem = $"{field.Name} is one of {string.Join(", ", field.Values)}, found {found}{Nearest.Hint(text, field.Values)}";
                    return null;
                }

                return Value.Of(text);
            case FieldType.Boolean:
                problem = $"{field.Name} is true or false, found {found}";
                return !node.Quoted && text is "true" or "false" ? Value.Of(text == "true") : null;
            case FieldType.Time:
                problem = $"{field.Name} is a time such as 2026-01-31T12:00:00Z, found {found}";
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Value.Of(time) : null;
            default:
                problem = $"{field.Name} is {Wanted(field.Type)}{(IsBelow(field, text) ? ", never negative" : "")}, found {found}";
                return !node.Quoted && !IsBelow(field, text) && Number(text, field.Type) is { } number ? Value.Of(number) : null;
        }
    }

    private static bool IsBelow(EventField field, string text) => !field.MayBeNegative && text.StartsWith('-');

    private static string Wanted(FieldType type) => type switch
    {
        FieldType.Bytes => $"a number of bytes such as 512Mi; units are {Quantity.ByteUnits}",
        FieldType.Duration => $"a duration such as 30s; units are {Quantity.DurationUnits}; without one it is seconds",
        FieldType.Ratio => "a ratio such as 90% or 0.9",
        FieldType.Number => "a number without unit",
        _ => "a whole number without unit",
    };

    // Beyond this a whole number is not exact any more.
    private const double Largest = 1L << 53;

    private static double? Number(string text, FieldType type)
    {
        var negative = text.StartsWith('-');
        if (!Quantity.TryParse(negative ? text.AsSpan(1) : text, out var quantity))
        {
            return null;
        }

        var (amount, unit) = quantity;
        var bare = unit == ExpressionType.Number;
        var fits = amount <= Largest && type switch
        {
            FieldType.Bytes => unit == ExpressionType.Bytes || (bare && double.IsInteger(amount)),
            FieldType.Duration => unit == ExpressionType.Duration || bare,
            FieldType.Ratio => unit == ExpressionType.Ratio || (bare && amount <= 1),
            FieldType.Number => bare,
            _ => bare && double.IsInteger(amount),
        };
        return fits ? negative ? -amount : amount : null;
    }
}

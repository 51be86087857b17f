using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>What is known at load about the value of an expression.</summary>
internal enum ExpressionType
{
    Unknown,
    Text,

    /// <summary>A number that goes with any unit: a literal without one, or what nobody gave a unit.</summary>
    Number,

    /// <summary>A number that has no unit, such as an exit code or how many there are.</summary>
    Count,
    Bytes,
    Duration,
    Ratio,
    Boolean,
    Time,
    List,
}

internal static class ExpressionTypes
{
    public static bool IsNumeric(this ExpressionType type) =>
        type is ExpressionType.Number or ExpressionType.Count or ExpressionType.Bytes or ExpressionType.Duration or ExpressionType.Ratio;

    /// <summary>True of numbers that cannot be compared or added.</summary>
    public static bool DiffersInUnit(this ExpressionType type, ExpressionType other) =>
        type.IsNumeric() && other.IsNumeric() && type != other && type != ExpressionType.Number && other != ExpressionType.Number;

    public static bool MayBe(this ExpressionType type, ExpressionType wanted) =>
        type == ExpressionType.Unknown || type == wanted || (type.IsNumeric() && wanted.IsNumeric());

    public static string Words(this ExpressionType type) => type switch
    {
        ExpressionType.Unknown => "a value of unknown type",
        ExpressionType.Text => "text",
        ExpressionType.Number => "a number",
        ExpressionType.Count => "a number without unit",
        ExpressionType.Bytes => "a number of bytes",
        ExpressionType.Duration => "a duration",
        ExpressionType.Ratio => "a ratio",
        ExpressionType.Boolean => "true or false",
        ExpressionType.Time => "a time",
        _ => "a list",
    };

    public static ExpressionType Of(FieldType type) => type switch
    {
        FieldType.Text => ExpressionType.Text,
        FieldType.Integer or FieldType.Number => ExpressionType.Count,
        FieldType.Bytes => ExpressionType.Bytes,
        FieldType.Duration => ExpressionType.Duration,
        FieldType.Ratio => ExpressionType.Ratio,
        FieldType.Boolean => ExpressionType.Boolean,
        FieldType.List => ExpressionType.List,
        _ => ExpressionType.Time,
    };
}

using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Which operators a field of which type takes.</summary>
internal static class OperatorRules
{
    public static string? Misuse(FieldKey key, EventField field)
    {
        var isText = field.Type is FieldType.Text or FieldType.List;
        var isOrdered = field.Type is not (FieldType.Text or FieldType.List or FieldType.Boolean);
        if (!Allowed(key.Comparison, field.Type, isText, isOrdered))
        {
            var hint = field.Type == FieldType.List && key.Comparison.Length == 0 ? "; use |has" : "";
            return $"{(key.Comparison.Length == 0 ? "equality" : key.Comparison)} does not go with {field.Name}, which is {Words(field.Type)}{hint}";
        }

        if (key.IgnoreCase && (!isText || key.Comparison == "cidr"))
        {
            return $"i (ignore case) does not go with {field.Name}, which is {Words(field.Type)}";
        }

        return key.OtherField && key.Comparison is not ("" or "lt" or "lte" or "gt" or "gte")
            ? $"field goes with equality, lt, lte, gt and gte, not with {key.Comparison}"
            : null;
    }

    private static bool Allowed(string comparison, FieldType type, bool isText, bool isOrdered) => comparison switch
    {
        "" => type != FieldType.List,
        "exists" => true,
        "has" => type == FieldType.List,
        "cidr" => type == FieldType.Text,
        "lt" or "lte" or "gt" or "gte" => isOrdered,
        _ => isText,
    };

    private static string Words(FieldType type) => type switch
    {
        FieldType.Text => "text",
        FieldType.Integer => "a whole number",
        FieldType.Number => "a number",
        FieldType.Bytes => "a number of bytes",
        FieldType.Duration => "a duration",
        FieldType.Ratio => "a ratio",
        FieldType.Boolean => "true or false",
        FieldType.List => "a list",
        _ => "a time",
    };
}

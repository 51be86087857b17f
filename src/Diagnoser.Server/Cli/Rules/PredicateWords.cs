using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>Conditions on events, in words and as they are written.</summary>
internal static class PredicateWords
{
    /// <summary>As <c>container.exit_code is 137</c>.</summary>
    public static string Of(Predicate predicate) => Of(predicate, name => name, operand => $"“{operand}”");

    /// <summary>The same with names and texts written in this way.</summary>
    public static string Of(Predicate predicate, Func<string, string> name, Func<string, string> text)
    {
        var field = name(predicate.Field.Name);
        if (predicate.Comparison == "exists")
        {
            return $"{field} is {(predicate.Operands is ["true"] ? "known" : "absent")}";
        }

        var operands = Operands(predicate, name, text);
        var verb = (predicate.Comparison, predicate.Not) switch
        {
            ("", false) => "is",
            ("", true) => "is not",
            ("contains", false) => "contains",
            ("contains", true) => "does not contain",
            ("startswith", false) => "begins with",
            ("startswith", true) => "does not begin with",
            ("endswith", false) => "ends with",
            ("endswith", true) => "does not end with",
            ("glob" or "re", false) => "matches",
            ("glob" or "re", true) => "does not match",
            ("has", false) => "has",
            ("has", true) => "does not have",
            ("cidr", false) => "is in",
            ("cidr", true) => "is not in",
            (var order, false) => Order(order),
            (var order, true) => "is not " + Order(order)["is ".Length..],
        };
        return $"{field} {verb} {operands}{(predicate.IgnoreCase ? ", in any case" : "")}";
    }

    /// <summary>As <c>container.exit_code|not: [0, 143]</c>.</summary>
    public static string Written(Predicate predicate) =>
        $"{predicate.Key}: {(predicate.Operands.Count == 1 ? predicate.Operands[0] : $"[{string.Join(", ", predicate.Operands)}]")}";

    /// <summary>A whole <c>where</c>: one line for each alternative.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<IReadOnlyList<Predicate>> alternatives, Func<Predicate, string> one, string and) =>
        alternatives.Where(a => a.Count > 0).Select(a => string.Join(and, a.Select(one)));

    /// <summary>What happened, by the catalogue.</summary>
    public static string Meaning(string eventType) => EventCatalogue.Find(eventType)?.Meaning ?? eventType;

    private static string Order(string comparison) => comparison switch
    {
        "lt" => "is less than",
        "lte" => "is at most",
        "gt" => "is more than",
        _ => "is at least",
    };

    private static string Operands(Predicate predicate, Func<string, string> name, Func<string, string> text)
    {
        var isText = predicate.Field.Type is FieldType.Text or FieldType.List;
        var texts = predicate.Operands.Select(o => predicate.IsOfField ? $"its {name(o)}" : isText ? text(o) : o).ToList();
        return texts.Count == 1 ? texts[0] : string.Join(", ", texts.SkipLast(1)) + (predicate.All ? " and " : " or ") + texts[^1];
    }
}

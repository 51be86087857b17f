namespace Diagnoser.Engine.Rules.Reading;

/// <summary>A key such as <c>container.name|not|startswith|i</c>: the field, one comparison and modifiers, in any order.</summary>
/// <param name="Field">The field.</param>
/// <param name="Comparison">The comparison; empty for equality.</param>
/// <param name="Not">Negated.</param>
/// <param name="All">Every item of the list, not any.</param>
/// <param name="IgnoreCase">Upper and lower case are the same.</param>
/// <param name="OtherField">The value names another field.</param>
internal sealed record FieldKey(string Field, string Comparison, bool Not, bool All, bool IgnoreCase, bool OtherField)
{
    internal static readonly IReadOnlyList<string> Comparisons =
        ["contains", "startswith", "endswith", "glob", "re", "lt", "lte", "gt", "gte", "exists", "has", "cidr"];

    internal static readonly IReadOnlyList<string> Modifiers = ["not", "all", "i", "field"];

    public static FieldKey? Parse(string key, out string problem)
    {
        var parts = key.Split('|');
        var operators = parts[1..];
        var known = Modifiers.Concat(Comparisons).ToList();
        problem = "";
        if (operators.FirstOrDefault(o => !known.Contains(o)) is { } wrong)
        {
            problem = $"unknown operator '{MapReader.Short(wrong)}'{Nearest.Hint(wrong, known, $"operators are {string.Join(", ", known)}")}";
        }
        else if (operators.Distinct().Count() != operators.Length)
        {
            problem = "an operator stands twice";
        }
        else if (operators.Count(Comparisons.Contains) > 1)
        {
            problem = $"only one of {string.Join(", ", operators.Where(Comparisons.Contains))} can stand in a key";
        }
        else if (operators.Contains("exists") && operators.Length > 1)
        {
            problem = "exists stands alone; write |exists: false for a field that must be absent";
        }

        return problem.Length > 0 ? null : new FieldKey(
            parts[0],
            operators.FirstOrDefault(Comparisons.Contains) ?? "",
            operators.Contains("not"),
            operators.Contains("all"),
            operators.Contains("i"),
            operators.Contains("field"));
    }
}

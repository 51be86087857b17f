using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Conditions;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>
/// Whether whatever satisfies one condition satisfies another. It says yes only when that is certain from what is written; a no means that
/// it does not know.
/// </summary>
internal static class Implication
{
    // Tests of one value look at no event.
    private static readonly DockerEvent NoEvent = new("", "", default, new("", ""), new("", "", ""));

    /// <summary>Every event that one selection matches is matched by the other.</summary>
    public static bool Holds(Selection from, Selection to) =>
        from.EventType == to.EventType && from.Alternatives.Count > 0
        && Alternative.Of(from).All(a => Alternative.Of(to).Any(b => Holds(a, b)));

    /// <summary>Every event that satisfies one alternative satisfies the other.</summary>
    public static bool Holds(Alternative from, Alternative to) =>
        to.Predicates.All(q => from.Predicates.Any(p => Holds(p, q)))
        && (to.When is null || (from.When is not null && Squeezed(from.When.Source) == Squeezed(to.When.Source)));

    /// <summary>Every event that satisfies one predicate satisfies the other.</summary>
    public static bool Holds(Predicate from, Predicate to)
    {
        if (from.Field.Name != to.Field.Name)
        {
            return false;
        }

        if (to.Comparison == "exists")
        {
            return from.Comparison == "exists" ? from.Operands[0] == to.Operands[0] : to.Operands[0] == "true";
        }

        if (from.Comparison == "exists" || from.IsOfField || to.IsOfField)
        {
            return IsSame(from, to);
        }

        return Candidates(from) is { } values
            ? values.Where(v => Satisfies(from, v)).All(v => Satisfies(to, v))
            : IsWithin(from, to) || (from.Not && to.Not ? Positive(to, from) : !from.Not && !to.Not && Positive(from, to));
    }

    /// <summary>The only values that can satisfy a predicate, if they are few; null if they are not.</summary>
    public static IReadOnlyList<Value>? Candidates(Predicate predicate)
    {
        var isEquality = predicate is { Comparison: "", Not: false, IgnoreCase: false, IsOfField: false, Values.Count: > 0 };
        return isEquality ? predicate.Values : predicate.Field is { Type: not FieldType.List } field ? Closed(field) : null;
    }

    /// <summary>The values of a field that can have few; null if it can have many.</summary>
    public static IReadOnlyList<Value>? Closed(EventField field) =>
        field.Type == FieldType.Boolean ? [Value.Of(true), Value.Of(false)]
        : field.Values.Count > 0 ? [.. field.Values.Select(Value.Of)]
        : null;

    /// <summary>True if a value that is there satisfies the predicate.</summary>
    public static bool Satisfies(Predicate predicate, Value value) => TestOf(predicate)?.Holds(value, new EventView(NoEvent, new Captures())) ?? true;

    /// <summary>The test of a value that is there; null for one whether it is.</summary>
    public static ValueTest? TestOf(Predicate predicate) => (predicate.Condition as FieldCondition)?.Test;

    private static IReadOnlyList<Value> Operands(Predicate predicate) =>
        predicate.Values.Count > 0 ? predicate.Values : [.. predicate.Operands.Select(Value.Of)];

    private static bool IsSame(Predicate a, Predicate b) =>
        (a.Comparison, a.Not, a.All, a.IgnoreCase, a.IsOfField) == (b.Comparison, b.Not, b.All, b.IgnoreCase, b.IsOfField)
        && a.Operands.ToHashSet(StringComparer.Ordinal).SetEquals(b.Operands);

    private static bool IsWithin(Predicate from, Predicate to) => Span.Of(from) is { } inner && Span.Of(to) is { } outer && inner.IsWithin(outer);

    // Both as if they were not negated: any or every operand of one, against any or every operand of the other.
    private static bool Positive(Predicate from, Predicate to)
    {
        var (inner, outer) = (Operands(from), Operands(to));
        return to.All ? outer.All(Reached) : from.All ? outer.Any(Reached) : inner.All(a => outer.Any(b => Operand(from, a, to, b)));

        bool Reached(Value b) => from.All ? inner.Any(a => Operand(from, a, to, b)) : inner.All(a => Operand(from, a, to, b));
    }

    private static bool Operand(Predicate from, Value a, Predicate to, Value b)
    {
        if (from.IgnoreCase && !to.IgnoreCase)
        {
            return false;
        }

        if (a.AsText is not { } inner || b.AsText is not { } outer)
        {
            return from.Comparison == to.Comparison && a == b;
        }

        var how = to.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var isSame = from.Comparison == to.Comparison && inner.Equals(outer, from.Comparison is "re" or "glob" or "cidr" ? StringComparison.Ordinal : how);
        return isSame || (from.Comparison, to.Comparison) switch
        {
            ("contains" or "startswith" or "endswith" or "has" or "", "contains") => inner.Contains(outer, how),
            ("startswith" or "has" or "", "startswith") => inner.StartsWith(outer, how),
            ("endswith" or "has" or "", "endswith") => inner.EndsWith(outer, how),
            _ => false,
        };
    }

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}

using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Matching;

/// <summary>One way in which an event can satisfy a selection: an alternative of its <c>where</c>, and what of it can be looked up.</summary>
/// <param name="Selection">Index of the selection.</param>
/// <param name="Equalities">What fields must be equal to, of each any of some values.</param>
/// <param name="Texts">What texts fields must hold, of each any of some.</param>
internal sealed record IndexEntry(int Selection, IReadOnlyList<FieldEquality> Equalities, IReadOnlyList<FieldTexts> Texts)
{
    private const int MaxValues = 64;

    /// <summary>The ways that a selection has.</summary>
    public static IEnumerable<IndexEntry> Of(Selection selection, int index) => selection.Alternatives.Select(all => new IndexEntry(
        index,
        [.. all.Select(Equality).OfType<FieldEquality>()],
        [.. all.Select(TextsOf).OfType<FieldTexts>()]));

    private static FieldEquality? Equality(Predicate predicate)
    {
        var isUsable = IsPositive(predicate) && predicate is { Comparison: "", IgnoreCase: false, Values.Count: > 0 and <= MaxValues }
            && predicate.Values.All(v => v.Kind is ValueKind.Text or ValueKind.Number or ValueKind.Boolean);
        return !isUsable ? null : new FieldEquality(predicate.Field, predicate.All ? [predicate.Values[0]] : [.. predicate.Values.Distinct()])
        {
            Proves = predicate.All && predicate.Values.Count > 1 ? null : predicate.Condition,
        };
    }

    private static FieldTexts? TextsOf(Predicate predicate)
    {
        if (!IsPositive(predicate) || predicate.Field.Type is not (FieldType.Text or FieldType.List) || predicate.Operands.Count == 0 || Equality(predicate) is not null)
        {
            return null;
        }

        var sets = predicate.Operands.Select(o => Needed(predicate.Comparison, o)).ToList();
        var needed = predicate.All ? sets.Aggregate(LiteralPiece.Better)
            : sets.Contains(null) ? null
            : sets.SelectMany(s => s!).Distinct(StringComparer.Ordinal).ToList();
        return needed is null ? null : new FieldTexts(predicate.Field, needed);
    }

    // What a regular expression caught is not there before it was asked.
    private static bool IsPositive(Predicate predicate) =>
        predicate is { Not: false, IsOfField: false } && !predicate.Field.Name.StartsWith(FieldReaders.CapturePrefix, StringComparison.Ordinal);

    /// <summary>Texts of which one must be there for the comparison to hold; null if nothing is known.</summary>
    private static IReadOnlyList<string>? Needed(string comparison, string operand)
    {
        IReadOnlyList<string> needed = comparison switch
        {
            "" or "has" or "contains" or "startswith" or "endswith" => [operand],
            "glob" => [operand.Split('*', '?').MaxBy(part => part.Length)!],
            "re" => RegexLiterals.Of(operand),
            _ => [],
        };
        return needed.Count > 0 && needed.All(n => n.Length >= RegexLiterals.Least) ? needed : null;
    }
}

/// <summary>A field that must be equal to one of these values.</summary>
internal sealed record FieldEquality(EventField Field, IReadOnlyList<Value> Values)
{
    /// <summary>The condition that holds wherever the field is equal to one of the values; null if there is none.</summary>
    public EventCondition? Proves { get; init; }
}

/// <summary>A field that must hold one of these texts.</summary>
internal sealed record FieldTexts(EventField Field, IReadOnlyList<string> Texts);

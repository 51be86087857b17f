using System.Runtime.InteropServices;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>
/// Which rules are worth comparing for an overlap: all with all would be fifty million pairs of ten thousand rules. One fires whenever another
/// does only if an alternative of the one asks for what an alternative of the other asks for too, so that every alternative is filed under what is
/// rarest of all that it asks for, and found again by those that offer it.
/// </summary>
internal static class OverlapPairs
{
    /// <summary>For each rule the earlier ones that it must be compared with, in order. Every pair of which <see cref="Overlap.Holds"/> is true is among them.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<Rule> rules)
    {
        var alternatives = rules.Select(r => Alternatives(r).ToList()).ToList();
        var offered = alternatives.Select(a => a.SelectMany(Offered).ToHashSet()).ToList();
        var frequency = new Dictionary<Key, int>();
        foreach (var key in offered.SelectMany(o => o))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(frequency, key, out _)++;
        }

        var wide = new Dictionary<Key, SortedSet<int>>();
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var key in alternatives[i].SelectMany(a => Filed(a, frequency)))
            {
                _ = (CollectionsMarshal.GetValueRefOrAddDefault(wide, key, out _) ??= []).Add(i);
            }
        }

        var earlier = rules.Select(_ => new SortedSet<int>()).ToList();
        for (var narrow = 0; narrow < rules.Count; narrow++)
        {
            foreach (var other in offered[narrow].SelectMany(k => wide.GetValueOrDefault(k) ?? []).Where(o => o != narrow))
            {
                _ = earlier[Math.Max(narrow, other)].Add(Math.Min(narrow, other));
            }
        }

        return [.. earlier.Select(e => e.ToList())];
    }

    private static IEnumerable<(string Event, IReadOnlyList<Predicate> Asked)> Alternatives(Rule rule) =>
        from name in rule.Correlation.Steps.Select(s => s.Selection).Distinct(StringComparer.Ordinal)
        let selection = rule.Selections.First(s => s.Name == name)
        from alternative in selection.Alternatives
        select (selection.EventType, alternative);

    // What a wider alternative may be filed under, of all that this one asks for.
    private static IEnumerable<Key> Offered((string Event, IReadOnlyList<Predicate> Asked) alternative)
    {
        yield return new Key(alternative.Event, "", "", "");
        foreach (var p in alternative.Asked.Where(p => p is { Not: false, IsOfField: false }))
        {
            var field = p.Field.Name;
            if (p.Comparison is "" or "contains" or "startswith" or "endswith" or "has")
            {
                yield return new Key(alternative.Event, field, Holding, "");
            }

            foreach (var text in IsEquality(p) ? p.Values.Select(v => v.ToString()) : IsPattern(p) ? p.Operands : [])
            {
                yield return new Key(alternative.Event, field, p.Comparison, text);
            }

            if (IsEquality(p))
            {
                yield return new Key(alternative.Event, field, Known, "");
            }
        }
    }

    // The rarest of what a narrower alternative must offer; if there is nothing of the kind, its event alone.
    private static IReadOnlyList<Key> Filed((string Event, IReadOnlyList<Predicate> Asked) alternative, Dictionary<Key, int> frequency) =>
        alternative.Asked.Select(q => Needed(alternative.Event, q)).OfType<IReadOnlyList<Key>>().MinBy(keys => keys.Sum(k => frequency.GetValueOrDefault(k)))
        ?? [new Key(alternative.Event, "", "", "")];

    // Of these keys a narrower alternative offers one; null if it may do without.
    private static IReadOnlyList<Key>? Needed(string eventType, Predicate q)
    {
        // Of a field with few values, what excludes some of them says the same as what names the others.
        if (q.Not || q.IsOfField || Implication.Closed(q.Field) is not null)
        {
            return null;
        }

        return IsEquality(q) ? [.. q.Values.Select(v => new Key(eventType, q.Field.Name, q.Comparison, v.ToString()))]
            : IsPattern(q) ? [.. q.Operands.Select(o => new Key(eventType, q.Field.Name, q.Comparison, o)), new Key(eventType, q.Field.Name, Known, "")]
            : q.Comparison is "contains" or "startswith" or "endswith" ? [new Key(eventType, q.Field.Name, Holding, "")]
            : null;
    }

    private static bool IsEquality(Predicate p) => p is { Comparison: "", IgnoreCase: false, Values.Count: > 0 };

    // One of these is implied by itself, or by values that satisfy it.
    private static bool IsPattern(Predicate p) => p.Comparison is "re" or "glob" or "cidr" or "has";

    // Some text that may hold another.
    private const string Holding = "~";

    // Some value that is named.
    private const string Known = "=";

    private readonly record struct Key(string Event, string Field, string Comparison, string Text);
}

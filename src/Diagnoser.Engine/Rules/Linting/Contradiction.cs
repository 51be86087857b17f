using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Finds conditions that no event can satisfy together. It says so only when that is certain from what is written.</summary>
internal static class Contradiction
{
    /// <summary>Why no event satisfies all of these; null if one may.</summary>
    public static string? Of(IReadOnlyList<Predicate> predicates) =>
        predicates.GroupBy(p => p.Field.Name).Select(g => OfField([.. g])).FirstOrDefault(why => why is not null);

    private static string? OfField(IReadOnlyList<Predicate> predicates)
    {
        var field = predicates[0].Field;
        var absent = predicates.FirstOrDefault(p => IsAbsence(p));
        if (absent is not null && predicates.FirstOrDefault(p => !IsAbsence(p)) is { } present)
        {
            return $"'{absent}' and '{present}' exclude each other: an absent field satisfies no other test";
        }

        // What compares with another field can be true of any value.
        IReadOnlyList<Predicate> tests = [.. predicates.Where(p => Implication.TestOf(p) is not null && !p.IsOfField)];
        return Values(field, tests) ?? Bounds(field, tests) ?? Pairs(field, tests);
    }

    private static bool IsAbsence(Predicate predicate) => predicate is { Comparison: "exists", Operands: ["false"] };

    // Of a list, one item may satisfy one test and another the next.
    private static string? Values(EventField field, IReadOnlyList<Predicate> tests)
    {
        if (field.Type == FieldType.List)
        {
            return null;
        }

        var equal = tests.FirstOrDefault(p => p is { Comparison: "", Not: false, IgnoreCase: false, Values.Count: > 0 });
        var values = equal?.Values ?? Implication.Closed(field);
        if (values is null || tests.Count == 0 || values.Any(v => tests.All(t => Implication.Satisfies(t, v))))
        {
            return null;
        }

        var wrong = tests.FirstOrDefault(t => t != equal && values.All(v => !Implication.Satisfies(t, v)));
        return equal is null ? $"no value of {field.Name} ({string.Join(", ", values)}) satisfies {Together(tests)}"
            : wrong is not null ? $"'{equal}' and '{wrong}' exclude each other"
            : tests.Count == 1 ? $"'{equal}' asks for several values at once"
            : $"{Together(tests)} exclude each other";
    }

    private static string? Bounds(EventField field, IReadOnlyList<Predicate> tests)
    {
        var whole = field.Type is FieldType.Integer or FieldType.Bytes;
        var bounded = tests.Select(p => (Predicate: p, Span: Span.Of(p))).Where(x => x.Span is not null).ToList();
        for (var i = 0; i < bounded.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (bounded[i].Span!.Value.And(bounded[j].Span!.Value).IsEmpty(whole))
                {
                    return $"'{bounded[j].Predicate}' and '{bounded[i].Predicate}' exclude each other";
                }
            }
        }

        return null;
    }

    private static string? Pairs(EventField field, IReadOnlyList<Predicate> tests)
    {
        foreach (var p in tests)
        {
            foreach (var q in tests.Where(t => t != p))
            {
                if ((q.Not && !p.Not && Implication.Candidates(p) is null && Implication.Holds(p, Positive(q))) || (field.Type == FieldType.Text && Ends(p, q)))
                {
                    return $"'{p}' and '{q}' exclude each other";
                }
            }
        }

        return null;
    }

    // Its test stays negated, so this is only for comparing what is written.
    private static Predicate Positive(Predicate q) => q with { Not = false };

    private static bool Ends(Predicate p, Predicate q)
    {
        if (p.Not || q.Not || p.Comparison != q.Comparison || p.Comparison is not ("startswith" or "endswith") || p.All || q.All)
        {
            return false;
        }

        var how = p.IgnoreCase || q.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return p.Operands.All(a => q.Operands.All(b => !Fit(a, b)));

        bool Fit(string a, string b) => p.Comparison == "startswith"
            ? a.StartsWith(b, how) || b.StartsWith(a, how)
            : a.EndsWith(b, how) || b.EndsWith(a, how);
    }

    private static string Together(IEnumerable<Predicate> tests) => string.Join(" and ", tests.Select(t => $"'{t}'"));
}

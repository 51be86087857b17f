using System.Text.RegularExpressions;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>What would make the expectations of a test those of what was diagnosed. What they name stays what they name.</summary>
public static class ExpectationUpdate
{
    // What an expectation names that nobody wrote.
    private static readonly string[] Telling = ["at", "container", "summary"];

    /// <summary>The changes, none if the test passed.</summary>
    public static IReadOnlyList<ExpectationChange> Of(RuleTestResult result)
    {
        var (test, match) = (result.Test, new ExpectationMatch(result.Diagnoses, result.Test.Start));
        var free = result.Diagnoses.ToList();
        var changes = new List<ExpectationChange>();
        var open = Enumerable.Range(0, test.Expect.Count).ToList();

        // Those that come nearest first, so that what holds already keeps its diagnosis.
        while (open.Count > 0 && Nearest(result, match, open, free) is { } pair)
        {
            _ = open.Remove(pair.Expectation);
            _ = free.Remove(pair.Diagnosis);
            var values = match.Checks(test.Expect[pair.Expectation], pair.Diagnosis).Index().Where(c => !c.Item.Holds)
                .Select(c => new ChangedValue(c.Index, New(test.Expect[pair.Expectation], c.Item, match.Values(c.Item.Key, pair.Diagnosis)))).ToList();
            if (values.Count > 0)
            {
                changes.Add(new ExpectationChange(pair.Expectation) { Values = values });
            }
        }

        changes.AddRange(open.Select(i => new ExpectationChange(i)));
        changes.AddRange(free.Where(d => d.Rule == result.Rule && d.HiddenBy is null).Select(d => new ExpectationChange(null) { Added = Named(match, d) }));
        return result.Passed ? [] : changes;
    }

    private static (int Expectation, Diagnosis Diagnosis)? Nearest(RuleTestResult result, ExpectationMatch match, List<int> open, List<Diagnosis> free)
    {
        var pairs =
            from i in open
            let expectation = result.Test.Expect[i]
            from diagnosis in free
            where diagnosis.Rule == ExpectationMatch.RuleOf(expectation, result.Rule) && diagnosis.HiddenBy is null == ExpectationMatch.HiddenBy(expectation) is null
            select (Expectation: i, Diagnosis: diagnosis, Wrong: match.Checks(expectation, diagnosis).Count(c => !c.Holds));
        return pairs.OrderBy(p => p.Wrong).ThenBy(p => p.Expectation).Select(p => ((int, Diagnosis)?)(p.Expectation, p.Diagnosis)).FirstOrDefault();
    }

    // What must not be there cannot be replaced by something that is; that is for people to decide.
    private static string? New(Expectation expectation, CheckOutcome check, IReadOnlyList<string> values)
    {
        var op = ExpectationMatch.Operator(check.Key);
        var value = op switch
        {
            "not" => null,
            "has" => values.FirstOrDefault(v => !expectation.Fields.Any(f => f.Key == check.Key && f.Value == v)),
            "re" => values.Count > 0 ? Regex.Escape(values[0]) : null,
            _ => values.Count > 0 ? values[0] : null,
        };
        return value is { Length: > 0 } ? value : null;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Named(ExpectationMatch match, Diagnosis diagnosis) =>
    [
        .. Telling
            .SelectMany(key => match.Values(key, diagnosis).Where(v => v.Length > 0).Take(1).Select(v => KeyValuePair.Create(key, v))),
    ];
}

/// <summary>One change of what a test expects: other values, an expectation less, or one more.</summary>
/// <param name="Expectation">Which of the test's; null for one more.</param>
public sealed record ExpectationChange(int? Expectation)
{
    /// <summary>Other values for its checks; with none, and nothing added, the expectation goes away.</summary>
    public IReadOnlyList<ChangedValue> Values { get; init; } = [];

    /// <summary>The checks of one more.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Added { get; init; } = [];
}

/// <summary>Another value for a check.</summary>
/// <param name="Field">Which of the expectation's <see cref="Expectation.Fields"/>.</param>
/// <param name="Value">The value; null if none would do.</param>
public sealed record ChangedValue(int Field, string? Value);

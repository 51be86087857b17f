using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Compares all that was diagnosed with all that a test expects.</summary>
internal static class RuleTestComparison
{
    private const string None = "no diagnosis";

    /// <param name="rule">The rule under test.</param>
    /// <param name="test">The test.</param>
    /// <param name="diagnoses">The final state of every diagnosis, hidden ones included.</param>
    public static RuleTestResult Compare(string rule, RuleTest test, IReadOnlyList<Diagnosis> diagnoses)
    {
        var problems = new List<string>();
        var groups = test.Expect.GroupBy(e => (Rule: ExpectationMatch.RuleOf(e, rule), Hidden: ExpectationMatch.HiddenBy(e) is not null)).ToList();
        foreach (var group in groups)
        {
            var found = diagnoses.Where(d => d.Rule == group.Key.Rule && d.HiddenBy is not null == group.Key.Hidden).ToList();
            Assign([.. group], found, diagnoses, problems);
        }

        var shown = diagnoses.Where(d => d.Rule == rule && d.HiddenBy is null).ToList();
        if (shown.Count > 0 && !groups.Exists(g => g.Key == (rule, false)))
        {
            problems.Add($"{shown.Count} too many");
        }

        var relevant = diagnoses.Where(d => d.Rule == rule || groups.Exists(g => g.Key.Rule == d.Rule)).ToList();
        var others = diagnoses.Where(d => !relevant.Contains(d)).ToList();
        return new RuleTestResult(rule, test, problems.Count == 0, Expected(test), Got(relevant, others, problems));
    }

    // Every expectation needs a diagnosis of its own: augmenting paths, since one expectation may fit several.
    private static void Assign(List<Expectation> expected, List<Diagnosis> found, IReadOnlyList<Diagnosis> all, List<string> problems)
    {
        var fits = expected.Select(e => found.Select(d => ExpectationMatch.Mismatches(e, d, all)).ToList()).ToList();
        var takenBy = new int?[found.Count];
        for (var i = 0; i < expected.Count; i++)
        {
            if (!Place(i, fits, takenBy, new bool[found.Count]))
            {
                var nearest = fits[i].OrderBy(m => m.Count).FirstOrDefault();
                problems.Add(nearest is { Count: > 0 } ? $"not as expected: {string.Join("; ", nearest)}" : $"too few: nothing fits {Describe(expected[i])}");
            }
        }

        if (found.Count > expected.Count)
        {
            problems.Add($"{found.Count - expected.Count} too many");
        }
    }

    private static bool Place(int expectation, List<List<IReadOnlyList<string>>> fits, int?[] takenBy, bool[] tried)
    {
        for (var d = 0; d < takenBy.Length; d++)
        {
            if (tried[d] || fits[expectation][d].Count > 0)
            {
                continue;
            }

            tried[d] = true;
            if (takenBy[d] is not { } other || Place(other, fits, takenBy, tried))
            {
                takenBy[d] = expectation;
                return true;
            }
        }

        return false;
    }

    private static string Expected(RuleTest test) => test.Expect.Count == 0 ? None : string.Join('\n', test.Expect.Select(Describe));

    private static string Describe(Expectation expectation) => $"{{ {string.Join(", ", expectation.Fields.Select(f => $"{f.Key}: {f.Value}"))} }}";

    private static string Got(List<Diagnosis> relevant, List<Diagnosis> others, List<string> problems)
    {
        var lines = relevant.Select(ExpectationMatch.Describe).DefaultIfEmpty(None).ToList();
        if (problems.Count > 0)
        {
            lines.AddRange(others.Select(d => $"other rule: {ExpectationMatch.Describe(d)}"));
            lines.AddRange(problems);
        }

        return string.Join('\n', lines);
    }
}

using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Compares all that was diagnosed with all that a test expects.</summary>
internal sealed class RuleTestComparison
{
    private const string None = "no diagnosis";
    private const int ShownDiagnoses = 10;
    private const int ShownRules = 5;

    private readonly ExpectationMatch _match;
    private readonly List<string> _problems = [];
    private readonly List<Difference> _differences = [];

    private RuleTestComparison(ExpectationMatch match) => _match = match;

    /// <param name="rule">The rule under test.</param>
    /// <param name="test">The test.</param>
    /// <param name="diagnoses">The final state of every diagnosis, hidden ones included.</param>
    public static RuleTestResult Compare(string rule, RuleTest test, IReadOnlyList<Diagnosis> diagnoses) =>
        new RuleTestComparison(new ExpectationMatch(diagnoses, test.Start)).Result(rule, test, diagnoses);

    private RuleTestResult Result(string rule, RuleTest test, IReadOnlyList<Diagnosis> diagnoses)
    {
        var groups = test.Expect.GroupBy(e => (Rule: ExpectationMatch.RuleOf(e, rule), Hidden: ExpectationMatch.HiddenBy(e) is not null))
            .OrderByDescending(g => g.Key.Rule == rule).ToList();
        foreach (var group in groups)
        {
            Assign([.. group], [.. diagnoses.Where(d => d.Rule == group.Key.Rule && d.HiddenBy is not null == group.Key.Hidden)]);
        }

        var shown = diagnoses.Where(d => d.Rule == rule && d.HiddenBy is null).ToList();
        if (shown.Count > 0 && !groups.Exists(g => g.Key == (rule, false)))
        {
            _problems.Add($"{shown.Count} too many");
        }

        var relevant = diagnoses.Where(d => d.Rule == rule || groups.Exists(g => g.Key.Rule == d.Rule)).OrderByDescending(d => d.Rule == rule).ToList();
        var others = diagnoses.Where(d => !relevant.Contains(d)).ToList();
        return new RuleTestResult(rule, test, _problems.Count == 0, Expected(test), Got(relevant, others))
        {
            Problems = _problems,
            Differences = _differences,
            Diagnoses = diagnoses,
        };
    }

    // Every expectation needs a diagnosis of its own: augmenting paths, since one expectation may fit several.
    private void Assign(List<Expectation> expected, List<Diagnosis> found)
    {
        var checks = expected.Select(e => found.Select(d => _match.Checks(e, d)).ToList()).ToList();
        var fits = checks.Select(row => row.Select(c => c.All(x => x.Holds)).ToList()).ToList();
        var takenBy = new int?[found.Count];
        for (var i = 0; i < expected.Count; i++)
        {
            if (!Place(i, fits, takenBy, new bool[found.Count]))
            {
                Unplaced(expected[i], checks[i], found);
            }
        }

        if (found.Count > expected.Count)
        {
            _problems.Add($"{found.Count - expected.Count} too many");
        }
    }

    private void Unplaced(Expectation expected, List<IReadOnlyList<CheckOutcome>> checks, List<Diagnosis> found)
    {
        var nearest = checks.Index().OrderBy(c => c.Item.Count(x => !x.Holds)).FirstOrDefault();
        var failing = nearest.Item?.Where(c => !c.Holds).Select(c => c.Key).ToList() ?? [];
        if (failing.Count == 0)
        {
            _problems.Add($"too few: nothing {(found.Count > 0 ? "more " : "")}fits {Describe(expected)}");
            return;
        }

        _problems.Add($"not as expected: {string.Join(", ", failing)}");
        _differences.Add(new Difference(_match.Name(found[nearest.Index]), nearest.Item!));
    }

    private static bool Place(int expectation, List<List<bool>> fits, int?[] takenBy, bool[] tried)
    {
        for (var d = 0; d < takenBy.Length; d++)
        {
            if (tried[d] || !fits[expectation][d])
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

    // What the rule under test said comes first, what others said besides is summed up: it hardly explains the failure.
    private string Got(List<Diagnosis> relevant, List<Diagnosis> others)
    {
        var lines = relevant.Take(ShownDiagnoses).Select(_match.Describe).DefaultIfEmpty(None).ToList();
        if (relevant.Count > ShownDiagnoses)
        {
            lines.Add($"and {relevant.Count - ShownDiagnoses} more of the same {(relevant.Select(d => d.Rule).Distinct().Count() > 1 ? "rules" : "rule")}");
        }

        if (_problems.Count > 0 && others.Count > 0)
        {
            var rules = others.GroupBy(d => d.Rule).Select(g => g.Count() > 1 ? $"{g.Key} ({g.Count()} times)" : g.Key).ToList();
            lines.Add($"other rules: {string.Join(", ", rules.Take(ShownRules))}{(rules.Count > ShownRules ? $" and {rules.Count - ShownRules} more" : "")}");
        }

        return string.Join('\n', lines);
    }
}

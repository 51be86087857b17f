using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Compares one expectation with one diagnosis. What is not named is not compared.</summary>
internal static class ExpectationMatch
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>The checks that fail, in words; empty if it matches.</summary>
    public static IReadOnlyList<string> Mismatches(Expectation expectation, Diagnosis diagnosis, IReadOnlyList<Diagnosis> all) =>
        [.. expectation.Fields.Where(f => !Holds(f.Key, f.Value, diagnosis, all)).Select(f => $"{f.Key}: {f.Value}")];

    /// <summary>The rule whose diagnosis is expected.</summary>
    public static string RuleOf(Expectation expectation, string tested) => Value(expectation, "rule") ?? tested;

    /// <summary>The rule by which the expected diagnosis is hidden; null if it must be shown.</summary>
    public static string? HiddenBy(Expectation expectation) => Value(expectation, "hidden_by");

    private static string? Value(Expectation expectation, string key) =>
        expectation.Fields.Where(f => f.Key == key).Select(f => f.Value).FirstOrDefault();

    private static bool Holds(string key, string wanted, Diagnosis diagnosis, IReadOnlyList<Diagnosis> all)
    {
        var (name, op) = key.Split('|') is [var n, var o] ? (n, o) : (key, "");
        return name switch
        {
            "rule" => diagnosis.Rule == wanted,
            "hidden_by" => diagnosis.HiddenBy == wanted,
            "at" => Quantity.TryParse(wanted, out var at)
                && (diagnosis.Time - TestHost.Start - TimeSpan.FromSeconds(at.Amount)).Duration() <= Tolerance,
            "container" => Any(op, wanted, Container(diagnosis)),
            "host" => Any(op, wanted, [diagnosis.Host.Name, diagnosis.Host.Id]),
            "fixes" => Has(op, wanted, diagnosis.Fixes.Select(f => f.Id)),
            "missing" => Has(op, wanted, diagnosis.Missing.Select(m => m.What)),
            "codes" => Has(op, wanted, diagnosis.Codes),
            "refined" => Has(op, wanted, all.Where(d => d.HiddenBy == diagnosis.Rule).Select(d => d.Rule)),
            _ => Any(op, wanted, [Text(name, diagnosis)]),
        };
    }

    private static string[] Container(Diagnosis diagnosis) =>
        diagnosis.Subject.Kind == Subject.Container ? [diagnosis.Subject.Name, diagnosis.Subject.Id] : [];

    private static string Text(string name, Diagnosis diagnosis) => name switch
    {
        "summary" => diagnosis.Summary,
        "cause" => diagnosis.Cause,
        "title" => diagnosis.Title,
        "severity" => diagnosis.Severity.ToString().ToLowerInvariant(),
        "certainty" => diagnosis.Certainty.ToString().ToLowerInvariant(),
        "service" => diagnosis.Service ?? "",
        _ => "",
    };

    private static bool Has(string op, string wanted, IEnumerable<string> values) => values.Contains(wanted, StringComparer.Ordinal) == (op == "has");

    private static bool Any(string op, string wanted, IReadOnlyList<string> values) => op switch
    {
        "contains" => values.Any(v => v.Contains(wanted, StringComparison.Ordinal)),
        "re" => RegexReader.Compile(wanted, ignoreCase: false, out _) is { } regex && values.Any(v => regex.IsMatch(v)),
        "not" => !values.Any(v => Same(v, wanted)),
        _ => values.Any(v => Same(v, wanted)),
    };

    // A container may be named by the short id that the test gave it.
    private static bool Same(string value, string wanted) =>
        value == wanted || (value.Length == 64 && value == TestHost.ContainerId(wanted));

    /// <summary>A diagnosis as a test's author wants to see it.</summary>
    public static string Describe(Diagnosis diagnosis)
    {
        var at = (diagnosis.Time - TestHost.Start).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var hidden = diagnosis.HiddenBy is null ? "" : $", hidden by {diagnosis.HiddenBy}";
        var fixes = diagnosis.Fixes.Count == 0 ? "" : $", fixes [{string.Join(", ", diagnosis.Fixes.Select(f => f.Id))}]";
        var missing = diagnosis.Missing.Count == 0 ? "" : $", missing [{string.Join(", ", diagnosis.Missing.Select(m => m.What))}]";
        return $"{diagnosis.Rule} at {at}s on {diagnosis.Subject.Name} ({Text("certainty", diagnosis)}): {diagnosis.Summary}{fixes}{missing}{hidden}";
    }
}

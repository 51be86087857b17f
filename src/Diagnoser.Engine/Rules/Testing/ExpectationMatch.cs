using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Compares expectations with diagnoses. What is not named is not compared.</summary>
/// <param name="all">The final state of every diagnosis.</param>
/// <param name="start">The time of <c>at: 0s</c>.</param>
internal sealed class ExpectationMatch(IReadOnlyList<Diagnosis> all, DateTimeOffset start)
{
    private const int ShortId = 12;
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>Every check of the expectation with what the diagnosis has.</summary>
    public IReadOnlyList<CheckOutcome> Checks(Expectation expectation, Diagnosis diagnosis) =>
        [.. expectation.Fields.Select(f => Check(f.Key, f.Value, diagnosis))];

    /// <summary>The rule whose diagnosis is expected.</summary>
    public static string RuleOf(Expectation expectation, string tested) => Value(expectation, "rule") ?? tested;

    /// <summary>The rule by which the expected diagnosis is hidden; null if it must be shown.</summary>
    public static string? HiddenBy(Expectation expectation) => Value(expectation, "hidden_by");

    /// <summary>A diagnosis as a test's author wants to see it.</summary>
    public string Describe(Diagnosis diagnosis)
    {
        var hidden = diagnosis.HiddenBy is null ? "" : $", hidden by {diagnosis.HiddenBy}";
        var fixes = diagnosis.Fixes.Count == 0 ? "" : $", fixes [{string.Join(", ", diagnosis.Fixes.Select(f => f.Id))}]";
        var missing = diagnosis.Missing.Count == 0 ? "" : $", missing [{string.Join(", ", diagnosis.Missing.Select(m => m.What))}]";
        return $"{Name(diagnosis)} ({Text("certainty", diagnosis)}): {diagnosis.Summary}{fixes}{missing}{hidden}";
    }

    /// <summary>A diagnosis in a few words.</summary>
    public string Name(Diagnosis diagnosis) => $"{diagnosis.Rule} at {At(diagnosis)} on {diagnosis.Subject.Name}";

    private static string? Value(Expectation expectation, string key) =>
        expectation.Fields.Where(f => f.Key == key).Select(f => f.Value).FirstOrDefault();

    /// <summary>What a diagnosis has of what a key names; the first says it best.</summary>
    public IReadOnlyList<string> Values(string key, Diagnosis diagnosis) => Name(key) switch
    {
        "rule" => [diagnosis.Rule],
        "hidden_by" => diagnosis.HiddenBy is { } hiding ? [hiding] : [],
        "at" => [At(diagnosis)],
        "container" => Container(diagnosis),
        "host" => [diagnosis.Host.Name, diagnosis.Host.Id],
        "fixes" => [.. diagnosis.Fixes.Select(f => f.Id)],
        "missing" => [.. diagnosis.Missing.Select(m => m.What)],
        "codes" => [.. diagnosis.Codes],
        "refined" => [.. all.Where(d => d.HiddenBy == diagnosis.Rule).Select(d => d.Rule)],
        var name => [Text(name, diagnosis)],
    };

    /// <summary>What stands before the bar of a key.</summary>
    public static string Name(string key) => key.Split('|')[0];

    /// <summary>What stands behind the bar of a key; empty if there is none.</summary>
    public static string Operator(string key) => key.Split('|') is [_, var op] ? op : "";

    private CheckOutcome Check(string key, string wanted, Diagnosis diagnosis)
    {
        var (name, op, values) = (Name(key), Operator(key), Values(key, diagnosis));
        var holds = name switch
        {
            "rule" or "hidden_by" => values.Contains(wanted, StringComparer.Ordinal),
            "at" => IsAt(wanted, diagnosis),
            _ when ExpectationReader.Lists.Contains(name) => values.Contains(wanted, StringComparer.Ordinal) == (op == "has"),
            _ => Fits(op, wanted, values),
        };
        return new CheckOutcome(key, wanted, string.Join(", ", values.Distinct()), holds);
    }

    private bool IsAt(string wanted, Diagnosis diagnosis) =>
        Quantity.TryParse(wanted, out var at) && (diagnosis.Time - start - TimeSpan.FromSeconds(at.Amount)).Duration() <= Tolerance;

    private string At(Diagnosis diagnosis) => (diagnosis.Time - start).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";

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

    private static bool Fits(string op, string wanted, IReadOnlyList<string> values) => op switch
    {
        "contains" => values.Any(v => v.Contains(wanted, StringComparison.Ordinal)),
        "re" => RegexReader.Compile(wanted, ignoreCase: false, out _) is { } regex && values.Any(v => regex.IsMatch(v)),
        "not" => !values.Any(v => Same(v, wanted)),
        _ => values.Any(v => Same(v, wanted)),
    };

    // A container may be named by the short id that the test gave it, one of a recording by Docker's.
    private static bool Same(string value, string wanted) =>
        value == wanted
        || (value.Length == 64
            && (value == TestHost.ContainerId(wanted) || (wanted.Length >= ShortId && value.StartsWith(wanted, StringComparison.Ordinal))));
}

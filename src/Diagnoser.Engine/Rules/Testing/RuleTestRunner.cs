using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Runs the tests inside rules, each through a fresh engine with all rules loaded, so that refinements and suppressions count.</summary>
public static class RuleTestRunner
{
    /// <summary>Runs the tests of one rule.</summary>
    public static IReadOnlyList<RuleTestResult> Run(Rule rule, RuleSet set) => [.. rule.Tests.Select(test => Run(rule, test, set))];

    /// <summary>Runs one test of a rule.</summary>
    public static RuleTestResult Run(Rule rule, RuleTest test, RuleSet set)
    {
        var engine = new DiagnosisEngine(set, new EngineOptions { ShowExperimental = true });
        var latest = new Dictionary<string, Diagnosis>(StringComparer.Ordinal);
        foreach (var standing in test.Given)
        {
            engine.Learn(standing);
        }

        foreach (var dockerEvent in test.Events)
        {
            Take(latest, engine.Process(dockerEvent));
        }

        Take(latest, engine.Finish());
        var result = RuleTestComparison.Compare(rule.Id, test, [.. latest.Values.OrderBy(d => d.Time).ThenBy(d => d.Rule, StringComparer.Ordinal)]);
        var isSilent = !result.Passed && result.Diagnoses.All(d => d.Rule != rule.Id);
        return isSilent ? result with { Silence = Silence.Of(rule, result) } : result;
    }

    // A diagnosis may come again: hidden by a later one, or with another verdict. The last word counts.
    private static void Take(Dictionary<string, Diagnosis> latest, EngineOutput output)
    {
        foreach (var diagnosis in output.Diagnoses)
        {
            latest[diagnosis.Id] = diagnosis;
        }
    }
}

using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>Rules that use the whole language between them, written before the engine was: they load together, and their own tests pass.</summary>
public sealed class ExampleRulesTests
{
    private static readonly Diagnoser.Server.Runbooks.Runbooks Examples = RunbookFolder.Load(Path.Combine(AppContext.BaseDirectory, "Examples"));

    public static TheoryData<string> Ids => [.. Examples.Rules.Select(r => r.Id)];

    [Fact]
    public void All_eight_load() =>
        Assert.Equal((8, 0), (Examples.Rules.Count, Examples.Findings.Count(f => f.Level == FindingLevel.Error)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_own_tests_pass(string id)
    {
        var rule = Examples.Set!.Find(id)!;

        Assert.NotEmpty(rule.Tests);
        Assert.All(RuleTestRunner.Run(rule, Examples.Set), r => Assert.True(r.Passed, $"{r.Test.Name}\nexpected: {r.Expected}\ngot: {r.Got}"));
    }

    [Fact]
    public void A_probes_output_by_the_name_that_an_early_example_had_is_refused_with_the_right_one()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Examples", "health-timeout-cpu-throttled.yaml"));

        var findings = Yaml.Lint(text.Replace("health.output", "health.last_output", StringComparison.Ordinal)).Where(f => f.Level == FindingLevel.Error).ToList();

        Assert.Equal(3, findings.Count);
        Assert.All(findings, f => Assert.Contains("has no field 'health.last_output'; did you mean 'health.output'?", f.Message, StringComparison.Ordinal));
    }
}

using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>Tests in a rule's file, from YAML through the engine.</summary>
public sealed class RuleTestRunnerTests
{
    [Fact]
    public void A_rule_that_does_what_it_says_passes() => Assert.All(Run(Yaml.Oom), r => Assert.True(r.Passed, r.Got));

    [Theory]
    [InlineData("512 MiB limit on h1", "1 GiB limit on h1", "not as expected: summary|contains")]
    [InlineData("expect: none", "expect: [{ container: c1 }]", "too few: nothing fits { container: c1 }")]
    [InlineData("where: { constraint: memcg }", "where: { constraint: host }", "too few: nothing fits { at: 1s, container: c1,")]
    [InlineData("  all: [oom, die]", "  any: [oom, die]", "1 too many")]
    public void A_rule_that_does_not_fails_and_says_why(string right, string wrong, string problem)
    {
        Assert.Contains(right, Yaml.Oom, StringComparison.Ordinal);
        var failed = Run(Yaml.Oom.Replace(right, wrong, StringComparison.Ordinal)).Where(r => !r.Passed).ToList();

        Assert.Contains(failed, f => string.Join('\n', f.Problems).Contains(problem, StringComparison.Ordinal));
    }

    private static IReadOnlyList<RuleTestResult> Run(string text)
    {
        var rule = RuleReader.Read(Yaml.Tree(text).Root!, "r.yaml").Rule!;
        return RuleTestRunner.Run(rule, RuleSet.Of([rule]));
    }
}

using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class CoverageCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public CoverageCommandTests() =>
        _ = _cli.Write("runbooks/test.yaml", TestRule.Yaml.Replace(
            "tests:\n",
            """
              - id: rarely
                title: Look at the log
                when: die.container.name == "other"
                risk: none
                command: docker logs ${{ die.container.name }}
            tests:

            """.ReplaceLineEndings("\n"),
            StringComparison.Ordinal));

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_no_test_reaches_is_named()
    {
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "coverage"));
        Assert.Matches(@"ended-with-seven +2/3 +67 % +fix rarely\n", _cli.Out);
        Assert.EndsWith("1 rule: 2 of 3 parts reached, 66.7 %\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_each_part_is_there()
    {
        _ = await _cli.RunAsync("rules", "coverage", "--json");

        var record = Assert.Single(_cli.Records);
        Assert.Equal(("coverage", "ended-with-seven", 2, 3), (record.GetProperty("record").GetString(), record.GetProperty("rule").GetString(), record.GetProperty("reached").GetInt32(), record.GetProperty("total").GetInt32()));
        Assert.Equal(
            [("selection", "die", true), ("fix", "restart", true), ("fix", "rarely", false)],
            record.GetProperty("parts").EnumerateArray().Select(p => (p.GetProperty("kind").GetString(), p.GetProperty("name").GetString(), p.GetProperty("reached").GetBoolean())));
    }

    [Theory]
    [InlineData("60", ExitCodes.Done)]
    [InlineData("66.6", ExitCodes.Done)]
    [InlineData("67", ExitCodes.Findings)]
    [InlineData("100%", ExitCodes.Findings)]
    [InlineData("101", ExitCodes.Usage)]
    [InlineData("much", ExitCodes.Usage)]
    public async Task It_can_be_asked_for(string percent, int code) => Assert.Equal(code, await _cli.RunAsync("rules", "coverage", "--fail-under", percent));

    [Fact]
    public async Task A_rule_that_does_not_load_is_a_finding()
    {
        _ = _cli.Write("runbooks/bad.yaml", "- a\n");

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "coverage"));
        Assert.Contains("bad.yaml:1:1: error", _cli.Error, StringComparison.Ordinal);
    }
}

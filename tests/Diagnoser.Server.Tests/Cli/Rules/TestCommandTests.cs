using System.Xml.Linq;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class TestCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_failed_test_sets_what_was_wanted_above_what_came()
    {
        Break("summary|contains: api", "summary|contains: other, severity: warning");

        _ = await _cli.RunAsync("rules", "test");

        Assert.Contains(
            """
                problem  not as expected: summary|contains
                differs  nearest is ended-with-seven at 0s on api:
                           x summary|contains: wanted "other"
                                                  got "api ended with 7 on h1"
                           = severity: "warning"

            """.ReplaceLineEndings("\n"),
            _cli.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_says_nothing_says_how_far_it_came()
    {
        Break("where: { container.exit_code: 7 }", "where: { container.exit_code: 8 }");

        _ = await _cli.RunAsync("rules", "test");

        Assert.Contains("    silent   die: 0 of 1 container.die matched; 'container.exit_code: 8' refused 1 (it was 7)\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_differences()
    {
        Break("summary|contains: api", "summary|contains: other");

        _ = await _cli.RunAsync("rules", "test", "--json");

        var check = _cli.Records[0].GetProperty("differences")[0].GetProperty("checks")[0];
        Assert.Equal(
            ("summary|contains", "other", "api ended with 7 on h1", false),
            (check.GetProperty("key").GetString(), check.GetProperty("wanted").GetString(), check.GetProperty("got").GetString(), check.GetProperty("holds").GetBoolean()));
        Assert.False(_cli.Records[1].TryGetProperty("differences", out _));
    }

    [Theory]
    [InlineData("ends well", 1)]
    [InlineData("ENDED-WITH", 2)]
    public async Task A_filter_takes_a_rule_or_a_test(string text, int count)
    {
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "test", "--filter", text));
        Assert.Contains($"{count} passed, 0 failed, {count} total", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_takes_nothing_is_wrong_usage()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("rules", "test", "--filter", "nosuch"));
        Assert.Contains("no rule id and no test's name contains 'nosuch'", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_come_in_the_order_of_the_rules_though_rules_run_side_by_side()
    {
        for (var i = 0; i < 20; i++)
        {
            _ = _cli.Write($"runbooks/r{i:00}.yaml", TestRule.Yaml.Replace("rule: ended-with-seven", $"rule: r{i:00}", StringComparison.Ordinal)
                .Replace("expect: [{ summary|contains: api }]", "expect: none", StringComparison.Ordinal)
                .Replace("container.exit_code: 7", $"container.exit_code: {i + 30}", StringComparison.Ordinal));
        }

        _ = await _cli.RunAsync("rules", "test", "--json");

        var rules = _cli.Records.Select(r => r.GetProperty("rule").GetString()).ToList();
        Assert.Equal(42, rules.Count);
        Assert.Equal(rules.Order(StringComparer.Ordinal), rules);
    }

    [Fact]
    public async Task JUnit_has_a_suite_a_rule_and_a_failure_with_its_text()
    {
        Break("summary|contains: api", "summary|contains: \"<o>\\x01\"");
        var file = Path.Combine(_cli.Folder, "outcomes.xml");

        _ = await _cli.RunAsync("rules", "test", "--junit", file);

        var suites = XDocument.Load(file).Root!;
        Assert.Equal(("testsuites", "2", "1", "0"), (suites.Name.LocalName, suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value, suites.Attribute("errors")!.Value));
        var suite = Assert.Single(suites.Elements("testsuite"));
        Assert.Equal(("ended-with-seven", "2", "1", "0"), (suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        var cases = suite.Elements("testcase").ToList();
        Assert.Equal(["it ends with seven", "it ends well"], cases.Select(c => c.Attribute("name")!.Value));
        Assert.All(cases, c => Assert.EndsWith("test.yaml", c.Attribute("file")!.Value, StringComparison.Ordinal));
        Assert.Equal(["25", "29"], cases.Select(c => c.Attribute("line")!.Value));
        Assert.All(cases, c => Assert.Matches(@"^\d+\.\d{3}$", c.Attribute("time")!.Value));
        var failure = Assert.Single(cases[0].Elements("failure"));
        Assert.Equal("not as expected: summary|contains", failure.Attribute("message")!.Value);
        Assert.Contains("wanted \"<o>", failure.Value, StringComparison.Ordinal);
        Assert.Empty(cases[1].Elements());
    }

    [Fact]
    public async Task JUnit_to_stdout_is_all_that_is_there()
    {
        Break("summary|contains: api", "summary|contains: other");

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "test", "--junit", "-"));

        Assert.Equal("testsuites", XDocument.Parse(_cli.Out).Root!.Name.LocalName);
        Assert.Contains("1 passed, 1 failed, 2 total", _cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists("-"));
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("rules", "test", "--junit", "-", "--json"));
        Assert.Contains("both write to stdout", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JUnit_has_an_error_for_a_file_that_does_not_load()
    {
        _ = _cli.Write("runbooks/bad.yaml", "- a\n");
        var file = Path.Combine(_cli.Folder, "outcomes.xml");

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "test", "--junit", file));

        var error = Assert.Single(XDocument.Load(file).Descendants("error"));
        Assert.Equal("wrong-shape", error.Attribute("type")!.Value);
        Assert.Contains("bad.yaml:1:1: error", error.Value, StringComparison.Ordinal);
    }

    private void Break(string right, string wrong)
    {
        Assert.Contains(right, TestRule.Yaml, StringComparison.Ordinal);
        _ = _cli.Write("runbooks/test.yaml", TestRule.Yaml.Replace(right, wrong, StringComparison.Ordinal));
    }
}

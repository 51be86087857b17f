using Diagnoser.Server.Cli;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class RulesCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Lint_of_good_rules_is_quiet_and_counts()
    {
        var code = await _cli.RunAsync("rules", "lint");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal("1 file, 1 rule: 0 errors, 0 warnings\n", _cli.Out);
    }

    [Fact]
    public async Task Lint_names_the_place_of_each_error_and_exits_with_1()
    {
        var file = _cli.Write("mine/bad.yaml", TestRule.Yaml.Replace("severity: warning", "severity: huge", StringComparison.Ordinal));

        var code = await _cli.RunAsync("rules", "lint", file);

        Assert.Equal(ExitCodes.Findings, code);
        Assert.StartsWith($"{file}:3:", _cli.Out, StringComparison.Ordinal);
        Assert.Contains(": error: ", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_prints_findings_as_json_lines_and_nothing_else()
    {
        var file = _cli.Write("mine/bad.yaml", TestRule.Yaml.Replace("severity: warning", "severity: huge", StringComparison.Ordinal));

        _ = await _cli.RunAsync("rules", "lint", "--json", file);

        var finding = _cli.Records[0];
        Assert.Equal("finding", finding.GetProperty("record").GetString());
        Assert.Equal("error", finding.GetProperty("level").GetString());
        Assert.Equal(file, finding.GetProperty("file").GetString());
        Assert.Equal(3, finding.GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("list")]
    [InlineData("list", "--json")]
    [InlineData("list", "--effective")]
    [InlineData("docs")]
    public async Task Errors_in_the_set_are_exit_code_1_and_the_good_rules_are_there(params string[] command)
    {
        var file = _cli.Write("mine/bad.yaml", TestRule.Yaml.Replace("severity: warning", "severity: huge", StringComparison.Ordinal));
        var good = _cli.Write("mine/good.yaml", TestRule.Yaml.Replace($"rule: {TestRule.Id}", "rule: good-one", StringComparison.Ordinal));

        var code = await _cli.RunAsync(["rules", .. command, Path.GetDirectoryName(file)!]);

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("good-one", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("1 error in runbooks", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync(["rules", .. command, good]));
    }

    [Theory]
    [InlineData("lint")]
    [InlineData("test")]
    [InlineData("list")]
    public async Task A_path_that_is_not_there_is_exit_code_3(string command)
    {
        var code = await _cli.RunAsync("rules", command, "/nosuch/folder");

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("/nosuch/folder", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passed_tests_are_listed_and_counted()
    {
        var code = await _cli.RunAsync("rules", "test");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains($"passed {TestRule.Id}: it ends with seven\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("2 passed, 0 failed, 2 total", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_test_says_what_was_expected_and_what_came_and_exits_with_1()
    {
        _ = _cli.Write("runbooks/test.yaml", TestRule.Yaml.Replace("summary|contains: api", "summary|contains: other", StringComparison.Ordinal));

        var code = await _cli.RunAsync("rules", "test");

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains($"FAILED {TestRule.Id}: it ends with seven\n", _cli.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?s)at +\S+test\.yaml:\d+\n +expected .*other.*\n +got .*api", _cli.Out);
        Assert.Contains("1 passed, 1 failed, 2 total", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signs_are_for_terminals_that_can_show_them()
    {
        _cli.Paint = new Paint(Colour: true, Unicode: true);
        _ = await _cli.RunAsync("rules", "test");
        Assert.Contains("✓", _cli.Out, StringComparison.Ordinal);

        _cli.Paint = new Paint(Colour: true, Unicode: false);
        _ = await _cli.RunAsync("rules", "test");
        Assert.DoesNotContain("✓", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_as_json_are_one_record_each()
    {
        _ = await _cli.RunAsync("rules", "test", "--json");

        Assert.All(_cli.Records, r => Assert.Equal("test", r.GetProperty("record").GetString()));
        Assert.All(_cli.Records, r => Assert.True(r.GetProperty("passed").GetBoolean()));
        Assert.Equal(2, _cli.Records.Count);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_loaded_fails_the_tests()
    {
        _ = _cli.Write("runbooks/bad.yaml", "- a\n");

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "test"));
    }

    [Fact]
    public async Task Tests_of_a_rule_are_about_the_rule_as_written_and_those_of_an_override_about_what_is_in_force()
    {
        const string test = "given: { containers: [{ id: c1, name: api }] }, events: [{ at: 0s, event: container.die, container: c1, container.exit_code: 7 }]";
        var file = _cli.Write("runbooks/overrides/mine.yaml", $$"""
            override: {{TestRule.Id}}
            exceptions: [{ name: it does so, where: { container.name: api } }]
            tests:
              - { name: api may, {{test}}, expect: none }
              - { name: api may not, {{test}}, expect: [{ container: c1 }] }
            """);

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "test"));

        Assert.Contains("3 passed, 1 failed, 4 total", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"at       {file}:5\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_is_a_table_or_json()
    {
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "list"));
        Assert.Matches("^RULE +SEVERITY +STATUS +CODES +TITLE\nended-with-seven +warning +stable +EXIT-001 +It ended with seven\n$", _cli.Out);

        _ = await _cli.RunAsync("rules", "list", "--json");
        Assert.Equal(TestRule.Id, Assert.Single(_cli.Records).GetProperty("id").GetString());
    }

    [Fact]
    public async Task List_marks_what_an_override_changes()
    {
        _ = _cli.Write("runbooks/overrides/mine.yaml", $"override: {TestRule.Id}\nseverity: info\nenabled: false\n");

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "list"));
        Assert.Matches(@"\nended-with-seven \* +info +disabled +EXIT-001 +It ended with seven\n\n\* changed by an override", _cli.Out);

        _ = await _cli.RunAsync("rules", "list", "--json");
        Assert.True(_cli.Records[0] is var record && record.GetProperty("overridden").GetBoolean() && !record.GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task What_is_in_force_is_shown_with_the_place_of_each_change()
    {
        var file = _cli.Write("runbooks/overrides/mine.yaml", $"override: {TestRule.Id}\nseverity: info\n---\noverride: {TestRule.Id}\nenabled: false\nuntil: 2020-01-01\n");

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "list", "--effective"));
        Assert.Matches("^RULE +ENABLED +SEVERITY +STATUS +OWNER\nended-with-seven +yes +info +stable +tests\n", _cli.Out);
        Assert.Contains($"    severity: warning -> info  ({file}:2)\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"    not applied: the override ended on 2020-01-01  ({file}:4)\n", _cli.Out, StringComparison.Ordinal);

        _ = await _cli.RunAsync("rules", "list", "--effective", "--json");
        var change = _cli.Records[0].GetProperty("changes")[0];
        Assert.Equal(("severity", "warning", "info", file, 2), (change.GetProperty("key").GetString(), change.GetProperty("from").GetString(), change.GetProperty("to").GetString(), change.GetProperty("file").GetString(), change.GetProperty("line").GetInt32()));
        Assert.Equal(4, _cli.Records[0].GetProperty("ended")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Show_tells_about_one_rule()
    {
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "show", TestRule.Id));
        Assert.Contains("docker start ${{ die.container.name }}", _cli.Out, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("rules", "show", "ended"));
        Assert.Contains($"similar: {TestRule.Id}", _cli.Error, StringComparison.Ordinal);
        _ = await _cli.RunAsync("rules", "show", TestRule.Id[1..]);
        Assert.Contains($"did you mean '{TestRule.Id}'?", _cli.Error, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class LintCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_wrong_option_is_not_taken_for_a_folder()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("rules", "lint", "--bogus"));
        Assert.Contains("there is no option --bogus", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_ends_with_its_check()
    {
        _ = _cli.Write("runbooks/test.yaml", TestRule.Yaml.Replace("owner: tests", "ownr: tests", StringComparison.Ordinal));

        _ = await _cli.RunAsync("rules", "lint");

        Assert.Matches(@"test\.yaml:5:1: error: ownr: unknown key 'ownr'; did you mean 'owner'\?.* \[unknown-key\]\n", _cli.Out);
    }

    [Fact]
    public async Task The_warnings_of_a_check_can_be_left_out_but_are_counted()
    {
        _ = _cli.Write("runbooks/test.yaml", TestRule.Yaml.Replace("expect: none", "expect: [{ summary|contains: x }]", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "lint"));

        var code = await _cli.RunAsync("rules", "lint", "--ignore", "no-silent-test");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal("1 file, 1 rule: 0 errors, 0 warnings (1 ignored)\n", _cli.Out);
    }

    [Fact]
    public async Task An_error_is_not_left_out()
    {
        _ = _cli.Write("runbooks/test.yaml", TestRule.Yaml.Replace("owner: tests", "ownr: tests", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "lint", "--ignore", "unknown-key"));
        Assert.Contains("[unknown-key]", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rules lint --ignore nosuch", "there is no check 'nosuch'; checks are ")]
    [InlineData("rules lint --json --sarif -", "both write to stdout")]
    public async Task Wrong_usage_is_said(string line, string message)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(line.Split(' ')));
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sarif_goes_to_a_file_beside_the_findings()
    {
        _ = _cli.Write("runbooks/bad.yaml", "- a\n");
        var file = Path.Combine(_cli.Folder, "lint.sarif");

        var code = await _cli.RunAsync("rules", "lint", "--sarif", file);

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("bad.yaml:1:1: error", _cli.Out, StringComparison.Ordinal);
        using var log = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(1, log.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Sarif_on_stdout_stands_there_alone()
    {
        _ = await _cli.RunAsync("rules", "lint", "--sarif", "-");

        using var log = JsonDocument.Parse(_cli.Out);
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        Assert.Contains("1 file, 1 rule", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_exit_code_3()
    {
        Assert.Equal(ExitCodes.Unreachable, await _cli.RunAsync("rules", "lint", "--sarif", Path.Combine(_cli.Folder, "no", "such", "x.sarif")));
        Assert.Contains("cannot be written", _cli.Error, StringComparison.Ordinal);
    }
}

using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("nosuch")]
    [InlineData("up --nosuch")]
    [InlineData("up --once-idle 5")]
    [InlineData("up --once-idle -5s")]
    [InlineData("up --once-idle soon")]
    [InlineData("up --once-idle")]
    [InlineData("up --docker /var/run/docker.sock")]
    [InlineData("up --docker ftp://host")]
    [InlineData("up --demo --docker unix:///x")]
    [InlineData("up extra")]
    [InlineData("replay")]
    [InlineData("replay a b")]
    [InlineData("why")]
    [InlineData("rules")]
    [InlineData("rules show")]
    [InlineData("")]
    public async Task Wrong_usage_is_exit_code_2_and_says_what_is_allowed_on_stderr(string line)
    {
        var code = await _cli.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(_cli.Out);
        Assert.Contains("allowed options: ", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--help", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_option_is_answered_with_the_right_one()
    {
        _ = await _cli.RunAsync("up", "--dokcer", "unix:///x");

        Assert.Contains("--docker", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_duration_names_the_option_the_value_and_the_allowed_forms()
    {
        _ = await _cli.RunAsync("up", "--once-idle", "5");

        Assert.Contains("--once-idle: '5' is not a duration", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("500ms, 10s, 5m", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("why")]
    [InlineData("replay")]
    [InlineData("rules")]
    [InlineData("rules lint")]
    [InlineData("rules test")]
    [InlineData("rules coverage")]
    [InlineData("rules list")]
    [InlineData("rules show")]
    [InlineData("record")]
    [InlineData("incidents")]
    [InlineData("incidents list")]
    [InlineData("incidents show")]
    [InlineData("incidents ack")]
    [InlineData("incidents resolve")]
    [InlineData("timeline")]
    public async Task Help_has_examples_and_exit_codes(string command)
    {
        var code = await _cli.RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("Examples:", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("diagnoser " + command, _cli.Out, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        _ = await _cli.RunAsync("--help");

        Assert.All(["up", "why", "replay", "rules", "record", "incidents", "timeline"], name => Assert.Contains($"  {name} ", _cli.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        var code = await _cli.RunAsync("--version");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Matches(@"^diagnoser \d+\.\d+\.\d+[^\n]*\n$", _cli.Out);
    }

    [Fact]
    public async Task A_name_that_begins_with_an_at_sign_is_no_response_file()
    {
        var file = _cli.Write("arguments", "--help");

        var code = await _cli.RunAsync("replay", "@" + file);

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("@" + file, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runbooks_that_are_not_there_are_exit_code_3()
    {
        var code = await _cli.RunAsync("replay", "-", "--runbooks", Path.Combine(_cli.Folder, "nosuch"));

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("nosuch", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_runbook_is_said_and_the_others_work()
    {
        _ = _cli.Write("runbooks/broken.yaml", "- not a rule\n");
        _cli.Input = "";

        var code = await _cli.RunAsync("replay", "-");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("broken.yaml:1:1: error", _cli.Error, StringComparison.Ordinal);
    }
}

using Diagnoser.Engine.Events;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules.New;

public sealed class NewCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public static TheoryData<string> Made => [.. EventCatalogue.All.Where(s => s.IsMade).Select(s => s.Name)];

    private string Books => Path.Combine(_cli.Folder, "books");

    public void Dispose() => _cli.Dispose();

    [Theory]
    [MemberData(nameof(Made))]
    public async Task What_it_writes_has_no_findings_and_passes_its_tests(string type)
    {
        Assert.True(await NewAsync("--event", type) == ExitCodes.Done, _cli.Error);

        Assert.True(await _cli.RunAsync("rules", "lint", Books) == ExitCodes.Done, _cli.Out);
        Assert.True(await _cli.RunAsync("rules", "test", Books) == ExitCodes.Done, _cli.Out);
        Assert.Contains("2 passed, 0 failed, 2 total", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("container.die", "container.exit_code", "3")]
    [InlineData("container.die", "container.exit.ended_by", "operator")]
    [InlineData("container.die", "container.name", "web \"1\": #x")]
    [InlineData("container.die", "container.run_seconds", "1m30s")]
    [InlineData("container.die", "container.memory.limit", "2Gi")]
    [InlineData("container.die", "container.restarting", "false")]
    [InlineData("container.die", "container.networks", "front")]
    [InlineData("container.start_failed", "container.error", "it's {odd}, \\n and 'quoted'")]
    [InlineData("container.health_status", "service.name", "api")]
    public async Task Any_field_and_value_can_be_looked_for(string type, string field, string value)
    {
        Assert.True(await NewAsync("--event", type, "--field", field, "--value", value, "--says", "it is \"so\"") == ExitCodes.Done, _cli.Error);

        Assert.True(await _cli.RunAsync("rules", "lint", Books) == ExitCodes.Done, _cli.Out);
        Assert.True(await _cli.RunAsync("rules", "test", Books) == ExitCodes.Done, _cli.Out);
    }

    [Fact]
    public async Task It_says_where_and_what_comes_next()
    {
        _ = await NewAsync("--event", "container.die");

        Assert.StartsWith($"wrote {Path.Combine(Books, "lifecycle", "my-rule.yaml")};", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"  diagnoser rules lint {Books}\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"  diagnoser rules test {Books} --filter my-rule\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        var file = _cli.Write("books/lifecycle/my-rule.yaml", "# mine\n");

        Assert.Equal(ExitCodes.Usage, await NewAsync("--event", "container.die"));

        Assert.Equal("# mine\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("is there already, and is left as it is", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_another_rule_has_is_refused()
    {
        _ = _cli.Write("books/health/other-name.yaml", TestRule.Yaml);

        Assert.Equal(ExitCodes.Usage, await NewAsync("--event", "container.die", "--id", TestRule.Id));

        Assert.Contains($"there is a rule '{TestRule.Id}' already, in {Path.Combine(Books, "health", "other-name.yaml")}", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--event: there is no event type 'container.dye'; did you mean 'container.die'?", "--event", "container.dye")]
    [InlineData("is not one of resources, lifecycle,", "--area", "misc")]
    [InlineData("'My Rule' is no id", "--id", "My Rule")]
    [InlineData("'huge' is not one of critical, warning, info", "--severity", "huge")]
    [InlineData("a title takes no placeholders", "--title", "${{ x }}")]
    [InlineData("--field: 'exit_code' is no field of container.die that a skeleton can test; did you mean 'container.exit_code'?", "--field", "exit_code")]
    [InlineData("it was not written: match.die.where.container.exit_code: container.exit_code is a whole number", "--value", "seven")]
    [InlineData("it was not written: diagnosis.summary: ", "--says", "${{ die.nam }}")]
    public async Task A_wrong_flag_is_named_and_nothing_is_written(string message, string flag, string value)
    {
        Assert.Equal(ExitCodes.Usage, await NewAsync(flag == "--event" ? [flag, value] : ["--event", "container.die", flag, value]));

        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Books));
    }

    [Fact]
    public async Task Without_a_terminal_it_says_which_flags_to_give()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("rules", "new", "--id", "x", "--runbooks", Books));

        Assert.Contains("--event, --title, --severity must be given, since there is no terminal to ask at; for example: diagnoser rules new --id", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_it_asks_shows_what_fits_and_proposes()
    {
        _cli.CanAsk = true;
        _cli.Input = "health\ncontainer.health_status\n\nunhealthy\n\nMy Rule\nmy-rule\nIt is sick\n\nnot well\n";

        Assert.True(await _cli.RunAsync("rules", "new", "--runbooks", Books) == ExitCodes.Done, _cli.Error);
        var text = await File.ReadAllTextAsync(Path.Combine(Books, "health", "my-rule.yaml"), TestContext.Current.CancellationToken);

        Assert.Contains("where: { health.status: \"unhealthy\" }", text, StringComparison.Ordinal);
        Assert.Contains("severity: warning\n", text, StringComparison.Ordinal);
        Assert.Contains("not well", text, StringComparison.Ordinal);
        Assert.Contains("'My Rule' is no id", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "test", Books));
    }

    [Fact]
    public async Task At_a_terminal_an_unclear_name_shows_the_events_that_fit()
    {
        _cli.CanAsk = true;
        _cli.Input = "container.st\nnosuch\n";

        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("rules", "new", "--runbooks", Books));

        Assert.Matches(@"container\.start +a run began\n", _cli.Error);
        Assert.Matches(@"container\.stop +", _cli.Error);
        Assert.Contains("none has 'nosuch' in its name", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("the answers ended before the last question; nothing was written", _cli.Error, StringComparison.Ordinal);
    }

    private Task<int> NewAsync(params IReadOnlyList<string> flags)
    {
        var usual = new[] { ("--id", "my-rule"), ("--title", "It is so"), ("--severity", "warning") }.Where(f => !flags.Contains(f.Item1));
        return _cli.RunAsync(["rules", "new", "--yes", "--runbooks", Books, .. usual.SelectMany(f => new[] { f.Item1, f.Item2 }), .. flags]);
    }
}

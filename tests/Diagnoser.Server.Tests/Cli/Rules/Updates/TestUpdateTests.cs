using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules.Updates;

/// <summary><c>rules test --update</c>.</summary>
public sealed class TestUpdateTests : IDisposable
{
    private const string Start = "    given: { containers: [{ id: c1, name: api }, { id: c2, name: web }] }\n";
    private const string Die = "{ at: 0s, event: container.die, container: c1, container.exit_code: 7 }";
    private const string Other = "{ at: 5s, event: container.die, container: c2, container.exit_code: 7 }";
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("[{ summary|contains: other, severity: warning }]", "[{ summary|contains: api ended with 7 on h1, severity: warning }]")]
    [InlineData("[{ summary|contains: 'other', certainty: \"probable\" }]", "[{ summary|contains: 'api ended with 7 on h1', certainty: \"confirmed\" }]")]
    [InlineData("[{ at: 30s, fixes|has: [restart, stop] }]", null)]
    [InlineData("[{ fixes|has: stop }]", "[{ fixes|has: restart }]")]
    [InlineData("none", "[{ at: 0s, container: api, summary: api ended with 7 on h1 }]")]
    [InlineData("[{ container: web }, { container: c1 }]", "[{ container: c1 }]")]
    [InlineData("[{ container: c1 }, { container: web }, { container: c9 }]", "[{ container: c1 }]")]
    [InlineData("[{ container: c8 }, { container: web }, { container: c9 }]", "[{ container: api }]")]
    [InlineData("\n      # Why: it must.\n      - { container: web } # here\n      - container: c1 # there\n        summary|contains: api\n", "\n      # Why: it must.\n      - container: c1 # there\n        summary|contains: api\n")]
    [InlineData("\n      - summary|re: >-\n          a long\n          pattern\n        severity: info # low", "\n      - summary|re: \"api\\\\ ended\\\\ with\\\\ 7\\\\ on\\\\ h1\"\n        severity: warning # low")]
    public async Task Only_what_differs_is_rewritten(string before, string? after)
    {
        var file = Write(before, Die);

        var code = await _cli.RunAsync("rules", "test", "--update");

        Assert.Equal(after is null ? ExitCodes.Findings : ExitCodes.Done, code);
        Assert.Equal(Rule(after ?? "[{ at: 0s, fixes|has: [restart, stop] }]", Die), File.ReadAllText(file));
        Assert.Equal(code, await _cli.RunAsync("rules", "test"));
    }

    [Theory]
    [InlineData("[{ container: api }]", "[{ container: api }, { at: 5s, container: web, summary: web ended with 7 on h1 }]")]
    [InlineData("\n      - { container: api } # first\n      # the end", "\n      - { container: api } # first\n      - { at: 5s, container: web, summary: web ended with 7 on h1 }\n      # the end")]
    public async Task What_is_said_besides_is_added(string before, string after)
    {
        var file = Write(before, $"{Die}, {Other}");

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "test", "--update"));

        Assert.Equal(Rule(after, $"{Die}, {Other}"), File.ReadAllText(file));
    }

    [Theory]
    [InlineData("[{ container: api }]")]
    [InlineData("\n      - container: api\n        cause: x # y\n")]
    public async Task Where_nothing_is_said_none_is_expected(string before)
    {
        var file = Write(before, Die.Replace("exit_code: 7", "exit_code: 0", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "test", "--update"));

        Assert.Contains("    expect: none", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_is_printed_with_its_lines()
    {
        var file = Write("[{ summary|contains: other }]", Die);
        var line = File.ReadAllLines(file).ToList().FindIndex(l => l.Contains("other", StringComparison.Ordinal)) + 1;

        _ = await _cli.RunAsync("rules", "test", "--update");

        Assert.Equal(
            $"{file}\n{line,5} -     expect: [{{ summary|contains: other }}]\n{line,5} +     expect: [{{ summary|contains: api ended with 7 on h1 }}]\n"
            + "1 test updated in 1 file, 0 left, 1 passed before\n",
            _cli.Out);
    }

    [Fact]
    public async Task A_mark_and_other_line_ends_stay()
    {
        var text = "\ufeff" + Rule("[{ summary|contains: other }]", Die).ReplaceLineEndings("\r\n");
        var file = _cli.Write("runbooks/test.yaml", text);

        _ = await _cli.RunAsync("rules", "test", "--update");

        Assert.Equal(text.Replace("contains: other", "contains: api ended with 7 on h1", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(file)));
    }

    [Fact]
    public async Task Nothing_is_rewritten_while_a_rule_has_errors()
    {
        var file = Write("[{ summary|contains: other }]", Die);
        _ = _cli.Write("runbooks/broken.yaml", "rule: broken\n");

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "test", "--update"));

        Assert.Contains("nothing was updated", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("other", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_the_filter_takes_is_rewritten()
    {
        var file = Write("[{ summary|contains: other }]", Die);

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "test", "--update", "--filter", "another test"));

        Assert.Contains("other", File.ReadAllText(file), StringComparison.Ordinal);
    }

    private string Write(string expect, string events) => _cli.Write("runbooks/test.yaml", Rule(expect, events));

    private static string Rule(string expect, string events) => $"""
        {TestRule.Yaml[..TestRule.Yaml.IndexOf("tests:", StringComparison.Ordinal)]}tests:
          # What it is for.
          - name: one test # of two
        {Start}    events: [{events}]
            expect:{(expect.StartsWith('\n') ? "" : " ")}{expect}
          - name: another test
            events: []
            expect: none

        """;
}

using Diagnoser.Server.Cli;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Timeline;

public sealed class TimelineCommandTests : IAsyncLifetime
{
    private readonly TestCli _cli = new();
    private IStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await Kept.OpenAsync(Path.Combine(_cli.Folder, "state", "diagnoser"));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task The_timeline_of_an_incident_is_Markdown_to_paste()
    {
        var code = await _cli.RunAsync("timeline", "--incident", "3f2a01");

        Assert.Equal(ExitCodes.Done, code);
        Assert.StartsWith("## Timeline: shop-db-1 died\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("| 2026-11-23 12:00:00.000 | ", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(5, _cli.Out.Split('\n').Count(line => line.StartsWith("| 2026-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--format json")]
    public async Task For_programs_it_is_one_entry_a_line(string option)
    {
        var code = await _cli.RunAsync(["timeline", "--stack", "shop", "--from", "2026-11-23T11:00:00Z", "--to", "12:00", .. option.Split(' ')]);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(["event", "event", "diagnosis", "incident"], _cli.Records.Select(r => r.GetProperty("kind").GetString()));
        Assert.All(_cli.Records, r => Assert.Equal("timelineEntry", r.GetProperty("record").GetString()));
    }

    [Fact]
    public async Task A_timeline_without_an_incident_says_whose_it_is()
    {
        _ = await _cli.RunAsync("timeline", "--stack", "shop", "--service", "db", "--host", "web-3");

        Assert.StartsWith("## Timeline: stack shop, service db, host web-3\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("- Time: 2026-11-23 11:01:00.000 to 2026-11-23 12:01:00.000 UTC", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("- Hosts: web-3", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_written_to_a_file_and_that_is_said()
    {
        var file = Path.Combine(_cli.Folder, "postmortem.md");

        var code = await _cli.RunAsync("timeline", "--incident", "3f2a01", "--output", file);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Empty(_cli.Out);
        Assert.Contains($"5 entries in {file}", _cli.Error, StringComparison.Ordinal);
        Assert.StartsWith("## Timeline: ", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_exit_code_3()
    {
        var code = await _cli.RunAsync("timeline", "--incident", "3f2a01", "--output", Path.Combine(_cli.Folder, "nosuch", "x.md"));

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("cannot be written", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_asked_for_is_said()
    {
        _ = await _cli.RunAsync("timeline", "--stack", "shop", "--limit", "1", "--json");

        _ = Assert.Single(_cli.Records);
        Assert.Contains("the newest 1 entries, there are more", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timeline", "--incident ID")]
    [InlineData("timeline --incident 3f2a01 --stack shop", "either --incident, or --stack")]
    [InlineData("timeline --stack shop --from soon", "--from: 'soon' is not a time")]
    [InlineData("timeline --stack shop --to 25:00", "--to: '25:00' is not a time")]
    [InlineData("timeline --stack shop --format html", "--format: 'html' is not one of md, json")]
    [InlineData("timeline --stack shop --format md --json", "--json is --format json")]
    [InlineData("timeline --stack shop --limit 10001", "1 to 10000")]
    [InlineData("timeline --stack shop --from 12:00 --to 11:00", "is after the end")]
    [InlineData("timeline --stack shop --from 13:00", "is after the end")]
    [InlineData("timeline --incident 3f2a01 --to 11:00", "is after the end")]
    [InlineData("timeline --host web-9", "known: web-3 (h1), web-4 (h2)")]
    public async Task A_wrong_combination_says_what_is_allowed(string line, string message)
    {
        var code = await _cli.RunAsync(line.Split(' '));

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(_cli.Out);
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_stays_text_in_Markdown()
    {
        await Kept.AddAsync(_store, Kept.HostileIncident());

        _ = await _cli.RunAsync("timeline", "--incident", "dead");

        Assert.Contains("forged", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\nforged", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", _cli.Out, StringComparison.Ordinal);
    }
}

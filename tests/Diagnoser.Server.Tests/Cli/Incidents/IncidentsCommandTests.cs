using Diagnoser.Server.Cli;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Incidents;

/// <summary>Over the store's file, which another program holds open meanwhile.</summary>
public sealed class IncidentsCommandTests : IAsyncLifetime
{
    private readonly TestCli _cli = new();
    private IStore _store = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await Kept.OpenAsync(Path.Combine(_cli.Folder, "state", "diagnoser"));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task The_list_is_a_table_of_what_is_not_resolved_the_newest_first()
    {
        var code = await _cli.RunAsync("incidents", "list");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(
            """
            ID            SEVERITY  STATUS  SINCE     LAST      SEEN  WHERE             SUMMARY
            3f2a01000000  critical  open    12:00:00  12:00:00  1×    shop/db on web-3  shop-db-1 died
            3f2a02000000  warning   open    11:59:30  11:59:30  1×    blog/db on web-4  blog-db-1 died

            """,
            _cli.Out);
    }

    [Fact]
    public async Task A_terminal_gets_lines_of_its_width_in_colour()
    {
        _cli.Columns = 40;
        _cli.Paint = new Paint(Colour: true, Unicode: true);

        _ = await _cli.RunAsync("incidents", "list");

        var line = _cli.Out.Split('\n')[1];
        Assert.Contains("\e[1;31mcritical\e[0m", line, StringComparison.Ordinal);
        Assert.Equal("3f2a01000000  critical  open    12:00:0…", line.Replace("\e[1;31m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--all", "3f2a01 3f2a02 bb00")]
    [InlineData("--resolved", "bb00")]
    [InlineData("--stack blog", "3f2a02")]
    [InlineData("--all --since 1h", "3f2a01 3f2a02")]
    [InlineData("--all --limit 1", "3f2a01")]
    public async Task The_list_can_be_narrowed_and_is_one_incident_a_line_for_programs(string options, string expected)
    {
        var code = await _cli.RunAsync(["incidents", "list", "--json", .. options.Split(' ')]);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(expected.Split(' ').Select(Kept.Id), _cli.Records.Select(r => r.GetProperty("id").GetString()));
        Assert.All(_cli.Records, r => Assert.Equal("incident", r.GetProperty("record").GetString()));
    }

    [Theory]
    [InlineData("", "no open incidents of stack quiet\n")]
    [InlineData("--resolved", "no resolved incidents of stack quiet\n")]
    [InlineData("--all", "no incidents of stack quiet\n")]
    public async Task Nothing_is_said_in_words(string options, string expected)
    {
        var code = await _cli.RunAsync(["incidents", "list", "--stack", "quiet", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(expected, _cli.Out);
    }

    [Fact]
    public async Task A_page_tells_everything_and_the_next_commands()
    {
        await using (var transaction = await _store.BeginAsync(Stop))
        {
            await transaction.OweAsync(Kept.Shop, 1, "slack", Some.Noon.AddMinutes(2), Stop);
            await transaction.CommitAsync(Stop);
        }

        var code = await _cli.RunAsync("incidents", "show", "3f2a01");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains($"incident {Kept.Shop}  critical, open", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("it was out of memory", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("slack: nothing yet; next at 2026-11-23 12:02:00 UTC", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("diagnoser incidents ack 3f2a01000000\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("diagnoser incidents resolve 3f2a01000000 --why TEXT\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("diagnoser timeline --incident 3f2a01000000\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_commands_ask_the_same_place()
    {
        _ = await _cli.RunAsync("incidents", "show", "bb00", "--data", Path.Combine(_cli.Folder, "state", "diagnoser"));

        Assert.DoesNotContain("incidents ack", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("resolved      at 2026-11-23 10:00:00 UTC by bob: rolled back", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"timeline --incident bb0000000000 --data {_cli.Folder}", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_an_incident_has_it_and_who_comes_second_is_told()
    {
        _cli.Variables["USER"] = "ann";

        var first = await _cli.RunAsync("incidents", "ack", "3f2a01");
        var said = _cli.Out;
        var second = await _cli.RunAsync("incidents", "ack", "3f2a01", "--by", "bob");

        Assert.Equal(ExitCodes.Done, first);
        Assert.Equal(ExitCodes.Done, second);
        Assert.Equal("incident 3f2a01000000 is yours, ann\n  shop-db-1 died\n", said);
        Assert.StartsWith("incident 3f2a01000000 was taken by ann at 2026-11-23 12:01:00 UTC already", _cli.Out, StringComparison.Ordinal);
        Assert.Equal("ann", (await _store.FindIncidentsAsync(Kept.Shop, Stop))[0].AcknowledgedBy);
    }

    [Fact]
    public async Task Somebody_must_be_named_where_nobody_is_known()
    {
        var code = await _cli.RunAsync("incidents", "ack", "3f2a01");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("by: say who does it", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_is_resolved_with_the_reason_for_programs_too()
    {
        var code = await _cli.RunAsync("incidents", "resolve", "3f2a01", "--by", "ann", "--why", "limit raised", "--json");

        Assert.Equal(ExitCodes.Done, code);
        var record = Assert.Single(_cli.Records);
        Assert.Equal("resolved", record.GetProperty("status").GetString());
        Assert.Equal("limit raised", record.GetProperty("resolution").GetString());
    }

    [Fact]
    public async Task What_is_over_cannot_be_taken()
    {
        var code = await _cli.RunAsync("incidents", "ack", "bb00", "--by", "ann");

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("over already: rolled back", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bb01", ExitCodes.Usage, "did you mean bb0000000000")]
    [InlineData("3f2a", ExitCodes.Unreachable, "3f2a01000000 (open: shop-db-1 died); 3f2a02000000 (open: blog-db-1 died)")]
    [InlineData("3f", ExitCodes.Usage, "4 or more of its digits")]
    public async Task An_id_that_leads_to_no_single_incident_is_told(string id, int expected, string message)
    {
        var code = await _cli.RunAsync("incidents", "show", id);

        Assert.Equal(expected, code);
        Assert.Empty(_cli.Out);
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("incidents list --data nosuch --json")]
    [InlineData("timeline --stack shop --data nosuch")]
    public async Task A_folder_without_a_store_is_named_with_what_would_write_one(string line)
    {
        var code = await _cli.RunAsync(line.Split(' '));

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Empty(_cli.Out);
        Assert.Contains($"there is no store in {Path.GetFullPath("nosuch")}: diagnoser up writes one", _cli.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("nosuch"));
    }

    [Theory]
    [InlineData("incidents")]
    [InlineData("incidents show")]
    [InlineData("incidents list --all --resolved")]
    [InlineData("incidents list --limit 0")]
    [InlineData("incidents list --limit 1001")]
    [InlineData("incidents list --since 1d")]
    [InlineData("incidents list --server http://x --data y")]
    public async Task Wrong_usage_is_exit_code_2(string line)
    {
        var code = await _cli.RunAsync(line.Split(' '));

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(_cli.Out);
        Assert.Contains("allowed options: ", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_no_address_names_the_flag()
    {
        var code = await _cli.RunAsync("incidents", "list", "--server", "diagnoser:8080");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--server", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("http://", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_reaches_no_terminal()
    {
        await Kept.AddAsync(_store, Kept.HostileIncident());

        _ = await _cli.RunAsync("incidents", "list");
        var list = _cli.Out;
        _ = await _cli.RunAsync("incidents", "show", "dead");
        var page = _cli.Out;
        _ = await _cli.RunAsync("incidents", "ack", "dead", "--by", "ann");
        var taken = _cli.Out;
        _ = await _cli.RunAsync("incidents", "resolve", "dead", "--by", "ann", "--why", Kept.Hostile);

        Assert.All([list, page, taken, _cli.Out], text =>
        {
            Assert.Contains("forged", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\nforged", text, StringComparison.Ordinal);
            Assert.DoesNotContain(text, c => c is '\e' or '\r' or '\u202e');
        });
        Assert.Equal(4, list.Split('\n').Length - 1);
    }
}

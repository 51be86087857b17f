using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_rule_that_did_not_fire_shows_what_it_saw()
    {
        var file = Recording(Some.Die(code: 3));

        var code = await _cli.RunAsync("rules", "explain", "--rule", TestRule.Id, "--event", file);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(
            """
            It ended with seven  ended-with-seven
            1 event went through all rules

            selections
              die: container.die: 0 of 1 matched
                ✗ 12:00:00.000  api on web-3
                  ✗ container.exit_code: 7  it was 3

            correlation  any of die by container.run within 1m 0s
              ✗ no matched event to correlate

            outcome
              ✗ it did not fire

            """,
            _cli.Out);
    }

    [Fact]
    public async Task A_rule_that_fired_says_what_became_of_it()
    {
        _cli.Input = JsonSerializer.Serialize(Some.Die(), ContractsJson.Default.DockerEvent);

        var code = await _cli.RunAsync("rules", "explain", "--rule", TestRule.Id, "--event", "-");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("    ✓ complete at 12:00:00.000\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("  ✓ 12:00:00.000  api ended with 7 on web-3\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains(", confirmed: shown\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_programs_it_is_one_object()
    {
        var file = Recording(Some.Die(code: 3), Some.Die("web"));

        _ = await _cli.RunAsync("rules", "explain", "--rule", TestRule.Id, "--event", file, "--json");

        var record = Assert.Single(_cli.Records);
        Assert.Equal("explanation", record.GetProperty("record").GetString());
        Assert.True(record.GetProperty("fired").GetBoolean());
        var selection = record.GetProperty("selections")[0];
        Assert.Equal("step", selection.GetProperty("role").GetString());
        Assert.Equal((2, 1), (selection.GetProperty("came").GetInt32(), selection.GetProperty("matched").GetInt32()));
        Assert.Equal("3", selection.GetProperty("refusals")[0].GetProperty("alternatives")[0].GetProperty("predicates")[0].GetProperty("seen").GetString());
        Assert.Equal("web", record.GetProperty("outcomes")[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Raw_lines_are_taken_and_damaged_ones_make_the_code_1()
    {
        var file = _cli.Write("raw.jsonl", $$$"""
            {"status":"die","id":"{{{new string('a', 64)}}}","from":"img","Type":"container","Action":"die","Actor":{"ID":"{{{new string('a', 64)}}}","Attributes":{"exitCode":"7","image":"img","name":"web"}},"scope":"local","time":1767225600,"timeNano":1767225600000000000}
            not json

            """);

        var code = await _cli.RunAsync("rules", "explain", "--rule", TestRule.Id, "--event", file);

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("die: container.die: 1 of 1 matched", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("raw.jsonl:2: not an event", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_is_asked_about_a_container_at_a_time()
    {
        await KeepAsync(Some.Die(code: 3), Some.Die("web"), Some.Die(code: 7, at: Some.Noon.AddHours(-6)));
        _cli.Clock.Advance(TimeSpan.FromHours(2));

        var code = await _cli.RunAsync("rules", "explain", "--rule", TestRule.Id, "--container", "api", "--at", "12:00");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("2 events went through all rules", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("die: container.die: 0 of 1 matched", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("it did not fire", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_is_known_by_its_id_too()
    {
        await KeepAsync(Some.Die());

        var code = await _cli.RunAsync(
            "rules", "explain", "--rule", TestRule.Id, "--container", Some.ContainerId("api")[..12], "--data", Path.Combine(_cli.Folder, "state", "diagnoser"));

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("✓ complete at", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_container_names_those_that_are_known()
    {
        await KeepAsync(Some.Die("shop-api-1"));

        var code = await _cli.RunAsync("rules", "explain", "--rule", TestRule.Id, "--container", "api");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("the store has no event of a container 'api'", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("similar: shop-api-1", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "did you mean 'ended-with-seven'?", "--rule", "ended-with-sevn", "--event", "-")]
    [InlineData(ExitCodes.Unreachable, "nowhere.jsonl cannot be read", "--rule", TestRule.Id, "--event", "nowhere.jsonl")]
    [InlineData(ExitCodes.Unreachable, "there is no store in", "--rule", TestRule.Id, "--container", "api")]
    [InlineData(ExitCodes.Usage, "say which events", "--rule", TestRule.Id)]
    [InlineData(ExitCodes.Usage, "--at goes with --container", "--rule", TestRule.Id, "--event", "-", "--at", "1h")]
    public async Task What_is_wrong_is_said(int expected, string said, params string[] arguments)
    {
        var code = await _cli.RunAsync(["rules", "explain", .. arguments]);

        Assert.Equal(expected, code);
        Assert.Contains(said, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_stay_text()
    {
        var hostile = Some.Die(code: 3) with { Subject = new Subject(Subject.Container, Some.ContainerId("x"), Kept.Hostile) };

        _ = await _cli.RunAsync("rules", "explain", "--rule", TestRule.Id, "--event", Recording(hostile));

        Assert.DoesNotContain("\e", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("\\x1b[31mred\\u202e", _cli.Out, StringComparison.Ordinal);
    }

    private string Recording(params DockerEvent[] events) =>
        _cli.Write("events.jsonl", string.Join('\n', events.Select(e => JsonSerializer.Serialize(e, ContractsJson.Default.DockerEvent))));

    private async Task KeepAsync(params DockerEvent[] events)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cli.Folder, "state", "diagnoser"));
        await using var store = SqliteStore.Open(DataFolder.StoreFileIn(folder.FullName));
        await using var transaction = await store.BeginAsync(Stop);
        _ = await transaction.AppendAsync(events, Stop);
        await transaction.CommitAsync(Stop);
    }
}

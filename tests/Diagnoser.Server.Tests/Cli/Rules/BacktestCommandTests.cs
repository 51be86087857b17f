using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class BacktestCommandTests : IDisposable
{
    private const string New = """
        rule: ended-badly
        title: It ended badly
        severity: warning
        status: experimental
        match:
          die: { event: container.die, where: { container.exit_code|not: 0 } }
        correlate: { by: [container.run], any: [die] }
        diagnosis: { summary: "${{ die.container.name }} ended badly", cause: c, confidence: 0.9 }

        """;

    private readonly TestCli _cli = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_cli.Folder, "state", "diagnoser");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_new_rule_is_run_over_what_the_store_has_and_compared_with_todays()
    {
        // Seven is told by today's rule, three by none; what is older than asked for does not count.
        await KeepAsync(Some.Die("a"), Some.Die("b", code: 3, at: Some.Noon.AddDays(-2)), Some.Die("c", code: 3), Some.Die("ok", code: 0), Some.Die("old", code: 3, at: Some.Noon.AddDays(-9)));

        var code = await _cli.RunAsync("rules", "backtest", _cli.Write("new.yaml", New), "--since", "7d", "--json");

        Assert.Equal(ExitCodes.Done, code);
        var firings = _cli.Records.Where(r => r.GetProperty("record").GetString() == "firing").ToList();
        Assert.Equal(["b", "a", "c"], firings.OrderBy(f => f.GetProperty("time").GetDateTimeOffset()).ThenBy(f => f.GetProperty("subject").GetString()).Select(f => f.GetProperty("subject").GetString()));
        Assert.Equal(TestRule.Id, firings.Single(f => f.GetProperty("subject").GetString() == "a").GetProperty("firstRule").GetString());
        var summary = _cli.Records[^1];
        Assert.Equal(("backtest", "ended-badly", 4), (summary.GetProperty("record").GetString(), summary.GetProperty("rule").GetString(), summary.GetProperty("events").GetInt32()));
        Assert.Equal((3, 3, 2, 2), (Number("fired"), Number("shown"), Number("alone"), Number("addedIncidents")));
        var overlap = Assert.Single(summary.GetProperty("overlap").EnumerateArray());
        Assert.Equal((TestRule.Id, 1), (overlap.GetProperty("name").GetString(), overlap.GetProperty("count").GetInt32()));
        Assert.Equal(2, summary.GetProperty("days").GetArrayLength());

        int Number(string name) => summary.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task People_read_a_page()
    {
        await KeepAsync(Some.Die("a"), Some.Die("c", code: 3));

        var code = await _cli.RunAsync("rules", "backtest", _cli.Write("new.yaml", New), "--since", "7d");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("ended-badly would have fired, over 2 events\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("2 times: 2 shown, 0 repeated within the cooldown, 0 hidden by other rules", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("incidents   +1 with the rule", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("overlap     ended-with-seven 1× of the same runs or events", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("1 time at the same moment", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("2026-11-23       2  ████", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("services    a 1×, c 1×", _cli.Out, StringComparison.Ordinal);
        Assert.Equal("", _cli.Error);
    }

    [Fact]
    public async Task A_rule_of_today_is_compared_with_the_others()
    {
        var again = new RunRef(Some.Noon.AddSeconds(30));
        await KeepAsync(
            Some.Die("a"), Some.Event(EventTypes.ContainerStart, "a", again.StartedAt) with { Run = again }, Some.Die("a", at: Some.Noon.AddSeconds(40)) with { Run = again });

        _ = await _cli.RunAsync("rules", "backtest", TestRule.Id, "--since", "30d", "--json");

        var summary = _cli.Records[^1];
        Assert.Equal((2, 1, 1, 2, 1), (Number("fired"), Number("shown"), Number("repeated"), Number("alone"), Number("addedIncidents")));

        int Number(string name) => summary.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_changed_rule_takes_the_place_of_todays()
    {
        await KeepAsync(Some.Die("a"), Some.Die("c", code: 3));
        var changed = _cli.Write("changed.yaml", TestRule.Yaml.Replace("{ container.exit_code: 7 }", "{ container.exit_code: [3, 7] }", StringComparison.Ordinal));

        _ = await _cli.RunAsync("rules", "backtest", changed, "--json");

        var summary = _cli.Records[^1];
        Assert.Equal((2, 1), (summary.GetProperty("fired").GetInt32(), summary.GetProperty("addedIncidents").GetInt32()));
        Assert.Equal(TestRule.Id, Assert.Single(summary.GetProperty("overlap").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_new_rule_that_refines_one_of_todays_says_what_it_hides()
    {
        await KeepAsync(Some.Die("a"));
        var refining = New.Replace("match:", $"refines: [{TestRule.Id}]\nmatch:", StringComparison.Ordinal);

        _ = await _cli.RunAsync("rules", "backtest", _cli.Write("new.yaml", refining), "--json");

        var hides = Assert.Single(_cli.Records[^1].GetProperty("hides").EnumerateArray());
        Assert.Equal((TestRule.Id, 0), (hides.GetProperty("name").GetString(), _cli.Records[^1].GetProperty("addedIncidents").GetInt32()));
    }

    [Fact]
    public async Task A_terminal_sees_how_far_it_is()
    {
        await KeepAsync(Some.Die("a"));
        _cli.ErrorPaint = new Paint(Colour: true, Unicode: true);

        _ = await _cli.RunAsync("rules", "backtest", TestRule.Id, "--since", "2m");

        Assert.Contains("%  2026-11-23 12:00  1 events", _cli.Error, StringComparison.Ordinal);
        Assert.EndsWith("\r\e[K", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_experimental_rule_runs_in_shadow_and_nobody_hears_of_it_unless_asked()
    {
        var runbooks = Path.GetDirectoryName(_cli.Write("shadow/new.yaml", New.Replace("ended-badly", "in-shadow", StringComparison.Ordinal)))!;
        _ = _cli.Write("shadow/test.yaml", TestRule.Yaml);
        _cli.Docker = new FakeDocker(
            Some.Die("a"), Some.Die("c", code: 3), Some.Die("c", code: 3, at: Some.Noon.AddSeconds(20)) with { Run = new RunRef(Some.Noon.AddSeconds(10)) });

        _ = await _cli.RunAsync("up", "--data", Data, "--json", "--runbooks", runbooks);

        // Told: today's rule alone.
        Assert.Equal([TestRule.Id], _cli.Records.Where(r => r.GetProperty("record").GetString() == "diagnosis").Select(r => r.GetProperty("rule").GetString()));
        var incident = Assert.Single(_cli.Records, r => r.GetProperty("record").GetString() == "incident");
        Assert.Equal((TestRule.Id, 1), (incident.GetProperty("root").GetProperty("rule").GetString(), incident.GetProperty("occurrences").GetInt32()));
        await using (var store = SqliteStore.Open(DataFolder.StoreFileIn(Data)))
        {
            var kept = await store.DiagnosesAsync(new DiagnosisQuery(), Stop);
            Assert.Equal(["experimental", "experimental", "experimental"], kept.Where(d => d.Rule == "in-shadow").Select(d => d.HiddenBy));
            Assert.All(kept.Where(d => d.Rule == "in-shadow"), d => Assert.Null(d.Incident));
        }

        _ = await _cli.RunAsync("timeline", "--service", "c", "--from", "1h", "--data", Data);
        Assert.DoesNotContain("in-shadow", _cli.Out, StringComparison.Ordinal);
        _ = await _cli.RunAsync("timeline", "--service", "c", "--from", "1h", "--data", Data, "--hidden");
        Assert.Contains("hidden by experimental", _cli.Out, StringComparison.Ordinal);

        _ = await _cli.RunAsync("rules", "backtest", "in-shadow", "--live", "--runbooks", runbooks, "--json");
        var live = _cli.Records[^1];
        Assert.Equal((3, 2, 1, 2), (Number("fired"), Number("shown"), Number("repeated"), Number("alone")));
        Assert.False(live.TryGetProperty("events", out _));

        _ = await _cli.RunAsync("rules", "list", "--shadow", "--runbooks", runbooks);
        Assert.Equal(
            """
            RULE       FIRST             LAST              FIRED  WOULD BE SHOWN  ALONE  MOSTLY ON
            in-shadow  2026-11-23 12:00  2026-11-23 12:00  3      2               2      c

            """,
            _cli.Out);

        int Number(string name) => live.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "--since 1h (2026-11-23T11:01:00Z) is after --until 2h (2026-11-23T10:01:00Z)", TestRule.Id, "--since", "1h", "--until", "2h")]
    [InlineData(ExitCodes.Usage, "--since 2027-01-01 (2027-01-01T00:00:00Z) is after --until (2026-11-23T12:01:00Z)", TestRule.Id, "--since", "2027-01-01")]
    [InlineData(ExitCodes.Usage, "did you mean 'ended-with-seven'?", "ended-with-sevn")]
    [InlineData(ExitCodes.Unreachable, "there is no store in", TestRule.Id)]
    [InlineData(ExitCodes.Unreachable, "there is no such folder or file", "nowhere.yaml")]
    public async Task What_is_wrong_is_said(int expected, string said, params string[] arguments)
    {
        var code = await _cli.RunAsync(["rules", "backtest", .. arguments]);

        Assert.Equal(expected, code);
        Assert.Contains(said, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_rule_is_found_wrong()
    {
        var code = await _cli.RunAsync("rules", "backtest", _cli.Write("new.yaml", New.Replace("container.exit_code", "container.exit_cod", StringComparison.Ordinal)));

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("new.yaml:6", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'container.exit_code'?", _cli.Error, StringComparison.Ordinal);
    }

    private async Task KeepAsync(params DockerEvent[] events)
    {
        _ = Directory.CreateDirectory(Data);
        await using var store = SqliteStore.Open(DataFolder.StoreFileIn(Data));
        await using var transaction = await store.BeginAsync(Stop);
        _ = await transaction.AppendAsync(events, Stop);
        await transaction.CommitAsync(Stop);
    }
}

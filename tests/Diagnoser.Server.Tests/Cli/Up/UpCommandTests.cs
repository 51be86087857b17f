using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sql;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Up;

public sealed class UpCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_cli.Folder, "data");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Tells_each_end_and_each_diagnosis_and_keeps_them()
    {
        _cli.Docker = new FakeDocker(Some.Die("api"), Some.Die("job", code: 0));

        var code = await _cli.RunAsync("up", "--data", Data, "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(["diagnosis", "event", "event", "incident"], _cli.Records.Select(Record).Order(StringComparer.Ordinal));
        await using var store = OpenStore();
        var diagnosis = Assert.Single(await store.DiagnosesAsync(new DiagnosisQuery { ContainerId = Some.ContainerId("api") }, Cancelled));
        var incident = Assert.Single(await store.IncidentsAsync(new IncidentQuery(), Cancelled));
        Assert.Equal((TestRule.Id, incident.Id), (diagnosis.Rule, diagnosis.Incident));
        Assert.NotNull(Assert.Single(await store.EventsAsync(new EventQuery { ContainerId = Some.ContainerId("job") }, Cancelled)).Exit);
    }

    [Fact]
    public async Task Says_what_it_watches_and_how_it_ended_on_stderr()
    {
        _cli.Docker = new FakeDocker(Some.Die());

        _ = await _cli.RunAsync("up", "--data", Data, "--json");

        Assert.Contains("watching unix:///fake.sock", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("1 rule; data in " + Data, _cli.Error, StringComparison.Ordinal);
        Assert.Contains("Ctrl-C", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("1 event, 1 end, 1 diagnosis, 1 incident", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_told_is_not_told_again_by_the_next_start()
    {
        _cli.Docker = new FakeDocker(Some.Die());
        _ = await _cli.RunAsync("up", "--data", Data, "--json");

        var code = await _cli.RunAsync("up", "--data", Data, "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Empty(_cli.Records);
    }

    [Fact]
    public async Task What_a_crash_left_untold_is_told_by_the_next_start()
    {
        await using (var store = OpenStore())
        await using (var transaction = await store.BeginAsync(Cancelled))
        {
            _ = await transaction.AppendAsync([Some.Die(at: Some.Noon.AddSeconds(-30)), Some.Event(EventTypes.ContainerCreate, "later")], Cancelled);
            await transaction.CommitAsync(Cancelled);
        }

        _cli.Docker = new FakeDocker();
        _ = await _cli.RunAsync("up", "--data", Data, "--json");

        Assert.Contains(_cli.Records, r => Record(r) == "diagnosis");
    }

    [Fact]
    public async Task A_blind_window_is_told_and_kept()
    {
        _cli.Docker = new FakeDocker(Some.Blind(Some.Noon, Some.Noon.AddSeconds(12)));

        _ = await _cli.RunAsync("up", "--data", Data, "--json");

        Assert.Equal("blindWindow", Record(Assert.Single(_cli.Records)));
        await using var store = OpenStore();
        Assert.Equal("the stream broke", Assert.Single(await store.BlindWindowsAsync(Some.Noon, Some.Noon.AddHours(1), null, Cancelled)).Reason);
    }

    [Fact]
    public async Task Ends_after_the_given_time_without_events()
    {
        _cli.Docker = new FakeDocker(Some.Die()) { Then = (_, stop) => Task.Delay(Timeout.Infinite, stop) };

        var running = _cli.RunAsync("up", "--data", Data, "--json", "--once-idle", "10s");
        var started = _cli.Clock.GetUtcNow();
        while (!running.IsCompleted)
        {
            _cli.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal(ExitCodes.Done, await running);
        Assert.True(_cli.Clock.GetUtcNow() - started >= TimeSpan.FromSeconds(10));
        Assert.Contains(_cli.Records, r => Record(r) == "diagnosis");
    }

    [Fact]
    public async Task A_runbook_that_changes_meanwhile_is_used_for_what_comes_after()
    {
        _cli.Docker = new FakeDocker(Some.Die("before"))
        {
            Then = async (sink, stop) =>
            {
                await using var store = OpenStore();
                while (!await IsSaidAsync(store, "ended with 7", stop))
                {
                    _cli.Clock.Advance(TimeSpan.FromMilliseconds(100));
                    await Task.Yield();
                }

                _ = _cli.Write("runbooks/test.yaml", RuleFolder.Rule(TestRule.Id, 8, "fell"));
                for (var i = 0; !await IsSaidAsync(store, "fell with 8", stop); i++)
                {
                    await sink.PublishAsync(Some.Die($"after-{i}", 8, _cli.Clock.GetUtcNow()), stop);
                    _cli.Clock.Advance(TimeSpan.FromMilliseconds(500));
                    await Task.Yield();
                }
            },
        };

        var code = await _cli.RunAsync("up", "--data", Data, "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains($"diagnoser: runbooks: 1 rule changed ({TestRule.Id})", _cli.Error, StringComparison.Ordinal);
        Assert.Single(_cli.Records, r => Record(r) == "diagnosis" && r.GetProperty("summary").GetString()!.StartsWith("before ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signal_ends_it_with_0_and_a_closing_line()
    {
        using var signal = new CancellationTokenSource();
        _cli.Docker = new FakeDocker(Some.Die())
        {
            Then = async (_, stop) =>
            {
                await signal.CancelAsync();
                await Task.Delay(Timeout.Infinite, stop);
            },
        };

        var code = await _cli.RunUntilAsync(signal.Token, "up", "--data", Data, "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("stopped after", _cli.Error, StringComparison.Ordinal);
        Assert.Contains(_cli.Records, r => Record(r) == "diagnosis");
    }

    [Fact]
    public async Task Quiet_prints_diagnoses_only()
    {
        _cli.Docker = new FakeDocker(Some.Die("api"), Some.Die("job", code: 0));

        _ = await _cli.RunAsync("up", "--data", Data, "--quiet");

        Assert.Contains("api ended with 7", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("job", _cli.Out, StringComparison.Ordinal);
        Assert.Empty(_cli.Error);
    }

    [Fact]
    public async Task Without_an_engine_it_names_what_it_tried_and_shows_the_recording_under_a_banner()
    {
        var socket = Path.Combine(_cli.Folder, "nosuch.sock");
        _cli.Docker = NoDocker.At(socket);
        _ = _cli.Write("Recordings/incident.jsonl", JsonSerializer.Serialize(Some.Die(), ContractsJson.Default.DockerEvent));

        var code = await _cli.RunAsync("up", "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains($"unix://{socket}: no such file", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("what to do: ", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("NOTHING ON THIS MACHINE IS BEING WATCHED", _cli.Error, StringComparison.Ordinal);
        Assert.Contains(_cli.Records, r => Record(r) == "diagnosis");
    }

    [Fact]
    public async Task Demo_shows_the_recording_even_where_there_is_an_engine()
    {
        _cli.Docker = new FakeDocker(Some.Die("real"));
        _ = _cli.Write("Recordings/incident.jsonl", JsonSerializer.Serialize(Some.Die("recorded"), ContractsJson.Default.DockerEvent));

        var code = await _cli.RunAsync("up", "--demo");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("NOTHING ON THIS MACHINE IS BEING WATCHED", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("recorded ended with 7", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("real", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_engine_that_does_not_answer_is_exit_code_3()
    {
        _cli.Docker = NoDocker.At("/unused");
        var socket = Path.Combine(_cli.Folder, "nosuch.sock");

        var code = await _cli.RunAsync("up", "--docker", $"unix://{socket}", "--json");

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Empty(_cli.Out);
        Assert.Contains($"unix://{socket}: no such file", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("NOTHING ON THIS MACHINE", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_one_on_the_same_data_is_refused()
    {
        using var first = DataFolder.Take(Data);

        var code = await _cli.RunAsync("up", "--data", Data);

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("in use by another diagnoser", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_exit_code_3()
    {
        var file = _cli.Write("file", "");

        var code = await _cli.RunAsync("up", "--data", Path.Combine(file, "data"));

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("--data", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_exit_code_3_with_what_to_do()
    {
        _ = _cli.Write("data/diagnoser.db", new string('x', 10_000));

        var code = await _cli.RunAsync("up", "--data", Data);

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("is damaged", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("mv ", _cli.Error, StringComparison.Ordinal);
    }

    private static async Task<bool> IsSaidAsync(SqlStore store, string text, CancellationToken stop) =>
        (await store.DiagnosesAsync(new DiagnosisQuery(), stop)).Any(d => d.Summary.Contains(text, StringComparison.Ordinal));

    private static string Record(JsonElement record) => record.GetProperty("record").GetString()!;

    private SqlStore OpenStore()
    {
        _ = Directory.CreateDirectory(Data);
        return SqliteStore.Open(Path.Combine(Data, "diagnoser.db"));
    }
}

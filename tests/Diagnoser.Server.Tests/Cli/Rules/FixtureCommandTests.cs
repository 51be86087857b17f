using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

/// <summary>Over a store that <c>up</c> wrote while the recorded failure of a shop's database happened, with the shipped rules.</summary>
public sealed class FixtureCommandTests : IDisposable
{
    private static readonly string Runbooks = Path.Combine(AppContext.BaseDirectory, "runbooks");

    private readonly TestCli _cli = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_cli.Folder, "data");

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replay_of_a_fixture_gives_the_diagnoses_of_the_incident(bool given)
    {
        await WatchAsync(Shop());
        var incidents = await IncidentsAsync();
        Assert.NotEmpty(incidents);
        foreach (var (incident, diagnoses) in incidents)
        {
            string[] options = given ? ["--anonymize", "--shift-times"] : [];
            var code = await _cli.RunAsync(["rules", "fixture", "--incident", incident.Id[..12], "--data", Data, "--runbooks", Runbooks, .. options]);

            Assert.Equal(ExitCodes.Done, code);
            Assert.DoesNotContain("do not conclude", _cli.Error, StringComparison.Ordinal);
            Assert.Contains("recording: FILE.jsonl", _cli.Error, StringComparison.Ordinal);
            var file = _cli.Write("fixture.jsonl", _cli.Out);
            _ = await _cli.RunAsync("replay", file, "--json", "--runbooks", Runbooks);
            var replayed = _cli.Records.Where(r => Record(r) == "diagnosis").Select(d => (Rule: Text(d, "rule"), Subject: d.GetProperty("subject").GetProperty("name").GetString())).ToHashSet();
            Assert.All(diagnoses, d => Assert.Contains(replayed, r => r.Rule == d.Rule && (given || r.Subject == d.Subject.Name)));
        }
    }

    [Fact]
    public async Task An_anonymous_fixture_names_nobody_and_begins_in_2026()
    {
        var shop = Shop();
        await WatchAsync(shop);

        foreach (var (incident, _) in await IncidentsAsync())
        {
            _ = await _cli.RunAsync("rules", "fixture", "--incident", incident.Id, "--data", Data, "--runbooks", Runbooks, "--anonymize", "--shift-times");

            Assert.StartsWith("2026-01-01T00:00:00", Text(_cli.Records[0], "time"), StringComparison.Ordinal);
            Assert.All(
                (string[])["shop", "dock-1", "orders_by_customer", "/srv/", .. shop.Select(e => e.Subject.Id[..12]), .. shop.Select(e => e.Id)],
                name => Assert.DoesNotContain(name, _cli.Out + _cli.Error.Replace("2026", "", StringComparison.Ordinal), StringComparison.Ordinal));
            Assert.DoesNotContain("2026-11-24", _cli.Out, StringComparison.Ordinal);

            // One name for each: the run of a container hangs together.
            var dead = _cli.Records.First(r => Text(r, "type") == EventTypes.ContainerDie);
            var same = _cli.Records.Where(r => r.GetProperty("subject").GetProperty("id").GetString() == dead.GetProperty("subject").GetProperty("id").GetString()).ToList();
            Assert.Contains(same, r => Text(r, "type") == EventTypes.ContainerStart);
            Assert.Equal(64, dead.GetProperty("subject").GetProperty("id").GetString()!.Length);
            Assert.Single(same.Select(r => r.GetProperty("subject").GetProperty("name").GetString()).Distinct());
        }
    }

    [Fact]
    public async Task Secrets_are_taken_out_always()
    {
        const string Secret = "hunter2hunter2";
        var died = Some.Die() with
        {
            Attributes = Some.Die().Attributes.With([new("container.command", $"run --password {Secret}"), new("container.label.token", Secret)]),
            Evidence =
            [
                new Evidence(EvidenceKinds.Inspect, Some.Noon, JsonElement.Parse($$$$"""{"Config":{"Env":["DB_PASSWORD={{{{Secret}}}}"],"Labels":{"secret":"{{{{Secret}}}}"}}}""")),
                new Evidence(EvidenceKinds.Logs, Some.Noon, JsonElement.Parse($$"""[{"time":"2026-11-23T12:00:00Z","stream":"stdout","text":"password={{Secret}}"}]""")),
            ],
        };
        await KeepAsync(died);

        var code = await _cli.RunAsync("rules", "fixture", "--container", "api", "--from", "11:00", "--to", "12:30", "--data", Data);

        Assert.Equal(ExitCodes.Done, code);
        var record = Assert.Single(_cli.Records);
        Assert.Equal(died.Id, Text(record, "id"));
        Assert.DoesNotContain(Secret, _cli.Out, StringComparison.Ordinal);
        Assert.Contains("1 event, secrets redacted", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("ended-with-seven: tests: [{ name: …, recording: FILE.jsonl, expect: [{ container: api }] }]", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_comes_with_the_beginning_of_its_run_and_its_host()
    {
        var began = Some.Event(EventTypes.ContainerStart, "api", Some.Noon.AddMinutes(-5));
        var daemon = new DockerEvent("daemon", EventTypes.DaemonReload, Some.Noon.AddSeconds(-1), began.Host, new Subject(Subject.Daemon, "e1", "web-3"));
        await KeepAsync(began, daemon, Some.Die("other"), Some.Die());

        _ = await _cli.RunAsync("rules", "fixture", "--container", "api", "--from", "11:59", "--to", "12:01", "--data", Data);

        Assert.Equal([began.Id, "daemon", Some.Die().Id], _cli.Records.Select(r => Text(r, "id")));
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "say which events")]
    [InlineData(ExitCodes.Usage, "--from and --to go with --container", "--incident", "3f2a", "--from", "1h")]
    [InlineData(ExitCodes.Unreachable, "there is no store in", "--incident", "3f2a")]
    public async Task What_is_wrong_is_said(int expected, string said, params string[] arguments)
    {
        var code = await _cli.RunAsync(["rules", "fixture", .. arguments]);

        Assert.Equal(expected, code);
        Assert.Contains(said, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_container_or_incident_is_said()
    {
        await KeepAsync(Some.Die());

        var container = await _cli.RunAsync("rules", "fixture", "--container", "nobody", "--data", Data);
        Assert.Contains("the store has no event of a container 'nobody'", _cli.Error, StringComparison.Ordinal);
        var incident = await _cli.RunAsync("rules", "fixture", "--incident", "abcd", "--data", Data);

        Assert.Equal((ExitCodes.Usage, ExitCodes.Usage), (container, incident));
        Assert.Contains("no incident's id begins with abcd", _cli.Error, StringComparison.Ordinal);
    }

    private static string Record(JsonElement element) => Text(element, "record");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static List<DockerEvent> Shop()
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Recordings", "shop-database-oom.jsonl"));
        return [.. RecordedLines.Read(stream).Select(l => l.Event).OfType<DockerEvent>()];
    }

    private async Task WatchAsync(IReadOnlyList<DockerEvent> events)
    {
        _cli.Clock.SetUtcNow(events.Max(e => e.Time).AddMinutes(1));
        _cli.Docker = new FakeDocker(events);
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("up", "--data", Data, "--json", "--runbooks", Runbooks));
    }

    private async Task<IReadOnlyList<(Incident Incident, IReadOnlyList<Diagnosis> Diagnoses)>> IncidentsAsync()
    {
        await using var store = SqliteStore.Open(DataFolder.StoreFileIn(Data));
        var found = new List<(Incident, IReadOnlyList<Diagnosis>)>();
        foreach (var incident in await store.IncidentsAsync(new IncidentQuery(), Stop))
        {
            found.Add((incident, await store.DiagnosesAsync(new DiagnosisQuery { IncidentId = incident.Id, ShownOnly = true }, Stop)));
        }

        return found;
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

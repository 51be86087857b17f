using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using RabbitMQ.Client;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>A rule that sees two hosts together: a database is killed for memory on one, and who depends on it is refused on the other.</summary>
[Collection(nameof(Alone))]
public sealed class FleetRulesTests(DockerHost host, Broker broker, Database database) : IDisposable
{
    private const string Rule = "dependency-refused-after-oom";

    // What is told of it comes after all that was told before.
    private const string Last = """
        rule: last
        title: Something started
        scope: fleet
        severity: info
        status: stable
        owner: tests
        description: For tests.
        match: { start: { event: container.start } }
        correlate: { by: [container.id], any: [start] }
        diagnosis: { summary: "${{ start.container.name }} started", cause: Somebody started it., confidence: 0.9 }
        """;

    private static readonly HostRef[] Hosts = [new("host-a", "alpha"), new("host-b", "beta")];

    private readonly TemporaryFolder _runbooks = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _runbooks.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rule_across_hosts_of_different_partitions_fires_once_also_if_its_server_is_killed_in_between(bool killed)
    {
        Assert.Equal(2, Hosts.Select(h => EventWire.Partition(h.Id, EventWire.DefaultPartitions)).Distinct().Count());
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        fleet.Settings["DIAGNOSER__Runbooks__Folder"] = _runbooks.Path;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Examples", $"{Rule}.yaml"), _runbooks.File($"{Rule}.yaml"));
        await File.WriteAllTextAsync(_runbooks.File("last.yaml"), Last, Cancelled);
        var happened = Happened();

        // Who comes first has the fleet's rules, and keeps them.
        var first = await fleet.ServerAsync();
        await first.SaysAsync("consuming events");
        await PublishAsync(fleet, [happened[0]]);
        await TakenAsync(fleet, 1);
        var second = await fleet.ServerAsync();
        await second.SaysAsync("consuming events");
        if (killed)
        {
            await first.KillAsync();
        }

        await PublishAsync(fleet, happened.Skip(1));

        var diagnosis = await DiagnosisAsync(fleet, 1);
        Assert.Equal(Hosts[1].Id, diagnosis.Host.Id);
        Assert.Contains("OOM-killed on alpha", diagnosis.Summary, StringComparison.Ordinal);
        Assert.Equal([diagnosis.Id], await ReplayAsync(happened));

        await PublishAsync(fleet, [happened[^1] with { Id = EventId.Of("last"), Type = EventTypes.ContainerStart, Time = TimeProvider.System.GetUtcNow() }]);
        Assert.Equal("last", (await DiagnosisAsync(fleet, 2)).Rule);
        var incidents = await Until.NotNullAsync(
            async () => await fleet.Store.IncidentsAsync(new IncidentQuery(), Cancelled) is { Count: > 0 } some ? some : null, Fleet.Patience, () => fleet.Said);
        Assert.Single(incidents, i => i.Root.Id == diagnosis.Id);
        Assert.Equal(0, await fleet.Store.CountFleetInboxAsync(Cancelled));
        Assert.Equal(0, await fleet.Store.CountQuarantineAsync(Cancelled));
        Assert.False(second.HasEnded);
    }

    /// <summary>The events of the rule's own test, as of now, on hosts of different partitions.</summary>
    private List<DockerEvent> Happened()
    {
        var events = RunbookFolder.Load(_runbooks.Path).Set!.Find(Rule)!.Tests[0].Events;
        var shift = TimeProvider.System.GetUtcNow() - events[^1].Time;
        return [.. events.Select(e => e with { Time = e.Time + shift, Host = e.Host == events[0].Host ? Hosts[0] : Hosts[1] })];
    }

    private static async Task PublishAsync(Fleet fleet, IEnumerable<DockerEvent> events)
    {
        await using var connection = await fleet.Broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancelled);
        foreach (var e in events)
        {
            var key = EventWire.RoutingKey(EventWire.Partition(e.Host.Id, EventWire.DefaultPartitions));
            var body = JsonSerializer.SerializeToUtf8Bytes([e], ContractsJson.Default.IReadOnlyListDockerEvent);
            await channel.BasicPublishAsync(EventWire.Exchange, key, mandatory: true, body, Cancelled);
        }
    }

    private static Task TakenAsync(Fleet fleet, int rows) => Until.TrueAsync(
        async () => (await fleet.Store.FleetHistoryAsync(DateTimeOffset.MinValue, 100, Cancelled)).Count(r => r.Kind == FleetRow.Event) == rows,
        Fleet.Patience,
        () => $"the fleet's rules have not taken {rows} events\n{fleet.Said}");

    // The newest, when there are so many.
    private static Task<Diagnosis> DiagnosisAsync(Fleet fleet, int count) => Until.NotNullAsync(
        async () => await fleet.Store.DiagnosesAsync(new DiagnosisQuery(), Cancelled) is { } all && all.Count == count ? all[^1] : null,
        Fleet.Patience,
        () => $"there are not {count} diagnoses\n{fleet.Said}");

    private async Task<IEnumerable<string>> ReplayAsync(IEnumerable<DockerEvent> events)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("events.jsonl");
        await File.WriteAllLinesAsync(file, events.Select(e => JsonSerializer.Serialize(e, ContractsJson.Default.DockerEvent)), Cancelled);
        var output = await host.Require().Program("replay", file, "--json", "--runbooks", _runbooks.Path).RunAsync();
        return Records.Parse(output.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries)).Shown.Select(d => d.Id);
    }
}

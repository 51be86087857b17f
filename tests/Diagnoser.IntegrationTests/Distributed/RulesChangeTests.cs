using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;
using RabbitMQ.Client;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>Rules that change again and again while events come through the broker.</summary>
[Collection(nameof(Alone))]
public sealed class RulesChangeTests(DockerHost host, Broker broker, Database database) : IDisposable
{
    private const int Rounds = 6;
    private const int PerRound = 200;

    // Of so many events one is of the container that ends again and again.
    private const int Looping = 4;

    private static readonly HostRef Host = new("host-a", "alpha");

    private readonly RuleFolder _runbooks = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _runbooks.Dispose();

    [Fact]
    public async Task Every_end_is_told_once_whichever_version_of_the_rule_saw_it_and_counts_go_on()
    {
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        fleet.Settings["DIAGNOSER__Runbooks__Folder"] = _runbooks.Path;
        _ = _runbooks.Write("ends.yaml", RuleFolder.Rule("ends")).Write("counts.yaml", RuleFolder.CountRule("counts"));
        var server = await fleet.ServerAsync();
        await server.SaysAsync("consuming events");

        await using (var connection = await fleet.Broker.ConnectAsync())
        {
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancelled);
            for (var round = 0; round < Rounds; round++)
            {
                var publishing = PublishAsync(channel, round * PerRound, PerRound);
                _ = _runbooks.Write("ends.yaml", RuleFolder.Rule("ends", summary: $"fell-{round}"));
                await server.SignalAsync("-HUP");
                await ChangedAsync(server, round + 1);
                await publishing;
            }
        }

        List<string> expected = [.. Enumerable.Range(0, Rounds * PerRound).Select(Name).Distinct()];
        await Until.TrueAsync(async () => (await KeptAsync(fleet)).Count >= expected.Count, Fleet.Patience, () => fleet.Said);

        // What is told of this one has overtaken whatever could still be told twice.
        _ = _runbooks.Write("ends.yaml", RuleFolder.Rule("ends", 9));
        await server.SignalAsync("-HUP");
        await ChangedAsync(server, Rounds + 1);
        await using (var connection = await fleet.Broker.ConnectAsync())
        {
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancelled);
            await PublishAsync(channel, Some.Die("last", 9, TimeProvider.System.GetUtcNow()));
        }

        await Until.TrueAsync(async () => (await KeptAsync(fleet)).Any(d => d.Subject.Name == "last"), Fleet.Patience, () => fleet.Said);
        var kept = await KeptAsync(fleet);
        Assert.All(kept, d => Assert.Null(d.HiddenBy));
        Assert.Equal(expected.Append("last").Order(StringComparer.Ordinal), kept.Select(d => d.Subject.Name).Order(StringComparer.Ordinal));
        Assert.True(kept.Where(d => d.Rule == "ends").Select(d => d.RuleVersion).Distinct().Count() > 2, fleet.Said);
        Assert.Equal(0, await fleet.Store.CountQuarantineAsync(Cancelled));
        Assert.False(server.HasEnded);
    }

    private static string Name(int number) => number % Looping == 0 ? "loop" : $"c{number:0000}";

    private static async Task PublishAsync(IChannel channel, int from, int count)
    {
        for (var n = from; n < from + count; n++)
        {
            await PublishAsync(channel, Some.Die(Name(n), n % Looping == 0 ? 1 : 7, TimeProvider.System.GetUtcNow()));
        }
    }

    private static async Task PublishAsync(IChannel channel, DockerEvent end)
    {
        var e = end with { Host = Host, Run = new RunRef(end.Time.AddMilliseconds(-1)) };
        var key = EventWire.RoutingKey(EventWire.Partition(Host.Id, EventWire.DefaultPartitions));
        var body = JsonSerializer.SerializeToUtf8Bytes([e], ContractsJson.Default.IReadOnlyListDockerEvent);
        await channel.BasicPublishAsync(EventWire.Exchange, key, mandatory: true, body, Cancelled);
    }

    private static Task ChangedAsync(RunningProgram server, int times) => Until.TrueAsync(
        () => Task.FromResult(server.Said.Split("runbooks: 1 rule changed (ends)").Length - 1 >= times), Fleet.Patience, () => server.Said);

    private static Task<IReadOnlyList<Diagnosis>> KeptAsync(Fleet fleet) =>
        fleet.Store.DiagnosesAsync(new DiagnosisQuery { Limit = 10_000 }, Cancelled);
}

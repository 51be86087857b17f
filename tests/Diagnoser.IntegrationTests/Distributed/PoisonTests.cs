using System.Text;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Stores;
using RabbitMQ.Client;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>Messages that nobody can read, among others.</summary>
public sealed class PoisonTests(DockerHost host, Broker broker, Database database)
{
    private const string HostId = "h1";

    [Fact]
    public async Task A_poison_message_is_set_aside_and_shown_and_the_rest_goes_on()
    {
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database);
        var server = await fleet.ServerAsync();
        await server.SaysAsync("consuming events");
        string[] poison = ["not json at all", "{}", "[17]", $"[{Json("before")},{{\"id\":\"x\",\"type\":5}},{Json("after")}]", "[" + Json("cut")[..40], "\0\x01", new string('[', 2000)];

        await PublishAsync(fleet, [$"[{Json("first")}]", .. poison, $"[{Json("last")}]"]);

        await Until.TrueAsync(async () => (await NamesAsync(fleet)).Contains("last"), Fleet.Patience, () => $"the last event is not kept\n{fleet.Said}");
        Assert.Equal(["after", "before", "first", "last"], (await NamesAsync(fleet)).Order(StringComparer.Ordinal));
        Assert.Equal(poison.Length, await fleet.Store.CountQuarantineAsync(TestContext.Current.CancellationToken));
        var shown = await fleet.Store.QuarantineAsync(100, TestContext.Current.CancellationToken);
        Assert.Contains(shown, r => r.Body == "not json at all" && r.Problem.Contains("not JSON", StringComparison.Ordinal));
        await server.SaysAsync("was set aside");
        Assert.False(server.HasEnded);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(Fleet fleet) =>
        [.. (await fleet.Store.EventsAsync(new EventQuery(), TestContext.Current.CancellationToken)).Select(e => e.Subject.Name)];

    private static string Json(string name) => JsonSerializer.Serialize(
        new DockerEvent(name, EventTypes.ContainerStart, DateTimeOffset.UnixEpoch, new(HostId, HostId), new(Subject.Container, "c1", name)), ContractsJson.Default.DockerEvent);

    private static async Task PublishAsync(Fleet fleet, IReadOnlyList<string> bodies)
    {
        await using var connection = await fleet.Broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), TestContext.Current.CancellationToken);
        var key = EventWire.RoutingKey(EventWire.Partition(HostId, EventWire.DefaultPartitions));
        foreach (var body in bodies)
        {
            await channel.BasicPublishAsync(EventWire.Exchange, key, mandatory: true, Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
        }
    }
}

using Diagnoser.Collector.Publishing;
using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Stores;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>A broker that is killed and started again while events flow through it.</summary>
[Collection(nameof(Alone))]
public sealed class BrokerRestartTests(DockerHost host, Database database)
{
    private const int Rounds = 3;
    private const int PerRound = 5000;

    [Fact]
    public async Task Killed_and_started_again_under_load_every_event_is_in_the_store_once()
    {
        await using var broker = await OwnBroker.StartAsync(host.Require());
        await using var fleet = await Fleet.CreateAsync(broker.Access, host.Require(), database);
        var server = await fleet.ServerAsync();
        await server.SaysAsync("consuming events");
        await using var publishing = new SpooledPublisher(new BrokerOptions(broker.Access.Uri));

        for (var round = 0; round < Rounds; round++)
        {
            await publishing.GiveAsync("h1", round * PerRound, PerRound);
            await broker.KillAsync();
            await publishing.GiveAsync("h2", (Rounds + round) * PerRound, PerRound);
            await broker.StartAgainAsync();
        }

        await publishing.EmptiedAsync();
        const int all = 2 * Rounds * PerRound;
        await Until.TrueAsync(
            async () => (await CountAsync(fleet)).Count == all,
            TimeSpan.FromMinutes(2),
            () => $"{fleet.Said}\n{string.Join('\n', publishing.Notices)}");

        var ids = await CountAsync(fleet);
        Assert.Equal(SpooledPublisher.Ids(0, all).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        Assert.Equal(0, await fleet.Store.CountQuarantineAsync(TestContext.Current.CancellationToken));
        Assert.False(server.HasEnded);
    }

    // The ids as they are kept, each as often as it is kept.
    private static async Task<IReadOnlyList<string>> CountAsync(Fleet fleet) =>
        [.. (await fleet.Store.EventsAsync(new EventQuery { Limit = 100_000 }, TestContext.Current.CancellationToken)).Select(e => e.Id)];
}

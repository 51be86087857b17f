using System.Globalization;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores.Sql;

public abstract partial class StoreContract
{
    [Fact]
    public async Task What_is_forwarded_waits_in_order_until_it_is_taken()
    {
        await ForwardAsync(FleetInput.Of(Some.Die("one")), FleetInput.Of(Some.Diagnosis()), FleetInput.Of(Some.Die("one"), isAmended: true));

        var waiting = await Store.FleetInboxAsync(2, Token);
        Assert.Equal([FleetRow.Event, FleetRow.Diagnosis], waiting.Select(r => r.Kind));
        Assert.Equivalent(Some.Die("one"), JsonSerializer.Deserialize(waiting[0].Body, ContractsJson.Default.DockerEvent), strict: true);
        Assert.Equivalent(Some.Diagnosis(), JsonSerializer.Deserialize(waiting[1].Body, ContractsJson.Default.Diagnosis), strict: true);
        Assert.Equal(3, await Store.CountFleetInboxAsync(Token));

        await TakeAsync(waiting, 0);

        Assert.True(Assert.Single(await Store.FleetInboxAsync(10, Token)).IsAmended);
        Assert.Equal(1, await Store.CountFleetInboxAsync(Token));
    }

    [Fact]
    public async Task What_is_not_committed_is_neither_forwarded_nor_taken()
    {
        await ForwardAsync(FleetInput.Of(Some.Die("one")));
        var waiting = await Store.FleetInboxAsync(10, Token);
        await using (var transaction = await Store.BeginAsync(Token))
        {
            await transaction.SaveAsync(new Conclusions([], [], []) { Forwarded = [FleetInput.Of(Some.Die("two"))] }, Token);
            await transaction.TakeFleetAsync([waiting[0].Number], Some.Noon, Token);
        }

        Assert.Equal(waiting, await Store.FleetInboxAsync(10, Token));
        Assert.Empty(await Store.FleetHistoryAsync(DateTimeOffset.MinValue, 10, Token));
    }

    [Fact]
    public async Task What_was_taken_is_remembered_in_the_order_in_which_it_was()
    {
        await ForwardAsync(
            FleetInput.Of(Some.Die("a", at: Some.Noon)),
            FleetInput.Of(Some.Die("b", at: Some.Noon.AddHours(-2))),
            FleetInput.Of(Some.Die("c", at: Some.Noon.AddHours(-2)), tellsTopology: true),
            FleetInput.Of(Some.Die("d", at: Some.Noon)));
        var rows = await Store.FleetInboxAsync(10, Token);
        await TakeAsync([rows[2]], 1);
        await TakeAsync([rows[0], rows[1]], 2);

        Assert.Equal(["c", "a"], await HistoryAsync(10));
        Assert.Equal(["a"], await HistoryAsync(1));
        Assert.Equal(["d"], (await Store.FleetInboxAsync(10, Token)).Select(Name));
    }

    [Fact]
    public async Task Where_the_clock_made_something_known_is_remembered_in_its_place_and_forgotten_with_the_rest()
    {
        await ForwardAsync(FleetInput.Of(Some.Die("a")), FleetInput.Of(Some.Die("b")));
        var rows = await Store.FleetInboxAsync(10, Token);
        await TakeAsync([rows[0]], 1);
        await InTransactionAsync(transaction => transaction.WriteFleetClockAsync(Some.Noon.AddSeconds(1.5), Some.Noon.AddSeconds(2), Token));
        await TakeAsync([rows[1]], 3);

        var history = await Store.FleetHistoryAsync(Some.Noon, 10, Token);
        Assert.Equal([FleetRow.Event, FleetRow.Clock, FleetRow.Event], history.Select(r => r.Kind));
        Assert.Equal(Some.Noon.AddSeconds(1.5), DateTimeOffset.Parse(history[1].Body, CultureInfo.InvariantCulture));
        Assert.Empty(await Store.FleetInboxAsync(10, Token));
        await InTransactionAsync(transaction => transaction.ForgetFleetAsync(Some.Noon.AddHours(1), Some.Noon, Token));
        Assert.Empty(await Store.FleetHistoryAsync(Some.Noon, 10, Token));
    }

    [Fact]
    public async Task What_was_taken_is_forgotten_when_it_is_old_and_what_tells_of_the_topology_later()
    {
        await ForwardAsync(
            FleetInput.Of(Some.Die("old", at: Some.Noon.AddHours(-2))),
            FleetInput.Of(Some.Die("relation", at: Some.Noon.AddHours(-2)), tellsTopology: true),
            FleetInput.Of(Some.Die("new")),
            FleetInput.Of(Some.Die("waiting", at: Some.Noon.AddHours(-2))));
        await TakeAsync([.. (await Store.FleetInboxAsync(10, Token)).Take(3)], 0);

        await InTransactionAsync(transaction => transaction.ForgetFleetAsync(Some.Noon.AddHours(-1), Some.Noon.AddDays(-1), Token));
        Assert.Equal(["relation", "new"], await HistoryAsync(10));
        await InTransactionAsync(transaction => transaction.ForgetFleetAsync(Some.Noon.AddHours(-1), Some.Noon.AddHours(-1), Token));
        Assert.Equal(["new"], await HistoryAsync(10));
        Assert.Equal(["waiting"], (await Store.FleetInboxAsync(10, Token)).Select(Name));
    }

    [Fact]
    public async Task The_rules_of_the_fleet_have_one_owner_who_is_nobodys_share()
    {
        var (a, b) = (await LeaseFleetAsync("a", 0), await LeaseFleetAsync("b", 0));
        Assert.Equal(PartitionLease.Fleet, a[^1].Partition);
        Assert.DoesNotContain(b, l => l.IsFleet);

        // A newcomer gets its share of the partitions; the fleet stays where it is.
        var (kept, taken) = (await LeaseFleetAsync("a", 1), await LeaseFleetAsync("b", 1));
        Assert.Equal((Partitions / 2 + 1, Partitions / 2), (kept.Count, taken.Count));
        Assert.Equal(a[^1], kept[^1]);
        Assert.True(await HoldsAsync(a[^1]));

        // An owner that fell silent loses it, and can write no more.
        var after = Assert.Single(await LeaseFleetAsync("b", 6), l => l.IsFleet);
        Assert.True(after.Epoch > a[^1].Epoch);
        Assert.False(await HoldsAsync(a[^1]));
        Assert.True(await HoldsAsync(after));
    }

    [Fact]
    public async Task The_rules_of_the_fleet_are_given_back_by_who_leaves_or_has_none_any_more()
    {
        _ = await LeaseFleetAsync("a", 0);
        Assert.DoesNotContain(await LeaseAsync("a", 1), l => l.IsFleet);
        var b = Assert.Single(await LeaseFleetAsync("b", 1), l => l.IsFleet);
        await Store.ReleaseAsync("b", Token);
        var a = Assert.Single(await LeaseFleetAsync("a", 1), l => l.IsFleet);

        Assert.True(a.Epoch > b.Epoch);
        Assert.DoesNotContain(await LeaseAsync("c", 1), l => l.IsFleet);
    }

    private Task ForwardAsync(params IReadOnlyList<FleetInput> inputs) => SaveAsync(new Conclusions([], [], []) { Forwarded = inputs });

    private Task TakeAsync(IReadOnlyList<FleetRow> rows, double second) =>
        InTransactionAsync(transaction => transaction.TakeFleetAsync([.. rows.Select(r => r.Number)], Some.Noon.AddSeconds(second), Token));

    private async Task<IEnumerable<string>> HistoryAsync(int limit) => (await Store.FleetHistoryAsync(Some.Noon.AddHours(-1), limit, Token)).Select(Name);

    private static string Name(FleetRow row) => JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!.Subject.Name;

    private Task<IReadOnlyList<PartitionLease>> LeaseFleetAsync(string owner, double second) =>
        Store.LeaseAsync(new LeaseRequest(owner, Partitions, Some.Noon.AddSeconds(second), Lease) { WithFleet = true }, Token);
}

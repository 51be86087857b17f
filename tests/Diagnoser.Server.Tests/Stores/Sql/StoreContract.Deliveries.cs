using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores.Sql;

public abstract partial class StoreContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Messages_wait_for_the_bus_in_order_until_they_are_removed()
    {
        await InTransactionAsync(async transaction =>
        {
            await transaction.EnqueueAsync([new OutgoingMessage("k", "1"), new OutgoingMessage("k", "2\0"), new OutgoingMessage("l", "3")], Token);
            await transaction.EnqueueAsync([], Token);
        });

        var first = await Store.LeaseOutboxAsync(Some.Noon, Minute, 2, Token);
        var second = await Store.LeaseOutboxAsync(Some.Noon, Minute, 2, Token);

        Assert.Equal(["1", "2\uFFFD"], first.Select(m => m.Body));
        Assert.Equal(("l", "3"), (Assert.Single(second).Kind, second[0].Body));
        Assert.Empty(await Store.LeaseOutboxAsync(Some.Noon.AddSeconds(59), Minute, 10, Token));
        await Store.RemoveOutboxAsync([first[0].Number, second[0].Number], Token);
        Assert.Equal([first[1].Number], (await Store.LeaseOutboxAsync(Some.Noon + Minute, Minute, 10, Token)).Select(m => m.Number));
    }

    [Fact]
    public async Task Two_that_lease_at_once_never_get_the_same()
    {
        await InTransactionAsync(async transaction =>
        {
            await transaction.EnqueueAsync([.. Enumerable.Range(0, 200).Select(i => new OutgoingMessage("k", $"{i}"))], Token);
            for (var i = 0; i < 100; i++)
            {
                await transaction.OweAsync($"i{i}", 1, "slack", Some.Noon, Token);
            }
        });

        var messages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => AllAsync(() => Store.LeaseOutboxAsync(Some.Noon, Minute, 7, Token)))));
        var deliveries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => AllAsync(() => Store.LeaseDeliveriesAsync(Some.Noon, Minute, 7, Token)))));

        Assert.Equal(200, messages.Sum(m => m.Count));
        Assert.Equal(200, messages.SelectMany(m => m).Select(m => m.Number).Distinct().Count());
        Assert.Equal(100, deliveries.Sum(d => d.Count));
        Assert.Equal(100, deliveries.SelectMany(d => d).Select(d => d.IncidentId).Distinct().Count());
    }

    [Fact]
    public async Task The_newest_version_is_owed_at_the_earlier_of_both_times()
    {
        await OweAsync(2, 30);
        await OweAsync(3, 60);
        Assert.Equal((3, Some.Noon.AddSeconds(30)), await OwedAsync());

        await OweAsync(4, 10);
        Assert.Equal((4, Some.Noon.AddSeconds(10)), await OwedAsync());

        await OweAsync(4, 5);
        await OweAsync(2, 5);
        Assert.Equal((4, Some.Noon.AddSeconds(10)), await OwedAsync());
        Assert.Equal(Some.Noon.AddSeconds(10), await Store.NextDeliveryAsync(Token));
    }

    [Fact]
    public async Task A_delivery_is_leased_when_it_is_due_and_not_twice()
    {
        await OweAsync(1, 10);

        Assert.Empty(await LeaseAsync(9));
        Assert.Equal(new Delivery("i1", "slack", 1, 0) { Due = Some.Noon.AddSeconds(10) }, Assert.Single(await LeaseAsync(10)));
        Assert.Empty(await LeaseAsync(11));
        Assert.Equal(Some.Noon.AddSeconds(70), await Store.NextDeliveryAsync(Token));
        Assert.Single(await LeaseAsync(70));
    }

    [Fact]
    public async Task The_oldest_deliveries_come_first()
    {
        await InTransactionAsync(async transaction =>
        {
            await transaction.OweAsync("i1", 1, "slack", Some.Noon.AddSeconds(2), Token);
            await transaction.OweAsync("i2", 1, "slack", Some.Noon.AddSeconds(1), Token);
            await transaction.OweAsync("i2", 1, "teams", Some.Noon.AddSeconds(3), Token);
        });

        Assert.Equal(["i2", "i1"], (await Store.LeaseDeliveriesAsync(Some.Noon.AddSeconds(5), Minute, 2, Token)).Select(d => d.IncidentId));
        Assert.Equal(["slack", "teams"], (await Store.DeliveriesAsync("i2", Token)).Select(d => d.Notifier));
    }

    [Fact]
    public async Task What_was_told_is_not_owed_and_is_remembered()
    {
        await OweAsync(1, 0);
        var delivery = Assert.Single(await LeaseAsync(0));
        var line = new TimelineEntry(Some.Noon, TimelineKinds.Notification, "told") { Incident = "i1" };

        await Store.SettleDeliveryAsync(new DeliveryOutcome(delivery, 1) { Reference = "C1/17", Told = "critical open", Journal = line }, Token);

        Assert.Null(await Store.NextDeliveryAsync(Token));
        Assert.Equal(
            new Delivery("i1", "slack", 1, 1) { Reference = "C1/17", Told = "critical open", IsOwed = false },
            Assert.Single(await Store.DeliveriesAsync("i1", Token)));
        Assert.Equal("told", Assert.Single(await Store.JournalAsync(new JournalQuery { IncidentId = "i1" }, Token)).Text);

        await OweAsync(1, 1);
        Assert.Empty(await LeaseAsync(100));
        await OweAsync(2, 1);
        Assert.Equal(
            new Delivery("i1", "slack", 2, 1) { Reference = "C1/17", Told = "critical open", Due = Some.Noon.AddSeconds(1) },
            Assert.Single(await LeaseAsync(100)));
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_counted_until_it_is_given_up()
    {
        await OweAsync(1, 0);
        await SettleAsync(0, d => new DeliveryOutcome(d, 0) { Reference = "r", Told = "t", Retry = Some.Noon.AddSeconds(5), Problem = "500" });
        Assert.Empty(await LeaseAsync(4));

        await SettleAsync(5, d => new DeliveryOutcome(d, 0) { Retry = Some.Noon.AddSeconds(15), Problem = "500" });
        var second = Assert.Single(await Store.DeliveriesAsync("i1", Token));
        Assert.Equal((2, "500", "r", "t"), (second.Attempts, second.Problem, second.Reference, second.Told));

        await SettleAsync(15, d => new DeliveryOutcome(d, 0) { Problem = "gone" });
        var given = Assert.Single(await Store.DeliveriesAsync("i1", Token));
        Assert.Equal((3, "gone", false, 0), (given.Attempts, given.Problem, given.IsOwed, given.ToldVersion));
        Assert.Null(await Store.NextDeliveryAsync(Token));

        await OweAsync(2, 20);
        Assert.Equal(0, Assert.Single(await LeaseAsync(20)).Attempts);
    }

    [Fact]
    public async Task A_version_that_is_owed_while_an_older_one_is_told_stays_owed_and_due()
    {
        await OweAsync(1, 0);
        var delivery = Assert.Single(await LeaseAsync(0));
        await OweAsync(2, 1);

        await Store.SettleDeliveryAsync(new DeliveryOutcome(delivery, 1) { Reference = "r" }, Token);

        var left = Assert.Single(await LeaseAsync(1));
        Assert.Equal((2, 1, 0, "r"), (left.OwedVersion, left.ToldVersion, left.Attempts, left.Reference));
    }

    [Fact]
    public async Task A_version_that_was_told_before_its_turn_is_not_owed()
    {
        await OweAsync(1, 0);
        var delivery = Assert.Single(await LeaseAsync(0));
        await OweAsync(3, 1);

        await Store.SettleDeliveryAsync(new DeliveryOutcome(delivery, 3), Token);

        Assert.Null(await Store.NextDeliveryAsync(Token));
    }

    [Fact]
    public async Task A_late_outcome_does_not_take_back_what_was_told()
    {
        await OweAsync(1, 0);
        var slow = Assert.Single(await LeaseAsync(0));
        await OweAsync(2, 0);
        await SettleAsync(60, d => new DeliveryOutcome(d, 2) { Reference = "r" });

        await Store.SettleDeliveryAsync(new DeliveryOutcome(slow, 1), Token);

        var kept = Assert.Single(await Store.DeliveriesAsync("i1", Token));
        Assert.Equal((2, "r"), (kept.ToldVersion, kept.Reference));
    }

    [Fact]
    public async Task A_notifier_that_asked_for_quiet_gets_nothing_before()
    {
        await InTransactionAsync(async transaction =>
        {
            await transaction.OweAsync("i1", 1, "slack", Some.Noon, Token);
            await transaction.OweAsync("i2", 1, "slack", Some.Noon.AddSeconds(1), Token);
            await transaction.OweAsync("i3", 1, "teams", Some.Noon.AddSeconds(2), Token);
        });
        var first = (await Store.LeaseDeliveriesAsync(Some.Noon, Minute, 1, Token))[0];
        var until = Some.Noon.AddSeconds(40);

        await Store.SettleDeliveryAsync(new DeliveryOutcome(first, 0) { Problem = "429", Retry = until, NotifierBusyUntil = until }, Token);
        await Store.SettleDeliveryAsync(new DeliveryOutcome(first, 0) { Problem = "429", Retry = until, NotifierBusyUntil = until.AddSeconds(-9) }, Token);
        await InTransactionAsync(transaction => transaction.OweAsync("i4", 1, "slack", Some.Noon.AddSeconds(3), Token));

        Assert.Equal(["i3"], (await LeaseAsync(39)).Select(d => d.IncidentId));
        Assert.Equal(until, Assert.Single(await Store.DeliveriesAsync("i4", Token)).Due);
        Assert.Equal(until, await Store.NextDeliveryAsync(Token));
        Assert.Equal(["i1", "i2", "i4"], (await LeaseAsync(40)).Select(d => d.IncidentId).Order());
    }

    private static async Task<List<T>> AllAsync<T>(Func<Task<IReadOnlyList<T>>> lease)
    {
        var all = new List<T>();
        while (await lease() is { Count: > 0 } some)
        {
            all.AddRange(some);
        }

        return all;
    }

    private Task OweAsync(int version, int second) =>
        InTransactionAsync(transaction => transaction.OweAsync("i1", version, "slack", Some.Noon.AddSeconds(second), Token));

    private Task<IReadOnlyList<Delivery>> LeaseAsync(int second) => Store.LeaseDeliveriesAsync(Some.Noon.AddSeconds(second), Minute, 10, Token);

    private async Task SettleAsync(int second, Func<Delivery, DeliveryOutcome> tell) =>
        await Store.SettleDeliveryAsync(tell(Assert.Single(await LeaseAsync(second))), Token);

    private async Task<(int, DateTimeOffset)> OwedAsync()
    {
        var owed = Assert.Single(await Store.DeliveriesAsync("i1", Token));
        return (owed.OwedVersion, owed.Due);
    }
}

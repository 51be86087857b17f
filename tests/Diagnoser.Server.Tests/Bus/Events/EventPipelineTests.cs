using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Bus.Events;

public sealed class EventPipelineTests : IAsyncDisposable
{
    private const string Owner = "me";

    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly RuleSet _rules = Rules();
    private int _said;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Event_verdict_diagnosis_and_message_are_kept_together()
    {
        var pipeline = await BeginAsync();

        await pipeline.TakeAsync([Some.Die() with { Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }], [], Cancelled);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await pipeline.AdvanceAsync(TimeSpan.Zero, Cancelled);

        Assert.NotNull(Assert.Single(await EventsAsync()).Exit);
        Assert.Equal(TestRule.Id, Assert.Single(await DiagnosesAsync()).Rule);
        var message = Assert.Single(await _folder.Store.LeaseOutboxAsync(_clock.GetUtcNow(), TimeSpan.FromSeconds(1), 10, Cancelled));
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", message.Body, StringComparison.Ordinal);
        Assert.Equal(1, _said);
    }

    [Fact]
    public async Task Events_that_come_again_change_nothing()
    {
        var pipeline = await BeginAsync();
        for (var i = 0; i < 3; i++)
        {
            await pipeline.TakeAsync([Some.Die(), Some.Die()], [], Cancelled);
        }

        await pipeline.SettleAsync(Cancelled);

        Assert.Single(await EventsAsync());
        Assert.Single(await DiagnosesAsync());
        Assert.Equal(1, _said);
    }

    [Fact]
    public async Task A_heartbeat_moves_its_host_on_and_is_not_kept()
    {
        var pipeline = await BeginAsync();
        await pipeline.TakeAsync([Some.Die()], [], Cancelled);
        Assert.Empty(await DiagnosesAsync());

        await pipeline.TakeAsync([Some.Heartbeat(Some.Noon.AddMinutes(1))], [], Cancelled);

        Assert.Equal(TestRule.Id, Assert.Single(await DiagnosesAsync()).Rule);
        Assert.Equal(EventTypes.ContainerDie, Assert.Single(await EventsAsync()).Type);
    }

    [Fact]
    public async Task Whoever_has_lost_the_partition_writes_nothing()
    {
        var old = await BeginAsync();
        _ = await LeaseAsync("somebody else", _clock.GetUtcNow().AddMinutes(1));

        _ = await Assert.ThrowsAsync<LeaseLostException>(() => old.TakeAsync([Some.Die()], [], Cancelled));

        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task What_the_last_owner_had_not_judged_is_judged_by_the_next_one_without_another_event()
    {
        var first = await BeginAsync();
        await first.TakeAsync([Some.Die()], [], Cancelled);
        Assert.Empty(await DiagnosesAsync());

        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await BeginAsync(rebuild: true);
        await second.AdvanceAsync(TimeSpan.Zero, Cancelled);

        Assert.Equal(TestRule.Id, Assert.Single(await DiagnosesAsync()).Rule);
    }

    [Fact]
    public async Task What_was_concluded_is_not_concluded_again_by_the_next_owner()
    {
        var first = await BeginAsync();
        await first.TakeAsync([Some.Die()], [], Cancelled);
        await first.SettleAsync(Cancelled);

        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await BeginAsync(rebuild: true);
        await second.AdvanceAsync(TimeSpan.Zero, Cancelled);

        Assert.Equal(1, _said);
    }

    [Fact]
    public async Task What_could_not_be_read_is_kept_beside_the_events_and_told()
    {
        var told = new List<QuarantinedRecord>();
        var pipeline = await BeginAsync(quarantined: told.Add);

        await pipeline.TakeAsync([Some.Die()], [new QuarantinedRecord(Some.Noon, "p03", "not JSON", "x")], Cancelled);

        Assert.Single(await EventsAsync());
        Assert.Equal("not JSON", Assert.Single(await _folder.Store.QuarantineAsync(10, Cancelled)).Problem);
        Assert.Equal("p03", Assert.Single(told).Origin);
    }

    [Fact]
    public async Task An_event_that_the_engine_cannot_bear_is_set_aside_and_keeps_neither_the_others_nor_the_next_owner_from_going_on()
    {
        var unbearable = Some.Die("end-of-time", at: DateTimeOffset.MaxValue.AddMilliseconds(-50)) with { Host = new HostRef("h2", "web-4") };
        var first = await BeginAsync();
        await first.TakeAsync([unbearable, Some.Die()], [], Cancelled);
        Assert.Single(await _folder.Store.QuarantineAsync(10, Cancelled));

        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await BeginAsync(rebuild: true);
        await second.SettleAsync(Cancelled);

        Assert.Equal("api", Assert.Single(await DiagnosesAsync()).Subject.Name);
    }

    private static RuleSet Rules()
    {
        var folder = Directory.CreateTempSubdirectory("diagnoser-rules-");
        File.WriteAllText(Path.Combine(folder.FullName, "test.yaml"), TestRule.Yaml);
        var set = RunbookFolder.Load([folder.FullName], DateOnly.FromDateTime(Some.Noon.UtcDateTime)).Set!;
        folder.Delete(recursive: true);
        return set;
    }

    private async Task<EventPipeline> BeginAsync(bool rebuild = false, Action<QuarantinedRecord>? quarantined = null)
    {
        var lease = await LeaseAsync(Owner, _clock.GetUtcNow());
        var engine = new DiagnosisEngine(_rules);
        var keeper = new FencedKeeper(_folder.Store, lease, () => _said++);
        if (rebuild)
        {
            _ = await new Rebuild(_folder.Store, _rules, engine, keeper, null).RunAsync(null, _clock.GetUtcNow(), Cancelled);
        }

        return new EventPipeline(engine, keeper, new HostTimes(_clock, TimeSpan.MaxValue, TimeSpan.Zero), null, quarantined);
    }

    private async Task<PartitionLease> LeaseAsync(string owner, DateTimeOffset now) =>
        Assert.Single(await _folder.Store.LeaseAsync(new LeaseRequest(owner, 1, now, TimeSpan.FromSeconds(4)), Cancelled));

    private async Task<IReadOnlyList<DockerEvent>> EventsAsync() => await _folder.Store.EventsAsync(new EventQuery(), Cancelled);

    private async Task<IReadOnlyList<Diagnosis>> DiagnosesAsync() => await _folder.Store.DiagnosesAsync(new DiagnosisQuery(), Cancelled);
}

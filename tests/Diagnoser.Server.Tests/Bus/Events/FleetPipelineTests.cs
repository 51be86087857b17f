using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Bus.Events;

/// <summary>Hosts in partitions of their own, and the rules that see them together.</summary>
public sealed class FleetPipelineTests : IAsyncDisposable
{
    private const string Refused = "dependency-refused-after-oom";
    private const int Partitions = 2;

    private const string Yaml = """
        rule: stayed-away
        title: It did not come back
        scope: fleet
        severity: warning
        status: stable
        owner: tests
        description: For tests.
        match:
          die: { event: container.die }
          start: { event: container.start }
        correlate:
          by: [service.name]
          absent: { of: start, after: die, within: 30s }
        diagnosis: { summary: "${{ die.service.name }} stayed away", cause: Nobody started it., confidence: 0.9 }
        """;

    private static readonly RuleSet Rules = Load();

    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly List<QuarantinedRecord> _setAside = [];
    private IReadOnlyList<PartitionLease> _leases = [];
    private int _said;
    private int _forwarded;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // The events of the rule's own test: an oom on h1, refusals on h2.
    private static IReadOnlyList<DockerEvent> Happened
    {
        get
        {
            var events = Rules.Find(Refused)!.Tests[0].Events;
            return [.. events.Select(e => e with { Time = Some.Noon + (e.Time - events[0].Time) })];
        }
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task What_hosts_of_different_partitions_saw_is_one_diagnosis_the_same_as_in_one_process()
    {
        var fleet = await BeginAsync();

        await HappenAsync(Happened);
        await TakeAllAsync(fleet);

        var kept = Assert.Single(await DiagnosesAsync());
        Assert.Equal(Refused, kept.Rule);
        Assert.Equal(Together(Happened), [kept.Id]);
        Assert.Single(await MessagesAsync());
        Assert.Equal((1, 0), (_said, _setAside.Count));
        Assert.True(_forwarded > 0);
        Assert.Equal(0, await _folder.Store.CountFleetInboxAsync(Cancelled));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_runs_the_rules_next_goes_on_where_the_last_one_stopped(bool taken)
    {
        var first = await BeginAsync();
        await HappenAsync(Happened.Take(2));
        if (taken)
        {
            await TakeAllAsync(first);
        }

        _clock.Advance(TimeSpan.FromSeconds(10));
        var second = await BeginAsync("another");
        await HappenAsync(Happened.Skip(2));
        await TakeAllAsync(second);
        Assert.Equal(Together(Happened), (await DiagnosesAsync()).Select(d => d.Id));
        _ = await Assert.ThrowsAsync<LeaseLostException>(() => first.KeepAsync(new ConclusionList(), Cancelled));

        // It was said; a third one does not say it again.
        _clock.Advance(TimeSpan.FromSeconds(10));
        var third = await BeginAsync("a third");
        await TakeAllAsync(third);
        Assert.Single(await MessagesAsync());
    }

    [Fact]
    public async Task Whoever_has_lost_the_lease_takes_nothing()
    {
        var old = await BeginAsync();
        await HappenAsync(Happened);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _ = await BeginAsync("another");

        _ = await Assert.ThrowsAsync<LeaseLostException>(() => old.TakeAsync(Cancelled));

        Assert.Empty(await DiagnosesAsync());
        Assert.NotEmpty(await _folder.Store.FleetInboxAsync(10, Cancelled));
    }

    [Fact]
    public async Task What_cannot_be_borne_is_set_aside_alone_and_does_not_come_again()
    {
        var fleet = await BeginAsync();
        await ForwardAsync(FleetInput.Of(Happened[0] with { Host = null! }));
        await HappenAsync(Happened);

        await TakeAllAsync(fleet);

        Assert.Equal("fleet_inbox", Assert.Single(await _folder.Store.QuarantineAsync(10, Cancelled)).Origin);
        Assert.Single(_setAside);
        Assert.Single(await DiagnosesAsync());
        _clock.Advance(TimeSpan.FromSeconds(10));
        await TakeAllAsync(await BeginAsync("another"));
        Assert.Single(_setAside);
        Assert.Single(await MessagesAsync());
    }

    [Fact]
    public async Task What_stays_away_is_told_by_the_clock_when_it_had_time_to_come()
    {
        var fleet = await BeginAsync();
        await HappenAsync([Some.Die()]);
        await TakeAllAsync(fleet);

        _clock.Advance(TimeSpan.FromSeconds(29));
        await fleet.AdvanceAsync(Cancelled);
        Assert.Empty(await DiagnosesAsync());
        _clock.Advance(TimeSpan.FromSeconds(2));
        await fleet.AdvanceAsync(Cancelled);
        Assert.Equal("stayed-away", Assert.Single(await DiagnosesAsync()).Rule);

        // Told by the next one, if the first one had no time to.
        await HappenAsync([Some.Die("db", at: _clock.GetUtcNow())]);
        await TakeAllAsync(fleet);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var next = await BeginAsync("another");
        await next.AdvanceAsync(Cancelled);
        Assert.Equal(2, (await DiagnosesAsync()).Count);
        Assert.Equal(2, (await MessagesAsync()).Count);
    }

    [Fact]
    public async Task An_end_that_the_last_owner_of_a_partition_kept_but_did_not_judge_is_forwarded_once_by_the_next()
    {
        var fleet = await BeginAsync();
        await using (var keeping = await Keeper(PartitionOf(Some.Die())).BeginAsync(Cancelled))
        {
            _ = await keeping.AppendAsync([Some.Die()], Cancelled);
            await keeping.SaveAsync(new Conclusions([], [], []), [], [], Cancelled);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var owner = 0; owner < 2; owner++)
        {
            var engine = new DiagnosisEngine(Rules, new EngineOptions { ForwardsFleet = true });
            var keeper = Keeper(PartitionOf(Some.Die()));
            _ = await new Rebuild(_folder.Store, Rules, engine, keeper, null).RunAsync(["h1"], _clock.GetUtcNow(), Cancelled);
            await new EventPipeline(engine, keeper, new HostTimes(_clock, TimeSpan.MaxValue, TimeSpan.Zero), null).SettleAsync(Cancelled);
        }

        var row = Assert.Single(await _folder.Store.FleetInboxAsync(10, Cancelled));
        Assert.NotNull(FleetPipeline.Read(row).Event!.Exit);
        await TakeAllAsync(fleet);
    }

    private static IEnumerable<string> Together(IReadOnlyList<DockerEvent> events)
    {
        var engine = new DiagnosisEngine(Rules);
        return [.. events.SelectMany(e => engine.Process(e).Diagnoses).Select(d => d.Id).Distinct()];
    }

    private static RuleSet Load()
    {
        var folder = Directory.CreateTempSubdirectory("diagnoser-rules-");
        File.WriteAllText(Path.Combine(folder.FullName, "stayed-away.yaml"), Yaml);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Examples", $"{Refused}.yaml"), Path.Combine(folder.FullName, $"{Refused}.yaml"));
        var loaded = RunbookFolder.Load([folder.FullName], DateOnly.FromDateTime(Some.Noon.UtcDateTime));
        folder.Delete(recursive: true);
        return loaded.Set!;
    }

    // Somebody has the partitions and the fleet's rules, and begins from the store.
    private async Task<FleetPipeline> BeginAsync(string owner = "me")
    {
        var request = new LeaseRequest(owner, Partitions, _clock.GetUtcNow(), TimeSpan.FromSeconds(4)) { WithFleet = true };
        _leases = await _folder.Store.LeaseAsync(request, Cancelled);
        var engine = new FleetEngine(Rules);
        var pipeline = new FleetPipeline(_folder.Store, _leases.Single(l => l.IsFleet), engine, _clock, () => _said++, _setAside.Add);
        _ = await new FleetRebuild(_folder.Store, Rules, engine, pipeline).RunAsync(_clock.GetUtcNow(), Cancelled);
        return pipeline;
    }

    private async Task HappenAsync(IEnumerable<DockerEvent> events)
    {
        foreach (var host in events.GroupBy(e => e.Host.Id))
        {
            var engine = new DiagnosisEngine(Rules, new EngineOptions { ForwardsFleet = true });
            var pipeline = new EventPipeline(engine, Keeper(PartitionOf(host.First())), new HostTimes(_clock, TimeSpan.MaxValue, TimeSpan.Zero), null);
            await pipeline.TakeAsync([.. host], [], Cancelled);
            await pipeline.SettleAsync(Cancelled);
        }
    }

    private PartitionLease PartitionOf(DockerEvent e) => _leases[EventWire.Partition(e.Host.Id, Partitions)];

    private FencedKeeper Keeper(PartitionLease lease) => new(_folder.Store, lease, () => { }, () => _forwarded++);

    private async Task ForwardAsync(FleetInput input)
    {
        await using var transaction = await _folder.Store.BeginAsync(Cancelled);
        await transaction.SaveAsync(new Conclusions([], [], []) { Forwarded = [input] }, Cancelled);
        await transaction.CommitAsync(Cancelled);
    }

    private static async Task TakeAllAsync(FleetPipeline fleet) => Assert.False(await fleet.TakeAsync(Cancelled));

    private async Task<IReadOnlyList<Diagnosis>> DiagnosesAsync() => await _folder.Store.DiagnosesAsync(new DiagnosisQuery(), Cancelled);

    private async Task<IReadOnlyList<OutboxMessage>> MessagesAsync() =>
        await _folder.Store.LeaseOutboxAsync(_clock.GetUtcNow(), TimeSpan.FromTicks(1), 10, Cancelled);
}

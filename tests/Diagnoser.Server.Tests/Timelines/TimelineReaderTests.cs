using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;
using Diagnoser.Server.Timelines;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Timelines;

public sealed class TimelineReaderTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-timeline-").FullName;
    private readonly FakeTimeProvider _clock = new(Some.Noon.AddMinutes(1));
    private IStore _store = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await Kept.OpenAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_happened_to_the_host_of_an_incident_is_part_of_its_timeline_and_what_other_hosts_did_is_not()
    {
        await KeepAsync(
            Some.Event(EventTypes.DaemonRestart, "daemon", Some.Noon.AddSeconds(1)) with { Service = null },
            Some.Event(EventTypes.DaemonRestart, "other", Some.Noon.AddSeconds(1)) with { Service = null, Host = Kept.Web4 });

        var answer = await OfShopAsync(new TimelineRequest());

        Assert.Equal("h1", Assert.Single(answer.Entries, e => e.What == EventTypes.DaemonRestart).Host?.Id);
    }

    [Fact]
    public async Task A_time_in_which_its_host_could_not_be_seen_is_part_of_it()
    {
        await using (var transaction = await _store.BeginAsync(Stop))
        {
            BlindWindow Of(HostRef host) => new(host, Some.Noon.AddMinutes(-1), Some.Noon, "docker.events", "it broke", "nothing");
            await transaction.SaveAsync(new Conclusions([], [], [Of(Kept.Web3), Of(Kept.Web4)]), Stop);
            await transaction.CommitAsync(Stop);
        }

        var answer = await OfShopAsync(new TimelineRequest());

        Assert.Equal("h1", Assert.Single(answer.Entries, e => e.Kind == TimelineKinds.BlindWindow).Host?.Id);
    }

    [Fact]
    public async Task The_timeline_of_an_incident_that_is_over_ends_a_little_later()
    {
        _clock.SetUtcNow(Some.Noon.AddDays(1));
        var over = (await _store.FindIncidentsAsync(Kept.Over, Stop))[0];

        var answer = await new TimelineReader(_store, _clock).OfIncidentAsync(new TimelineRequest(), over, Stop);

        Assert.Equal(over.Opened - TimelineReader.Before, answer.From);
        Assert.Equal(over.ResolvedAt + TimelineReader.After, answer.To);
    }

    [Fact]
    public async Task The_newest_of_all_kinds_together_are_kept_where_there_are_too_many()
    {
        await KeepAsync([.. Enumerable.Range(3, 20).Select(s =>
            Some.Event(EventTypes.ContainerStart, "shop-api-1", Some.Noon.AddSeconds(s)) with { Stack = "shop" })]);

        var answer = await OfShopAsync(new TimelineRequest { Limit = 21 });

        Assert.True(answer.Truncated);
        Assert.Equal(21, answer.Entries.Count);
        Assert.Equal(EventTypes.ContainerDie, answer.Entries[0].What);
        Assert.Equal(Some.Noon.AddSeconds(22), answer.Entries[^1].Time);
    }

    private async Task<TimelineAnswer> OfShopAsync(TimelineRequest request) =>
        await new TimelineReader(_store, _clock).OfIncidentAsync(request, (await _store.FindIncidentsAsync(Kept.Shop, Stop))[0], Stop);

    private async Task KeepAsync(params IReadOnlyList<DockerEvent> events)
    {
        await using var transaction = await _store.BeginAsync(Stop);
        _ = await transaction.AppendAsync(events, Stop);
        await transaction.CommitAsync(Stop);
    }
}

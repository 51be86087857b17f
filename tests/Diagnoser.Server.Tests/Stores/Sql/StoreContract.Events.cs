using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores.Sql;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_event_is_kept_once_however_often_it_comes()
    {
        Assert.Single(await AppendAsync(Some.Die()));
        Assert.Empty(await AppendAsync(Some.Die()));
        Assert.Empty(await AppendAsync());

        var added = await AppendAsync(Some.Die("z"), Some.Die(), Some.Die("b"), Some.Die("z"), Some.Die("a"), Some.Die("b"));

        Assert.Equal(["z", "b", "a"], added.Select(e => e.Subject.Name));
        Assert.Equal(4, (await Store.EventsAsync(new EventQuery(), Token)).Count);
    }

    [Fact]
    public async Task A_heartbeat_moves_its_host_is_given_each_time_in_its_place_and_is_not_kept()
    {
        var heartbeat = Some.Heartbeat(Some.Noon.AddMinutes(1)) with { Host = new HostRef("h9", "quiet") };

        var added = await AppendAsync(Some.Die("a"), heartbeat, Some.Die("b"));
        var again = await AppendAsync(heartbeat);

        Assert.Equal([EventTypes.ContainerDie, EventTypes.CollectorHeartbeat, EventTypes.ContainerDie], added.Select(e => e.Type));
        Assert.Single(again);
        Assert.Equal(["a", "b"], await NamesAsync(new EventQuery()));
        Assert.Contains(new HostRef("h9", "quiet"), await Store.HostsAsync(Token));
    }

    [Fact]
    public async Task Of_two_that_append_the_same_event_one_has_it_new()
    {
        var rounds = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AppendAsync([.. Enumerable.Range(0, 50).Select(i => Some.Die($"c{i}"))]))));

        Assert.Equal(50, rounds.Sum(r => r.Count));
        Assert.Equal(50, (await Store.EventsAsync(new EventQuery(), Token)).Count);
    }

    [Fact]
    public async Task Events_come_in_order_of_time_or_of_arrival_and_are_the_newest()
    {
        _ = await AppendAsync(Some.Die("old", at: Some.Noon.AddHours(-1)), Some.Die("b", at: Some.Noon.AddSeconds(2)));
        _ = await AppendAsync(Some.Die("c", at: Some.Noon.AddSeconds(1)));

        Assert.Equal(["old", "c", "b"], await NamesAsync(new EventQuery()));
        Assert.Equal(["c", "b"], await NamesAsync(new EventQuery { Limit = 2 }));
        Assert.Equal(["b", "c"], await NamesAsync(new EventQuery { ByArrival = true, From = Some.Noon }));
        Assert.Equal(["c"], await NamesAsync(new EventQuery { ByArrival = true, Limit = 1 }));
        Assert.Equal(["old", "c"], await NamesAsync(new EventQuery { To = Some.Noon.AddSeconds(1) }));
        Assert.Equal(["old", "c"], await NamesAsync(new EventQuery { Oldest = true, Limit = 2 }));
        Assert.Equal(["old", "b"], await NamesAsync(new EventQuery { Oldest = true, ByArrival = true, Limit = 2 }));
    }

    [Fact]
    public async Task Events_are_found_by_what_they_are_about()
    {
        _ = await AppendAsync(
            Some.Die("api") with { Stack = "shop" },
            Some.Event(EventTypes.ContainerStart, "db") with { Stack = "shop", Host = new HostRef("h2", "web-2") },
            Some.Event(EventTypes.ContainerStart, "job") with { Stack = "batch", Host = new HostRef("h3", "web-1") });

        Assert.Equal(["api", "db"], await NamesAsync(new EventQuery { Stack = "shop" }));
        Assert.Equal(["db"], await NamesAsync(new EventQuery { Service = "db" }));
        Assert.Equal(["job"], await NamesAsync(new EventQuery { ContainerId = Some.ContainerId("job") }));
        Assert.Equal(["api", "job"], await NamesAsync(new EventQuery { HostIds = ["h1", "h3"] }));
        Assert.Empty(await NamesAsync(new EventQuery { HostIds = [] }));
        Assert.Equal(["db"], await NamesAsync(new EventQuery { Stack = "shop", Types = [EventTypes.ContainerStart, EventTypes.ContainerCreate] }));
    }

    [Fact]
    public async Task Hosts_carry_the_name_of_their_newest_event()
    {
        _ = await AppendAsync(
            Some.Die("b", at: Some.Noon.AddSeconds(2)) with { Host = new HostRef("h2", "new") },
            Some.Die("a", at: Some.Noon) with { Host = new HostRef("h2", "old") },
            Some.Die("c"));
        _ = await AppendAsync(Some.Die("d", at: Some.Noon.AddSeconds(1)) with { Host = new HostRef("h2", "older") });

        Assert.Equal([new HostRef("h1", "web-3"), new HostRef("h2", "new")], await Store.HostsAsync(Token));
    }

    [Fact]
    public async Task A_verdict_is_written_to_its_event()
    {
        var verdict = new ExitVerdict(EndedBy.Itself, "error-exit", Certainty.Confirmed, [], []);
        _ = await AppendAsync(Some.Die("a"), Some.Die("b"));

        await SaveAsync(new Conclusions([Some.Die("a") with { Exit = verdict }, Some.Die("b") with { Exit = verdict }, Some.Die("nosuch")], [], []));

        Assert.All(await Store.EventsAsync(new EventQuery(), Token), e => Assert.Equal("error-exit", e.Exit?.Reason));
    }

    [Theory]
    [InlineData("'); DROP TABLE event; --\u001b")]
    [InlineData("\"\\%_*?[a]")]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    [InlineData("a\udc00b\ud83d")]
    [InlineData("😀 é")]
    public async Task Hostile_text_is_a_value_and_loses_no_row(string text)
    {
        var hostile = Some.Die("x") with
        {
            Id = "id" + text,
            Service = text,
            Stack = text,
            Host = new HostRef(text, text),
            Subject = new Subject(Subject.Container, text, text),
            Attributes = AttributeMap.Empty.With("a", text),
        };

        Assert.Equal([hostile.Id], (await AppendAsync(hostile)).Select(e => e.Id));
        Assert.Empty(await AppendAsync(hostile));
        await SaveAsync(new Conclusions(
            [hostile],
            [Some.Diagnosis(text) with { Service = text, HiddenBy = text, Host = hostile.Host, Subject = hostile.Subject }],
            [new BlindWindow(hostile.Host, Some.Noon, Some.Noon, text, text, text)]));
        await InTransactionAsync(t => t.WriteJournalAsync(new TimelineEntry(Some.Noon, TimelineKinds.Action, text) { Stack = text, Incident = text }, Token));

        Assert.Single(await Store.EventsAsync(new EventQuery { Service = text, Stack = text, HostIds = [text], ContainerId = text }, Token));
        Assert.Single(await Store.FindEventsAsync([hostile.Id], Token));
        Assert.Single(await Store.DiagnosesAsync(new DiagnosisQuery { Service = text, HostId = text, ContainerId = text }, Token));
        Assert.Single(await Store.FindDiagnosesAsync([text], Token));
        Assert.Single(await Store.BlindWindowsAsync(Some.Noon, Some.Noon, text, Token));
        Assert.Single(await Store.JournalAsync(new JournalQuery { Stack = text, IncidentId = text }, Token));
        Assert.Empty(await Store.FindIncidentsAsync(text, Token));
        Assert.Single(await Store.HostsAsync(Token));
    }

    [Fact]
    public async Task What_an_event_says_comes_back_as_it_was()
    {
        const string name = "'); DROP TABLE event; --\u0000\u001b😀";

        _ = await AppendAsync(Some.Die(name));

        Assert.Equal(name, Assert.Single(await Store.EventsAsync(new EventQuery(), Token)).Subject.Name);
    }

    [Fact]
    public async Task Evidence_that_holds_half_a_character_is_kept()
    {
        using var evidence = JsonDocument.Parse("""{"a":"\ud800","b\udc00":["\u0000\ud83d\ude00\\ud800\udbff"]}""");
        var die = Some.Die() with { Evidence = [new Evidence(EvidenceKinds.Inspect, Some.Noon, evidence.RootElement)] };

        Assert.Equal(2, (await AppendAsync(die, Some.Die("other"))).Count);
        await SaveAsync(new Conclusions([die], [], []));

        var kept = Assert.Single(Assert.Single(await Store.FindEventsAsync([die.Id], Token)).Evidence).Data;
        Assert.Equal("\uFFFD", kept.GetProperty("a").GetString());
        Assert.Equal("\u0000😀\\ud800\uFFFD", kept.GetProperty("b\uFFFD")[0].GetString());
    }

    [Fact]
    public async Task More_ids_than_a_statement_takes_parameters_can_be_asked_for()
    {
        _ = await AppendAsync(Some.Die());

        var found = await Store.FindEventsAsync([.. Enumerable.Range(0, 70_000).Select(i => $"e{i}"), Some.Die().Id], Token);

        Assert.Equal(Some.Die().Id, Assert.Single(found).Id);
    }

    [Fact]
    public async Task Blind_windows_are_found_where_they_overlap()
    {
        var host = new HostRef("h1", "web-3");
        var first = new BlindWindow(host, Some.Noon, Some.Noon.AddSeconds(3), "docker.events", "why", "lost");
        var second = new BlindWindow(new HostRef("h2", "web-2"), Some.Noon.AddSeconds(1), Some.Noon.AddSeconds(2), "kernel.log", "why", "lost");
        await SaveAsync(new Conclusions([], [], [first, second]));
        await SaveAsync(new Conclusions([], [], [first with { To = Some.Noon.AddSeconds(10) }]));

        var all = await Store.BlindWindowsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, Token);

        Assert.Equal([second, first with { To = Some.Noon.AddSeconds(10) }], all);
        Assert.Equal(["docker.events"], (await Store.BlindWindowsAsync(Some.Noon.AddSeconds(5), Some.Noon.AddSeconds(6), null, Token)).Select(w => w.Source));
        Assert.Equal(["kernel.log"], (await Store.BlindWindowsAsync(Some.Noon, DateTimeOffset.MaxValue, "h2", Token)).Select(w => w.Source));
        Assert.Empty(await Store.BlindWindowsAsync(Some.Noon.AddSeconds(11), DateTimeOffset.MaxValue, null, Token));
        Assert.Empty(await Store.BlindWindowsAsync(DateTimeOffset.MinValue, Some.Noon.AddSeconds(-1), null, Token));
    }

    private async Task<IEnumerable<string>> NamesAsync(EventQuery query) => (await Store.EventsAsync(query, Token)).Select(e => e.Subject.Name);
}

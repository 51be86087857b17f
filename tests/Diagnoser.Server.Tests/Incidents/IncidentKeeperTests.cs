using Diagnoser.Contracts;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Incidents;

public sealed class IncidentKeeperTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly Signal _outbox = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon.AddMinutes(1));
    private readonly IncidentKeeper _keeper;

    public IncidentKeeperTests() => _keeper = new IncidentKeeper(_folder.Store, _outbox, _clock);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _outbox.Dispose();
    }

    [Fact]
    public async Task A_diagnosis_opens_an_incident_and_says_so_once_however_often_it_comes()
    {
        var diagnosis = Diagnosis("d1");
        await TellAsync(diagnosis);
        await TellAsync(diagnosis);

        var incident = Assert.Single(await _folder.IncidentsAsync());
        Assert.Equal((1, IncidentStatus.Open, "d1"), (incident.Version, incident.Status, incident.Root.Id));
        Assert.Equal("opened", Assert.Single(await _folder.JournalAsync()).What);
        Assert.Single(await MessagesAsync());
        Assert.Equal(incident.Id, Assert.Single(await _folder.Store.FindDiagnosesAsync(["d1"], Cancelled)).Incident);
    }

    [Fact]
    public async Task A_second_diagnosis_of_the_key_is_a_symptom()
    {
        await TellAsync(Diagnosis("d1"));
        await TellAsync(Diagnosis("d2", seconds: 5));

        var incident = Assert.Single(await _folder.IncidentsAsync());
        Assert.Equal(("d1", 1), (incident.Root.Id, incident.SymptomCount));
    }

    [Fact]
    public async Task A_refinement_takes_the_place_of_the_general_diagnosis_in_the_same_incident_in_whatever_order_they_are_told()
    {
        var general = Diagnosis("general", rule: "crash-loop");
        await TellAsync(general);
        var hidden = general with { HiddenBy = "oom" };
        var refined = Diagnosis("refined", rule: "oom", seconds: 1);
        await _folder.KeepAsync(hidden, refined);

        await HandleAsync(hidden);
        await HandleAsync(refined);

        var incident = Assert.Single(await _folder.IncidentsAsync());
        Assert.Equal(("refined", IncidentStatus.Open, 0), (incident.Root.Id, incident.Status, incident.SymptomCount));
    }

    [Fact]
    public async Task What_the_store_says_counts_not_what_an_old_message_says()
    {
        var diagnosis = Diagnosis("d1");
        await _folder.KeepAsync(diagnosis with { HiddenBy = "intended-stop" });

        await HandleAsync(diagnosis);

        Assert.Empty(await _folder.IncidentsAsync());
    }

    [Fact]
    public async Task A_withdrawn_diagnosis_closes_its_incident()
    {
        await TellAsync(Diagnosis("d1"));
        await TellAsync(Diagnosis("d1") with { HiddenBy = "verdict-amended" });

        var incident = Assert.Single(await _folder.IncidentsAsync());
        Assert.Equal(IncidentStatus.Resolved, incident.Status);
        Assert.Contains("withdrawn", incident.Resolution, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repetitions_are_counted_once_each()
    {
        await TellAsync(Diagnosis("d1"));
        var repetition = Diagnosis("d2", seconds: 60) with { HiddenBy = "oom" };
        await TellAsync(repetition);
        await TellAsync(repetition);

        Assert.Equal(2, Assert.Single(await _folder.IncidentsAsync()).Occurrences);
    }

    [Fact]
    public async Task A_return_after_the_end_is_a_new_incident_that_names_the_old_one()
    {
        await TellAsync(Diagnosis("d1"));
        var first = Assert.Single(await _folder.IncidentsAsync());
        _ = await _keeper.ResolveAsync(first.Id, "ann", "restarted", Cancelled);

        await TellAsync(Diagnosis("d2", seconds: 3600));

        var incidents = await _folder.IncidentsAsync();
        Assert.Equal(2, incidents.Count);
        Assert.Equal(first.Id, incidents.Single(i => i.Status == IncidentStatus.Open).RecurrenceOf);
    }

    [Fact]
    public async Task People_acknowledge_and_resolve_and_the_journal_knows_who()
    {
        await TellAsync(Diagnosis("d1"));
        var id = Assert.Single(await _folder.IncidentsAsync()).Id;

        Assert.Equal("ann", (await _keeper.AcknowledgeAsync(id, "ann", Cancelled))!.AcknowledgedBy);
        Assert.Equal(2, (await _keeper.AcknowledgeAsync(id, "bob", Cancelled))!.Version);
        Assert.Equal("the limit was raised", (await _keeper.ResolveAsync(id, "bob", "the limit was raised", Cancelled))!.Resolution);

        Assert.Equal(
            [("acknowledge", "ann"), ("resolve", "bob")],
            (await _folder.JournalAsync()).Where(j => j.Kind == TimelineKinds.Action).Select(j => (j.What!, j.By!)));
        Assert.Null(await _keeper.AcknowledgeAsync("nosuch", "ann", Cancelled));
    }

    [Fact]
    public async Task Several_at_once_make_one_incident_with_all_of_them()
    {
        var diagnoses = Enumerable.Range(0, 20).Select(i => Diagnosis($"d{i}", seconds: i)).ToList();
        await _folder.KeepAsync(diagnoses);

        await Task.WhenAll(diagnoses.Select(d => Task.Run(() => HandleAsync(d))));

        var incident = Assert.Single(await _folder.IncidentsAsync());
        Assert.Equal(("d0", 19, 20), (incident.Root.Id, incident.SymptomCount, incident.Version));
    }

    private static Diagnosis Diagnosis(string id, string rule = "oom", int seconds = 0) =>
        Some.Diagnosis(id) with { Rule = rule, IncidentKey = "k1", Service = "api", Time = Some.Noon.AddSeconds(seconds) };

    private async Task TellAsync(Diagnosis diagnosis)
    {
        await _folder.KeepAsync(diagnosis);
        await HandleAsync(diagnosis);
    }

    private Task HandleAsync(Diagnosis diagnosis) => _keeper.HandleAsync(new DiagnosisConcluded(diagnosis), Cancelled);

    private async Task<IReadOnlyList<string>> MessagesAsync() =>
        [.. (await _folder.Store.LeaseOutboxAsync(_clock.GetUtcNow(), TimeSpan.FromSeconds(1), 100, Cancelled)).Select(m => m.Kind)];
}

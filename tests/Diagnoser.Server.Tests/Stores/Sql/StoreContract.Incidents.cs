using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores.Sql;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_later_diagnosis_of_the_same_id_replaces_the_earlier()
    {
        await SaveAsync(new Conclusions([], [Some.Diagnosis()], []));

        await SaveAsync(new Conclusions([], [Some.Diagnosis() with { HiddenBy = "other", Time = Some.Noon.AddSeconds(5) }], []));

        var kept = Assert.Single(await Store.DiagnosesAsync(new DiagnosisQuery { From = Some.Noon.AddSeconds(5) }, Token));
        Assert.Equal("other", kept.HiddenBy);
    }

    [Fact]
    public async Task Diagnoses_are_found_by_what_they_are_about_in_order_of_time()
    {
        await SaveAsync(new Conclusions(
            [],
            [
                Some.Diagnosis("d2", "db") with { Time = Some.Noon.AddSeconds(2), Service = "db", Stack = "shop", Host = new HostRef("h2", "web-2") },
                Some.Diagnosis("d1") with { Service = "api", Stack = "shop" },
                Some.Diagnosis("d3", "job") with { Time = Some.Noon.AddSeconds(1) },
            ],
            []));

        Assert.Equal(["d1", "d3", "d2"], await DiagnosesAsync(new DiagnosisQuery()));
        Assert.Equal(["d3", "d2"], await DiagnosesAsync(new DiagnosisQuery { Limit = 2 }));
        Assert.Equal(["d1", "d2"], await DiagnosesAsync(new DiagnosisQuery { Stack = "shop" }));
        Assert.Equal(["d1"], await DiagnosesAsync(new DiagnosisQuery { Service = "api" }));
        Assert.Equal(["d2"], await DiagnosesAsync(new DiagnosisQuery { HostId = "h2" }));
        Assert.Equal(["d3"], await DiagnosesAsync(new DiagnosisQuery { ContainerId = Some.ContainerId("job") }));
        Assert.Equal(["d1", "d3"], await DiagnosesAsync(new DiagnosisQuery { To = Some.Noon.AddSeconds(1) }));
    }

    [Fact]
    public async Task A_diagnosis_stays_part_of_its_incident_when_it_is_concluded_again()
    {
        await SaveAsync(new Conclusions([], [Some.Diagnosis("d1"), Some.Diagnosis("d2")], []));
        await InTransactionAsync(async transaction =>
        {
            await transaction.SaveIncidentAsync(AnIncident(), Token);
            await transaction.JoinAsync("d1", "i1", Token);
            await transaction.JoinAsync("d1", "i1", Token);
        });

        await SaveAsync(new Conclusions([], [Some.Diagnosis("d1") with { HiddenBy = "other" }], []));

        var member = Assert.Single(await Store.DiagnosesAsync(new DiagnosisQuery { IncidentId = "i1" }, Token));
        Assert.Equal(("d1", "i1", "other"), (member.Id, member.Incident, member.HiddenBy));
        Assert.Equal("i1", Assert.Single(await Store.FindDiagnosesAsync(["d1"], Token)).Incident);
        Assert.Equal(["d2"], await DiagnosesAsync(new DiagnosisQuery { WithoutIncident = true }));
        Assert.Equal(["d2"], await DiagnosesAsync(new DiagnosisQuery { ShownOnly = true }));
        Assert.Equal("i1", (await ReadingAsync(t => t.FindIncidentOfAsync("d1", Token)))?.Id);
        Assert.Null(await ReadingAsync(t => t.FindIncidentOfAsync("d2", Token)));
    }

    [Fact]
    public async Task A_key_has_one_open_incident_and_a_last_one()
    {
        var first = AnIncident();
        await SaveAsync(first);
        Assert.Equal("i1", (await ReadingAsync(t => t.FindOpenIncidentAsync("k", Token)))?.Id);

        await SaveAsync(first with { Version = 2, Status = IncidentStatus.Acknowledged });
        await SaveAsync(first with { Version = 3, Status = IncidentStatus.Resolved });
        Assert.Null(await ReadingAsync(t => t.FindOpenIncidentAsync("k", Token)));
        Assert.Equal("i1", (await ReadingAsync(t => t.FindLastIncidentAsync("k", Token)))?.Id);

        await SaveAsync(AnIncident("i2") with { Opened = Some.Noon.AddHours(1), RecurrenceOf = "i1" });
        Assert.Equal("i2", (await ReadingAsync(t => t.FindOpenIncidentAsync("k", Token)))?.Id);
        Assert.Equal("i2", (await ReadingAsync(t => t.FindLastIncidentAsync("k", Token)))?.Id);
        Assert.Equal(3, (await ReadingAsync(t => t.FindIncidentAsync("i1", Token)))?.Version);
        Assert.Null(await ReadingAsync(t => t.FindIncidentAsync("nosuch", Token)));
        Assert.Null(await ReadingAsync(t => t.FindLastIncidentAsync("nosuch", Token)));
    }

    [Fact]
    public async Task Only_the_next_version_of_an_incident_is_kept()
    {
        await SaveAsync(AnIncident());
        await SaveAsync(AnIncident() with { Version = 2 });

        _ = await Assert.ThrowsAsync<StoreConflictException>(() => SaveAsync(AnIncident() with { Version = 2 }));
        _ = await Assert.ThrowsAsync<StoreConflictException>(() => SaveAsync(AnIncident() with { Version = 4 }));
        _ = await Assert.ThrowsAsync<StoreConflictException>(() => SaveAsync(AnIncident()));
        _ = await Assert.ThrowsAsync<StoreConflictException>(() => SaveAsync(AnIncident("i2")));
        _ = await Assert.ThrowsAsync<StoreConflictException>(() => SaveAsync(AnIncident("nosuch") with { Version = 2 }));
        await SaveAsync(AnIncident("i3", "another key"));
    }

    [Fact]
    public async Task Of_many_that_open_an_incident_of_a_key_one_does()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TriesAsync(AnIncident($"i{i}")))));

        Assert.Equal(1, outcomes.Count(saved => saved));
        Assert.Single(await Store.IncidentsAsync(new IncidentQuery(), Token));
    }

    [Fact]
    public async Task Of_many_that_change_an_incident_one_does()
    {
        await SaveAsync(AnIncident());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TriesAsync(AnIncident() with { Version = 2, Occurrences = i }))));

        Assert.Equal(1, outcomes.Count(saved => saved));
    }

    [Fact]
    public async Task Incidents_are_found_newest_first()
    {
        await SaveAsync(AnIncident("aa1", "k1") with { LastSeen = Some.Noon.AddSeconds(30) });
        await SaveAsync(AnIncident("aa2", "k2") with
        {
            Opened = Some.Noon.AddMinutes(1),
            LastSeen = Some.Noon.AddMinutes(2),
            Root = Some.Diagnosis("d2") with { Stack = "shop", Service = "db", Host = new HostRef("h2", "web-2") },
        });
        await SaveAsync(AnIncident("ab%", "k3") with { Opened = Some.Noon.AddMinutes(2), LastSeen = Some.Noon.AddMinutes(3) });
        await SaveAsync(AnIncident("ab%", "k3") with { Version = 2, Opened = Some.Noon.AddMinutes(2), LastSeen = Some.Noon.AddMinutes(3), Status = IncidentStatus.Resolved });

        Assert.Equal(["ab%", "aa2", "aa1"], await IncidentsAsync(new IncidentQuery()));
        Assert.Equal(["ab%"], await IncidentsAsync(new IncidentQuery { Limit = 1 }));
        Assert.Equal(["aa2", "aa1"], await IncidentsAsync(new IncidentQuery { Active = true }));
        Assert.Equal(["ab%"], await IncidentsAsync(new IncidentQuery { Active = false }));
        Assert.Equal(["aa2"], await IncidentsAsync(new IncidentQuery { Stack = "shop", Service = "db", HostId = "h2" }));
        Assert.Equal(["aa2"], await IncidentsAsync(new IncidentQuery { From = Some.Noon.AddMinutes(1), To = Some.Noon.AddMinutes(1) }));

        Assert.Equal(["aa1", "aa2"], (await Store.FindIncidentsAsync("a", Token)).Select(i => i.Id));
        Assert.Equal(["ab%"], (await Store.FindIncidentsAsync("ab", Token)).Select(i => i.Id));
        Assert.Equal(["aa1"], (await Store.FindIncidentsAsync("aa1", Token)).Select(i => i.Id));
        Assert.Empty(await Store.FindIncidentsAsync("%", Token));
        Assert.Empty(await Store.FindIncidentsAsync("a_", Token));
        Assert.Empty(await Store.FindIncidentsAsync("AA1", Token));
    }

    [Fact]
    public async Task An_incident_comes_back_as_it_was()
    {
        var symptom = new Symptom("d2", Some.Noon, "r", Severity.Info, new HostRef("h", "h"), new Subject(Subject.Container, "c", "c"), "it died", "it needs d1");
        var incident = AnIncident() with { Symptoms = [symptom], SymptomCount = 1, Affected = ["shop/api"] };

        await SaveAsync(incident);

        Assert.Equivalent(incident, await ReadingAsync(t => t.FindIncidentAsync("i1", Token)), strict: true);
    }

    [Fact]
    public async Task The_journal_comes_in_order_of_time()
    {
        await InTransactionAsync(async transaction =>
        {
            await transaction.WriteJournalAsync(Line("c", 3) with { Incident = "i1" }, Token);
            await transaction.WriteJournalAsync(Line("a", 1) with { Incident = "i1", Stack = "shop" }, Token);
            await transaction.WriteJournalAsync(Line("b", 2) with { Stack = "shop" }, Token);
        });

        Assert.Equal(["a", "b", "c"], await JournalAsync(new JournalQuery()));
        Assert.Equal(["b", "c"], await JournalAsync(new JournalQuery { Limit = 2 }));
        Assert.Equal(["a", "c"], await JournalAsync(new JournalQuery { IncidentId = "i1" }));
        Assert.Equal(["a", "b"], await JournalAsync(new JournalQuery { Stack = "shop" }));
        Assert.Equal(["b"], await JournalAsync(new JournalQuery { From = Some.Noon.AddSeconds(2), To = Some.Noon.AddSeconds(2) }));
    }

    private protected static Incident AnIncident(string id = "i1", string key = "k") =>
        new(id, key, 1, IncidentStatus.Open, Severity.Critical, Some.Diagnosis(), Some.Noon, Some.Noon);

    private static TimelineEntry Line(string text, int second) => new(Some.Noon.AddSeconds(second), TimelineKinds.Action, text);

    private Task SaveAsync(Incident incident) => InTransactionAsync(transaction => transaction.SaveIncidentAsync(incident, Token));

    private async Task<bool> TriesAsync(Incident incident)
    {
        try
        {
            await SaveAsync(incident);
            return true;
        }
        catch (StoreConflictException)
        {
            return false;
        }
    }

    private async Task<IEnumerable<string>> DiagnosesAsync(DiagnosisQuery query) => (await Store.DiagnosesAsync(query, Token)).Select(d => d.Id);

    private async Task<IEnumerable<string>> IncidentsAsync(IncidentQuery query) => (await Store.IncidentsAsync(query, Token)).Select(i => i.Id);

    private async Task<IEnumerable<string>> JournalAsync(JournalQuery query) => (await Store.JournalAsync(query, Token)).Select(l => l.Text);
}

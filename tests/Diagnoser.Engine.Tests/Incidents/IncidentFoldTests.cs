using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;

namespace Diagnoser.Engine.Tests.Incidents;

public sealed class IncidentFoldTests
{
    private static readonly Diagnosis First = Some.Diagnosis("d1", 10, Severity.Warning);

    [Fact]
    public void The_first_diagnosis_of_a_key_opens_an_incident()
    {
        var step = IncidentFold.Join(First, null, null, null, "00-a-b-01")!;

        Assert.Equal(IncidentChange.Opened, step.Change);
        var incident = step.Incident;
        Assert.Equal(EventId.Of("incident", "k1", "d1"), incident.Id);
        Assert.Equal(("k1", 1, IncidentStatus.Open, Severity.Warning), (incident.Key, incident.Version, incident.Status, incident.Severity));
        Assert.Equal(("d1", incident.Id), (incident.Root.Id, incident.Root.Incident));
        Assert.Equal((Some.At(10), Some.At(10)), (incident.Opened, incident.LastSeen));
        Assert.Equal(["shop/web"], incident.Affected);
        Assert.Equal((0, 1, "00-a-b-01"), (incident.SymptomCount, incident.Occurrences, incident.Traceparent));
        Assert.Null(incident.RecurrenceOf);
    }

    [Fact]
    public void A_later_diagnosis_is_a_symptom_and_says_why()
    {
        var second = Some.Diagnosis("d2", 14, Severity.Warning, "c2") with { Stack = null };

        var step = IncidentFold.Join(second, null, Some.Incident(First), null, null)!;

        Assert.Equal((IncidentChange.Updated, 2), (step.Change, step.Incident.Version));
        Assert.Equal("d1", step.Incident.Root.Id);
        var symptom = Assert.Single(step.Incident.Symptoms);
        Assert.Equal(("d2", "rule-d2", Severity.Warning, "d2 died"), (symptom.Diagnosis, symptom.Rule, symptom.Severity, symptom.Summary));
        Assert.Equal("on the same host, 4 s after the root", symptom.Because);
        Assert.Equal(["shop/web", "web"], step.Incident.Affected);
        Assert.Equal((1, 2, Some.At(14)), (step.Incident.SymptomCount, step.Incident.Occurrences, step.Incident.LastSeen));
    }

    [Fact]
    public void An_earlier_diagnosis_that_comes_later_is_the_root()
    {
        var incident = Some.Incident(First, Some.Diagnosis("d0", 6.5, Severity.Warning));

        Assert.Equal(("d0", Some.At(6.5)), (incident.Root.Id, incident.Opened));
        Assert.Equal("same container, 3.5 s after the root", Assert.Single(incident.Symptoms).Because);
        Assert.Equal(EventId.Of("incident", "k1", "d1"), incident.Id);
    }

    [Theory]
    [InlineData(Certainty.Probable, "d1")]
    [InlineData(Certainty.Confirmed, "d0")]
    public void Of_two_at_once_the_surer_one_is_the_root_then_the_one_of_the_smaller_id(Certainty certainty, string root)
    {
        var incident = Some.Incident(First, Some.Diagnosis("d0", 10) with { Certainty = certainty });

        Assert.Equal(root, incident.Root.Id);
        Assert.Equal("same container, at the same time as the root", Assert.Single(incident.Symptoms).Because);
    }

    [Fact]
    public void Other_places_are_named()
    {
        var elsewhere = new HostRef("h2", "web-2");
        var incident = Some.Incident(
            First,
            Some.Diagnosis("d2", 10.25, container: "c2"),
            Some.Diagnosis("d3", 100, container: "c3") with { Host = elsewhere },
            Some.Diagnosis("d4", 200, container: "c4") with { Host = elsewhere, Service = "db" },
            Some.Diagnosis("d5", 300, container: "c5") with { Host = elsewhere, Service = null, Stack = null });

        Assert.Equal(
            [
                "same service, 250 ms after the root",
                "same service on another host, 1 min 30 s after the root",
                "same stack, 3 min 10 s after the root",
                "grouped by their rules, 4 min 50 s after the root",
            ],
            incident.Symptoms.Select(s => s.Because));
        Assert.Equal(["shop/db", "shop/web"], incident.Affected);
    }

    [Fact]
    public void It_rises_with_its_gravest_diagnosis()
    {
        var step = IncidentFold.Join(Some.Diagnosis("d2", 20), null, Some.Incident(First), null, null)!;

        Assert.Equal((IncidentChange.Rose, Severity.Critical), (step.Change, step.Incident.Severity));
    }

    [Fact]
    public void Information_is_in_no_incident()
    {
        var info = Some.Diagnosis("d2", 20, Severity.Info);

        Assert.Null(IncidentFold.Join(info, null, null, null, null));
        Assert.Null(IncidentFold.Join(info, null, Some.Incident(First), null, null));
        Assert.Null(IncidentFold.Count(info, Some.Incident(First)));
    }

    [Fact]
    public void A_diagnosis_without_a_key_is_in_no_incident() =>
        Assert.Null(IncidentFold.Join(First with { IncidentKey = null }, null, null, null, null));

    [Fact]
    public void The_same_word_again_changes_nothing()
    {
        var second = Some.Diagnosis("d2", 14);
        var incident = Some.Incident(First, second);

        Assert.Null(IncidentFold.Join(First with { Incident = incident.Id, Fixes = [] }, incident, incident, incident, null));
        Assert.Null(IncidentFold.Join(second, incident, incident, incident, null));
        Assert.Null(IncidentFold.Join(second, null, incident, incident, null));
    }

    [Fact]
    public void An_amended_root_is_said_anew()
    {
        var incident = Some.Incident(First);

        var step = IncidentFold.Join(First with { Certainty = Certainty.Probable }, incident, incident, incident, null)!;

        Assert.Equal((IncidentChange.Updated, 2, Certainty.Probable), (step.Change, step.Incident.Version, step.Incident.Root.Certainty));
        Assert.Equal((0, 1), (step.Incident.SymptomCount, step.Incident.Occurrences));
    }

    [Fact]
    public void An_amended_symptom_can_become_the_root()
    {
        var guess = Some.Diagnosis("d0", 10, Severity.Warning) with { Certainty = Certainty.Probable };
        var incident = Some.Incident(First, guess);

        var step = IncidentFold.Join(guess with { Certainty = Certainty.Confirmed }, incident, incident, incident, null)!;

        Assert.Equal("d0", step.Incident.Root.Id);
        Assert.Equal("d1", Assert.Single(step.Incident.Symptoms).Diagnosis);
        Assert.Equal((1, 2), (step.Incident.SymptomCount, step.Incident.Occurrences));
    }

    [Fact]
    public void What_comes_after_the_end_is_a_new_incident()
    {
        var over = IncidentFold.Resolve(Some.Incident(First), "ann", "fixed", Some.At(60))!.Incident;

        var step = IncidentFold.Join(Some.Diagnosis("d2", 90), null, null, over, null)!;

        Assert.Equal((IncidentChange.Opened, 1, over.Id), (step.Change, step.Incident.Version, step.Incident.RecurrenceOf));
        Assert.Equal(EventId.Of("incident", "k1", "d2"), step.Incident.Id);
    }

    [Fact]
    public void An_incident_that_is_over_stays_as_it_is()
    {
        var over = IncidentFold.Resolve(Some.Incident(First), "ann", "fixed", Some.At(60))!.Incident;

        Assert.Null(IncidentFold.Join(First with { Certainty = Certainty.Probable }, over, null, over, null));
        Assert.Null(IncidentFold.Join(First, null, null, over, null));
        Assert.Null(IncidentFold.Leave(First, over, []));
        Assert.Null(IncidentFold.Count(First with { Time = Some.At(80) }, over));
    }

    [Fact]
    public void The_same_diagnosis_that_returns_after_the_end_opens_an_incident_of_its_own()
    {
        var over = IncidentFold.Resolve(Some.Incident(First), "ann", "fixed", Some.At(60))!.Incident;
        var again = First with { Time = Some.At(4000) };

        var second = IncidentFold.Join(again, over, null, over, null)!;
        var secondOver = IncidentFold.Resolve(second.Incident, null, "gone", Some.At(5000))!.Incident;
        var third = IncidentFold.Join(First with { Time = Some.At(9000) }, over, null, secondOver, null)!;

        Assert.Equal((IncidentChange.Opened, over.Id), (second.Change, second.Incident.RecurrenceOf));
        Assert.Equal(secondOver.Id, third.Incident.RecurrenceOf);
        Assert.Equal(3, new[] { over.Id, second.Incident.Id, third.Incident.Id }.Distinct().Count());
        Assert.Null(IncidentFold.Join(again, over, second.Incident, second.Incident, null));
        Assert.Null(IncidentFold.Join(again, over, null, secondOver, null));
    }

    [Fact]
    public void A_repetition_is_counted()
    {
        var incident = Some.Incident(First);
        var repetition = Some.Diagnosis("d9", 500, Severity.Warning) with { HiddenBy = "rule-d9" };

        var step = IncidentFold.Count(repetition, incident)!;

        Assert.Equal((IncidentChange.Updated, 2), (step.Change, step.Incident.Version));
        Assert.Equal((2, Some.At(500), 0), (step.Incident.Occurrences, step.Incident.LastSeen, step.Incident.SymptomCount));
        Assert.Null(IncidentFold.Count(repetition, null));
    }

    [Fact]
    public void A_repetition_under_the_same_id_counts_once()
    {
        var incident = Some.Incident(First);
        var repetition = First with { Time = Some.At(70), HiddenBy = First.Rule };

        var counted = IncidentFold.Count(repetition, incident)!.Incident;

        Assert.Equal(2, counted.Occurrences);
        Assert.Null(IncidentFold.Count(repetition, counted));
        Assert.Null(IncidentFold.Count(First, incident));
    }

    [Fact]
    public void Without_its_root_the_incident_is_made_from_the_rest()
    {
        var (second, third) = (Some.Diagnosis("d2", 14, Severity.Warning), Some.Diagnosis("d3", 12, Severity.Warning, "c3"));
        var gravest = Some.Diagnosis("d0", 5) with { Service = "db" };
        var incident = Some.Incident(gravest, second, third);

        var step = IncidentFold.Leave(gravest with { HiddenBy = "other" }, incident, [second, third])!;

        Assert.Equal((IncidentChange.Updated, 4, Severity.Warning), (step.Change, step.Incident.Version, step.Incident.Severity));
        Assert.Equal(("d3", Some.At(12), Some.At(14)), (step.Incident.Root.Id, step.Incident.Opened, step.Incident.LastSeen));
        Assert.Equal("same service, 2 s after the root", Assert.Single(step.Incident.Symptoms).Because);
        Assert.Equal(["shop/web"], step.Incident.Affected);
        Assert.Equal((1, 2), (step.Incident.SymptomCount, step.Incident.Occurrences));
        Assert.Null(IncidentFold.Leave(gravest with { HiddenBy = "other" }, step.Incident, [second, third]));
    }

    [Fact]
    public void A_refinement_takes_the_place_of_what_it_refines()
    {
        var incident = Some.Incident(First);
        var refinement = Some.Diagnosis("d2", 10);

        var step = IncidentFold.Leave(First with { HiddenBy = refinement.Rule }, incident, [refinement])!;

        Assert.Equal((IncidentChange.Rose, incident.Id, "d2"), (step.Change, step.Incident.Id, step.Incident.Root.Id));
        Assert.Null(IncidentFold.Join(refinement, null, step.Incident, step.Incident, null));
    }

    [Fact]
    public void Repetitions_stay_counted_when_a_symptom_leaves()
    {
        var second = Some.Diagnosis("d2", 14);
        var counted = IncidentFold.Count(Some.Diagnosis("d9", 500), Some.Incident(First, second))!.Incident;

        var left = IncidentFold.Leave(second with { HiddenBy = "other" }, counted, [First])!.Incident;

        Assert.Equal((2, Some.At(500)), (left.Occurrences, left.LastSeen));
    }

    [Fact]
    public void An_incident_of_nothing_that_stands_is_withdrawn()
    {
        var step = IncidentFold.Leave(First with { HiddenBy = "verdict-amended" }, Some.Incident(First), [])!;

        Assert.Equal((IncidentChange.Resolved, IncidentStatus.Resolved), (step.Change, step.Incident.Status));
        Assert.Equal("withdrawn: rule-d1 does not hold (verdict-amended)", step.Incident.Resolution);
        Assert.Equal((null, Some.At(10)), (step.Incident.ResolvedBy, step.Incident.ResolvedAt));
        Assert.True(IncidentFold.IsWithdrawn(step.Incident));
    }

    [Fact]
    public void What_was_withdrawn_does_not_come_back()
    {
        var real = IncidentFold.Resolve(Some.Incident(First), "ann", "fixed", Some.At(60))!.Incident;
        var wrong = Some.Diagnosis("d2", 90);
        var withdrawn = IncidentFold.Leave(wrong, IncidentFold.Join(wrong, null, null, real, null)!.Incident, [])!.Incident;

        var next = IncidentFold.Join(Some.Diagnosis("d3", 120), null, null, withdrawn, null)!.Incident;

        Assert.Equal(real.Id, next.RecurrenceOf);
    }

    [Fact]
    public void A_person_does_not_withdraw()
    {
        var over = IncidentFold.Resolve(Some.Incident(First), "ann", "withdrawn: a test", Some.At(60))!.Incident;

        Assert.False(IncidentFold.IsWithdrawn(over));
    }

    [Fact]
    public void Taking_it_is_written_down_once()
    {
        var step = IncidentFold.Acknowledge(Some.Incident(First), "ann", Some.At(30))!;

        Assert.Equal((IncidentChange.Acknowledged, IncidentStatus.Acknowledged, 2), (step.Change, step.Incident.Status, step.Incident.Version));
        Assert.Equal(("ann", Some.At(30)), (step.Incident.AcknowledgedBy, step.Incident.AcknowledgedAt));
        Assert.Null(IncidentFold.Acknowledge(step.Incident, "bob", Some.At(31)));
    }

    [Fact]
    public void What_joins_later_leaves_it_taken()
    {
        var taken = IncidentFold.Acknowledge(Some.Incident(First), "ann", Some.At(30))!.Incident;

        var joined = IncidentFold.Join(Some.Diagnosis("d2", 40), null, taken, taken, null)!.Incident;

        Assert.Equal((IncidentStatus.Acknowledged, "ann"), (joined.Status, joined.AcknowledgedBy));
    }

    [Fact]
    public void The_end_is_written_down_once()
    {
        var step = IncidentFold.Resolve(Some.Incident(First), "ann", "the limit was raised", Some.At(60))!;

        Assert.Equal((IncidentChange.Resolved, IncidentStatus.Resolved, 2), (step.Change, step.Incident.Status, step.Incident.Version));
        Assert.Equal(("ann", "the limit was raised", Some.At(60)), (step.Incident.ResolvedBy, step.Incident.Resolution, step.Incident.ResolvedAt));
        Assert.Null(IncidentFold.Resolve(step.Incident, "bob", "too late", Some.At(61)));
        Assert.Null(IncidentFold.Acknowledge(step.Incident, "bob", Some.At(61)));
    }

    [Fact]
    public void Of_very_many_symptoms_the_earliest_are_listed_and_all_are_counted()
    {
        var many = Enumerable.Range(1, 80).Select(n => Some.Diagnosis($"d{n:00}", n, Severity.Warning)).Reverse().ToArray();
        var incident = Some.Incident([Some.Diagnosis("gravest", 99), .. many]);

        Assert.Equal("d01", incident.Root.Id);
        Assert.Equal(many.Reverse().Skip(1).Take(50).Select(d => d.Id), incident.Symptoms.Select(s => s.Diagnosis));
        Assert.Equal((80, 81, Severity.Critical), (incident.SymptomCount, incident.Occurrences, incident.Severity));
        Assert.Null(IncidentFold.Join(Some.Diagnosis("gravest", 99), incident, incident, incident, null));
    }
}

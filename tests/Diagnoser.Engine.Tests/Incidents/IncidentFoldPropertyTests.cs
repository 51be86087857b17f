using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;

namespace Diagnoser.Engine.Tests.Incidents;

public sealed class IncidentFoldPropertyTests
{
    // Few times, hosts and services, so that ties and equal places are common.
    private static readonly Gen<Diagnosis[]> Diagnoses =
        Gen.Select(Gen.Int[0, 6], Gen.Enum<Severity>(), Gen.Enum<Certainty>(), Gen.Int[1, 3], Gen.Int[1, 3]).Array[1, 70].Select(parts =>
            parts.Select((p, n) => Some.Diagnosis($"d{n:00}", p.Item1, p.Item2, $"c{p.Item4}") with
            {
                Certainty = p.Item3,
                Host = new HostRef($"h{p.Item5}", $"web-{p.Item5}"),
                Service = p.Item4 == 1 ? null : $"s{p.Item4}",
                Stack = p.Item5 == 2 ? null : "shop",
            }).ToArray());

    private static readonly Gen<(Diagnosis[] InOrder, Diagnosis[] Shuffled)> Arrivals =
        from diagnoses in Diagnoses
        from repeated in Gen.Int[0, diagnoses.Length - 1].Array[0, 30]
        from shuffled in Gen.Shuffle(diagnoses.Concat(repeated.Select(n => diagnoses[n])).ToArray())
        select (diagnoses, shuffled);

    [Fact]
    public void Any_order_of_arrival_with_repetitions_gives_the_same_incident() =>
        Arrivals.Sample(arrival => AssertSame(Fold(arrival.InOrder), Fold(arrival.Shuffled)));

    [Fact]
    public void Saying_all_again_changes_nothing() =>
        Arrivals.Sample(arrival =>
        {
            var keeper = Fold(arrival.InOrder);
            var before = keeper.Incidents.ToList();

            Array.ForEach(arrival.Shuffled, keeper.Say);

            Assert.Equal(before, keeper.Incidents);
        });

    [Fact]
    public void An_incident_made_again_is_what_it_would_be_without_the_diagnosis_that_left() =>
        Arrivals.Sample(arrival =>
        {
            var hidden = arrival.InOrder[0];
            var keeper = Fold(arrival.Shuffled);

            keeper.Say(hidden with { HiddenBy = "other" });

            var expected = Fold([.. arrival.InOrder.Skip(1)]);
            if (expected.Incidents.Count == 0)
            {
                Assert.All(keeper.Incidents, i => Assert.True(IncidentFold.IsWithdrawn(i)));
            }
            else
            {
                AssertSame(expected, keeper);
            }
        });

    [Fact]
    public void The_root_is_the_first_and_nothing_is_lost() =>
        Arrivals.Sample(arrival =>
        {
            var members = arrival.InOrder.Where(d => d.Severity > Severity.Info).ToList();
            foreach (var incident in Fold(arrival.Shuffled).Incidents)
            {
                Assert.Equal(members.OrderBy(d => d.Time).ThenByDescending(d => d.Certainty).ThenBy(d => d.Id, StringComparer.Ordinal).First().Id, incident.Root.Id);
                Assert.Equal((members.Count - 1, members.Count), (incident.SymptomCount, incident.Occurrences));
                Assert.Equal(members.Max(d => d.Severity), incident.Severity);
                Assert.Equal((members.Min(d => d.Time), members.Max(d => d.Time)), (incident.Opened, incident.LastSeen));
                Assert.Equal(Math.Min(members.Count - 1, IncidentFold.MostSymptoms), incident.Symptoms.Count);
            }
        });

    private static Keeper Fold(Diagnosis[] diagnoses)
    {
        var keeper = new Keeper();
        Array.ForEach(diagnoses, keeper.Say);
        return keeper;
    }

    // Only what depends on which diagnosis came first may differ.
    private static void AssertSame(Keeper expected, Keeper actual)
    {
        Assert.Equal(expected.Incidents.Count, actual.Incidents.Count);
        foreach (var (one, other) in expected.Incidents.Zip(actual.Incidents))
        {
            Assert.Equal(one.Root with { Incident = null }, other.Root with { Incident = null });
            Assert.Equal(one.Symptoms, other.Symptoms);
            Assert.Equal(one.Affected, other.Affected);
            Assert.Equal((one.Severity, one.SymptomCount, one.Occurrences), (other.Severity, other.SymptomCount, other.Occurrences));
            Assert.Equal((one.Opened, one.LastSeen), (other.Opened, other.LastSeen));
        }
    }
}

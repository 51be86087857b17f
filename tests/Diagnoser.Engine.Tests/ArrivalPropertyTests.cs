using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Correlation;

namespace Diagnoser.Engine.Tests;

/// <summary>What is concluded in the end depends on what happened, not on how its events came.</summary>
public sealed class ArrivalPropertyTests
{
    private const string A = "container.oom";
    private const string B = "container.pause";
    private const string C = "container.unpause";
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    // One of each kind, with the features that wait; short times, so that a minute of events crosses all their borders.
    private static readonly Rule[] Rules =
    [
        Brief(Given.Rule("any", Given.Of(CorrelationKind.Any, Ten, new Step(A)), A)),
        Brief(Given.Rule("all", Given.Of(CorrelationKind.All, Ten, new Step(A), new Step(B)), A, B)) with { Refines = ["any"] },
        Brief(Given.Rule("count", Given.Of(CorrelationKind.Count, Ten, new Step(B, 3)), B)),
        Brief(Given.Rule("sequence", Given.Of(CorrelationKind.Sequence, Ten, new Step(A), new Step(B, 2)), A, B)) with { Suppresses = ["count"] },
        Brief(Given.Rule("absent", Given.Of(CorrelationKind.Absent, Ten, new Step(A)) with { Absent = C }, A, C)),
        Brief(Given.Rule("unless", Given.Of(CorrelationKind.Any, Ten, new Step(B)) with { Unless = [C] }, B, C)),
        Brief(Given.Rule("for", Given.Of(CorrelationKind.Any, Ten, new Step(B)), B)) with
        {
            For = TimeSpan.FromSeconds(7),
            Recover = Given.Recover(C, TimeSpan.Zero),
        },
        Brief(Given.Rule("along", Given.Of(CorrelationKind.Any, Ten, new Step(B)), B, A)),
        Brief(Given.Rule("along-unless", Given.Of(CorrelationKind.Any, Ten, new Step(B)) with { Unless = [C] }, B, C, A)),
        Brief(Given.Rule("along-for", Given.Of(CorrelationKind.Count, Ten, new Step(B, 2)), B, A)) with { For = TimeSpan.FromSeconds(4) },
        Brief(Given.Rule("recover", Given.Of(CorrelationKind.Count, Ten, new Step(A, 2)), A)) with { Recover = Given.Recover(C, TimeSpan.FromSeconds(5)) },
    ];

    internal static readonly RuleSet Set = RuleSet.Of(Rules.Select(Given.Keyed));

    public static TheoryData<string> RuleIds => [.. Rules.Select(r => r.Id)];

    private static readonly Gen<(DockerEvent Event, double Late)[]> Arrivals =
        Gen.Select(Gen.Int[0, 2].Select(i => new[] { A, B, C }[i]), Gen.Int[0, 1200], Gen.Int[1, 2], Gen.Double[0, 1.9]).Array[1, 40].Select(parts =>
            parts.Select((p, n) => (Given.Event(p.Item1, p.Item2 / 10.0, $"c{p.Item3}") with { Id = EventId.Of($"{n}") + EventId.Of("x") }, p.Item4)).ToArray());

    // A diagnosis does not say in which order its events stood that are of one instant.
    private static readonly Gen<(DockerEvent Event, double Late)[]> Apart =
        Arrivals.Select(arrivals => arrivals.Select((a, n) => (a.Event with { Time = a.Event.Time.AddTicks(n) }, a.Late)).ToArray());

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void Any_order_within_the_disorder_concludes_the_same(string rule) => AssertOrderIsNothing(RuleSet.Of(Set.Rules.Where(r => r.Id == rule)));

    [Fact]
    public void Any_order_within_the_disorder_concludes_the_same_with_rules_that_hide_each_other() => AssertOrderIsNothing(Set);

    // Whether something ended the condition before or after it was met at one instant, nobody knows: such rules are left out.
    [Theory]
    [InlineData("any")]
    [InlineData("all")]
    [InlineData("count")]
    [InlineData("sequence")]
    [InlineData("absent")]
    [InlineData("unless")]
    public void Which_of_the_events_of_one_instant_stands_first_is_nothing(string rule) =>
        (from arrivals in Arrivals
         from ids in Gen.Shuffle(Enumerable.Range(0, arrivals.Length).ToArray())
         select (arrivals, ids)).Sample(x =>
        {
            var rules = RuleSet.Of(Set.Rules.Where(r => r.Id == rule));
            var ordered = x.arrivals.Select(a => a.Event with { Time = InSeconds(a.Event.Time) }).OrderBy(e => e.Time).ToList();
            var renamed = ordered.Select((e, n) => e with { Id = EventId.Of($"{x.ids[n]}") + EventId.Of("y") });

            Assert.Equal(Gist(ordered, rules), Gist(renamed, rules));
        });

    [Fact]
    public void Events_that_come_again_change_nothing() =>
        (from arrivals in Arrivals
         from again in Gen.Int[0, arrivals.Length - 1].Array[0, 20]
         select (arrivals, again)).Sample(x =>
        {
            var ordered = x.arrivals.OrderBy(a => a.Event.Time).Select(a => a.Event).ToList();
            var repeated = ordered.SelectMany((e, n) => Enumerable.Repeat(e, 1 + x.again.Count(a => a == n)));

            Assert.Equal(Conclusions(ordered), Conclusions(repeated));
        });

    [Fact]
    public void Looking_at_the_clock_on_the_way_changes_nothing() =>
        Arrivals.Sample(arrivals =>
        {
            var ordered = arrivals.OrderBy(a => a.Event.Time).Select(a => a.Event).ToList();
            var said = new Dictionary<string, Diagnosis>();
            var engine = new DiagnosisEngine(Set);
            foreach (var e in ordered)
            {
                Take(said, engine.Advance(e.Time.AddTicks(-1)));
                Take(said, engine.Process(e));
            }

            Take(said, engine.Finish());
            Assert.Equal(Conclusions(ordered), InOrder(said.Values));
        });

    [Fact]
    public void An_engine_that_is_started_again_in_the_middle_concludes_the_same() =>
        (from arrivals in Apart
         from stop in Gen.Int[0, arrivals.Length]
         select (arrivals, stop)).Sample(
            x =>
            {
                var arrived = x.arrivals.OrderBy(a => a.Event.Time.AddSeconds(a.Late)).Select(a => a.Event).ToList();
                var said = new Dictionary<string, Diagnosis>();
                var engine = new DiagnosisEngine(Set);
                foreach (var e in arrived.Take(x.stop))
                {
                    Take(said, engine.Process(e));
                }

                // What was given out and what came are all that the next one has.
                var newest = arrived.Take(x.stop).Select(e => e.Time).DefaultIfEmpty(Given.Start).Max();
                engine = new DiagnosisEngine(Set);
                engine.Resume(
                    [.. said.Values.Select(d => JsonSerializer.Deserialize(JsonSerializer.Serialize(d, ContractsJson.Default.Diagnosis), ContractsJson.Default.Diagnosis)!)],
                    x.stop == 0 ? new Dictionary<string, DateTimeOffset>() : new Dictionary<string, DateTimeOffset> { [Given.Host.Id] = newest },
                    newest - Set.Reach - Margin);
                foreach (var e in arrived.Take(x.stop).Where(e => e.Time >= newest - Set.Reach - Margin))
                {
                    Take(said, engine.Process(e));
                }

                Take(said, engine.Resumed(new Dictionary<string, DateTimeOffset>()));
                foreach (var e in arrived.Skip(x.stop))
                {
                    Take(said, engine.Process(e));
                }

                Take(said, engine.Finish());
                Assert.Equal(Conclusions(x.arrivals.OrderBy(a => a.Event.Time).Select(a => a.Event)), InOrder(said.Values));
            },
            print: x => $"stop {x.stop}\n{Print(x.arrivals)}");

    private static void AssertOrderIsNothing(RuleSet rules) => Arrivals.Sample(
        arrivals => Assert.Equal(
            Conclusions(arrivals.OrderBy(a => a.Event.Time).ThenBy(a => a.Event.Id, StringComparer.Ordinal).Select(a => a.Event), rules),
            Conclusions(arrivals.OrderBy(a => a.Event.Time.AddSeconds(a.Late)).Select(a => a.Event), rules)),
        print: Print);

    private static string Print((DockerEvent Event, double Late)[] arrivals) => string.Join(
        '\n',
        arrivals.OrderBy(a => a.Event.Time.AddSeconds(a.Late)).Select(a => $"{(a.Event.Time - Given.Start).TotalSeconds:0.0} {a.Event.Type} {a.Event.Subject.Id}"));

    private static Rule Brief(Rule rule) => rule with
    {
        Incident = new IncidentSpec { KeepOpen = TimeSpan.FromSeconds(15), Cooldown = TimeSpan.FromSeconds(30) },
    };

    private static DateTimeOffset InSeconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % (3 * TimeSpan.TicksPerSecond)));

    private static List<string> Gist(IEnumerable<DockerEvent> events, RuleSet rules) =>
        [.. Said(events, rules).Select(d => $"{d.Time:O} {d.Rule} {d.Subject.Id}").Order(StringComparer.Ordinal)];

    private static List<string> Conclusions(IEnumerable<DockerEvent> events, RuleSet? rules = null) => InOrder(Said(events, rules ?? Set));

    private static IEnumerable<Diagnosis> Said(IEnumerable<DockerEvent> events, RuleSet rules)
    {
        var said = new Dictionary<string, Diagnosis>();
        var engine = new DiagnosisEngine(rules);
        foreach (var e in events)
        {
            Take(said, engine.Process(e));
        }

        Take(said, engine.Finish());
        return Standing(said.Values);
    }

    private static void Take(Dictionary<string, Diagnosis> said, EngineOutput output)
    {
        foreach (var diagnosis in output.Diagnoses)
        {
            said[diagnosis.Id] = diagnosis;
        }
    }

    // What was withdrawn is as if it had not been said.
    private static IEnumerable<Diagnosis> Standing(IEnumerable<Diagnosis> said) =>
        said.Where(d => d.HiddenBy is not (HiddenBy.Superseded or HiddenBy.VerdictAmended));

    private static List<string> InOrder(IEnumerable<Diagnosis> said) =>
    [
        .. Standing(said)
            .OrderBy(d => d.Time).ThenBy(d => d.Rule, StringComparer.Ordinal).ThenBy(d => d.Id, StringComparer.Ordinal)
            .Select(d => $"{(d.Time - Given.Start).TotalSeconds:0.000} {d.Rule} {d.HiddenBy} {JsonSerializer.Serialize(d, ContractsJson.Default.Diagnosis)}"),
    ];
}

using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Correlation;

namespace Diagnoser.Engine.Tests;

/// <summary>Engines of single hosts that forward, and one for the fleet, conclude what one engine for all does.</summary>
public sealed class FleetEngineTests
{
    private const string A = "container.oom";
    private const string B = "container.pause";
    private const string C = "container.unpause";
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly HostRef[] Hosts = [new("h1", "web-1"), new("h2", "web-2")];
    private static readonly EngineOptions Forwards = new() { ForwardsFleet = true };

    // The rules of the hosts, the same for the fleet, and one that builds on what the others say.
    private static readonly RuleSet Apart = RuleSet.Of(
    [
        .. ArrivalPropertyTests.Set.Rules,
        .. ArrivalPropertyTests.Set.Rules.Select(r => r with
        {
            Id = $"fleet-{r.Id}", Scope = RuleScope.Fleet, Refines = [], Suppresses = [], Correlation = r.Correlation with { Disorder = TimeSpan.FromSeconds(10) },
        }),
        Given.Rule("fleet-diagnosis", Given.Of(CorrelationKind.All, TimeSpan.FromSeconds(20), new Step(EventTypes.Diagnosis), new Step(C)), EventTypes.Diagnosis, C) with
        {
            Scope = RuleScope.Fleet,
        },
    ]);

    // The fleet's rules hide those of the hosts.
    private static readonly RuleSet Hiding = RuleSet.Of(Apart.Rules.Select(r => r.Scope == RuleScope.Host ? r : r with { Refines = ["any"], Suppresses = ["absent"] }));

    private static readonly Gen<DockerEvent[]> Happenings =
        Gen.Select(Gen.Int[0, 2].Select(i => new[] { A, B, C }[i]), Gen.Int[0, 1200], Gen.Int[1, 2], Gen.Int[0, 1]).Array[1, 40].Select(parts =>
            parts.Select((p, n) => Given.Event(p.Item1, p.Item2 / 10.0, $"c{p.Item3}", Hosts[p.Item4]) with { Id = EventId.Of($"{n}") }).OrderBy(e => e.Time).Select(
                (e, n) => e with { Time = e.Time.AddTicks(n) }).ToArray());

    [Fact]
    public void What_is_forwarded_is_all_that_the_fleet_needs() => Happenings.Sample(happened =>
    {
        var said = new Dictionary<string, Diagnosis>();
        var separate = new Separate(Hiding, said);
        foreach (var e in happened)
        {
            separate.Process(e);
        }

        separate.Finish();
        Assert.Equal(Together(Hiding, happened), InOrder(said));
    });

    [Fact]
    public void A_fleet_engine_that_is_started_again_in_the_middle_concludes_the_same() =>
        (from happened in Happenings
         from stop in Gen.Int[0, happened.Length]
         select (happened, stop)).Sample(x =>
        {
            var said = new Dictionary<string, Diagnosis>();
            var separate = new Separate(Apart, said);
            foreach (var e in x.happened.Take(x.stop))
            {
                separate.Process(e);
            }

            separate.StartFleetAgain();
            foreach (var e in x.happened.Skip(x.stop))
            {
                separate.Process(e);
            }

            separate.Finish();
            var (expected, actual) = (Together(Apart, x.happened), InOrder(said));
            Assert.True(
                expected.SequenceEqual(actual),
                $"- {string.Join("\n- ", expected.Except(actual))}\n+ {string.Join("\n+ ", actual.Except(expected))}");
        },
            print: x => $"stop {x.stop}\n{string.Join('\n', x.happened.Select(e => $"{(e.Time - Given.Start).TotalSeconds:0.0} {e.Type} {e.Subject.Id} {e.Host.Id}"))}");

    [Fact]
    public void An_amended_end_is_forwarded_so_that_what_no_longer_matches_is_taken_back()
    {
        var rule = Given.Keyed(Given.Rule("killed", Given.Of(CorrelationKind.Any, TimeSpan.FromSeconds(10), new Step(EventTypes.ContainerDie)), EventTypes.ContainerDie)) with
        {
            Scope = RuleScope.Fleet,
        };
        rule = rule with { Selections = [rule.Selections[0] with { Condition = new OfAnOutsider() }] };
        var host = new DiagnosisEngine(RuleSet.Of([rule]), Forwards);
        var fleet = new FleetEngine(RuleSet.Of([rule]));
        var die = Given.Event(EventTypes.ContainerDie, 10) with { Attributes = AttributeMap.Empty.With(AttributeNames.ExitCode, 137) };
        var kill = Given.Event(EventTypes.ContainerOom, 10.1);

        var first = host.Process(die);
        first = first.Ends.Count > 0 ? first : host.Advance(Given.Start.AddSeconds(11));
        var before = Assert.Single(first.Forwarded);
        var shown = Assert.Single(fleet.Process(before).Diagnoses);
        var after = Assert.Single(host.Process(kill).Forwarded);

        Assert.False(before.IsAmended);
        Assert.True(after.IsAmended);
        var takenBack = Assert.Single(fleet.Process(after).Diagnoses);
        Assert.Equal((shown.Id, HiddenBy.VerdictAmended), (takenBack.Id, takenBack.HiddenBy));
    }

    [Fact]
    public void The_topology_is_forwarded_once_for_each_container_and_whenever_it_changes()
    {
        var rule = Given.Rule("related", Given.Of(CorrelationKind.All, TimeSpan.FromSeconds(10), new Step(A), new Step(B)) with
        {
            Relate = [new RelationSpec(A, "depends_on", B, null)],
        }, A, B) with { Scope = RuleScope.Fleet };
        var engine = new DiagnosisEngine(RuleSet.Of([rule]), Forwards);
        var networks = AttributeMap.From([new(AttributeNames.Networks, AttributeValue.FromList(["front"]))]);

        Assert.Empty(Forwarded(engine, Given.Event(EventTypes.ContainerExec, 0)));
        Assert.Equal([true], Forwarded(engine, Given.Event(EventTypes.ContainerStats, 1) with { Attributes = networks }));
        Assert.Empty(Forwarded(engine, Given.Event(EventTypes.ContainerStats, 2) with { Attributes = networks }));
        Assert.Equal([true], Forwarded(engine, Given.Event(EventTypes.ContainerRename, 3)));
        Assert.Equal([true], Forwarded(engine, Given.Event(EventTypes.ContainerDestroy, 4)));
        Assert.Equal([false], Forwarded(engine, Given.Event(A, 5, "c2")));
    }

    [Fact]
    public void Who_is_not_heard_and_is_heard_again_is_forwarded()
    {
        var rule = Given.Rule("any", Given.Of(CorrelationKind.Any, TimeSpan.FromSeconds(10), new Step(A)), A) with { Scope = RuleScope.Fleet };
        var engine = new DiagnosisEngine(RuleSet.Of([rule]), Forwards);

        Assert.Empty(Forwarded(engine, Given.Event(B, 0)));
        Assert.Single(Forwarded(engine, Given.Event(EventTypes.CollectorSilent, 1)));
        Assert.Single(Forwarded(engine, Given.Event(B, 2)));
        Assert.Empty(Forwarded(engine, Given.Event(B, 3)));
    }

    private static IReadOnlyList<bool> Forwarded(DiagnosisEngine engine, DockerEvent e) => [.. engine.Process(e).Forwarded.Select(f => f.TellsTopology)];

    private static List<string> Together(RuleSet rules, IEnumerable<DockerEvent> happened)
    {
        var said = new Dictionary<string, Diagnosis>();
        var engine = new DiagnosisEngine(rules);
        foreach (var e in happened)
        {
            Take(said, engine.Process(e));
        }

        // One host after the other, as their engines end.
        foreach (var host in Hosts)
        {
            Take(said, engine.Advance(id => id == host.Id ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue));
        }

        Take(said, engine.Finish());
        return InOrder(said);
    }

    private static void Take(Dictionary<string, Diagnosis> said, EngineOutput output)
    {
        foreach (var diagnosis in output.Diagnoses)
        {
            said[diagnosis.Id] = diagnosis;
        }
    }

    // What was withdrawn is as if it had not been said.
    private static List<string> InOrder(Dictionary<string, Diagnosis> said) =>
    [
        .. said.Values.Where(d => d.HiddenBy is not (HiddenBy.Superseded or HiddenBy.VerdictAmended))
            .OrderBy(d => d.Time).ThenBy(d => d.Rule, StringComparer.Ordinal).ThenBy(d => d.Id, StringComparer.Ordinal)
            .Select(d => $"{(d.Time - Given.Start).TotalSeconds:0.000} {d.Rule} {d.HiddenBy} {JsonSerializer.Serialize(d, ContractsJson.Default.Diagnosis)}"),
    ];

    private sealed class OfAnOutsider : EventCondition
    {
        internal override bool Holds(EventView view) => view.Event.Exit is { EndedBy: EndedBy.Outsider };
    }

    /// <summary>An engine for each host, and one for the fleet.</summary>
    private sealed class Separate(RuleSet rules, Dictionary<string, Diagnosis> said)
    {
        private readonly Dictionary<string, DiagnosisEngine> _hosts = Hosts.ToDictionary(h => h.Id, _ => new DiagnosisEngine(rules, Forwards));
        private readonly List<FleetInput> _taken = [];
        private FleetEngine _fleet = new(rules);

        public void Process(DockerEvent e) => Take(_hosts[e.Host.Id].Process(e));

        public void Finish()
        {
            foreach (var host in Hosts)
            {
                Take(_hosts[host.Id].Finish());
            }

            FleetEngineTests.Take(said, _fleet.Finish());
        }

        /// <summary>What was given out and what was taken are all that the next one has.</summary>
        public void StartFleetAgain()
        {
            _fleet = new FleetEngine(rules);
            var from = _taken.Select(t => t.Time).DefaultIfEmpty(Given.Start).Max() - rules.Reach - Margin;
            _fleet.Resume([.. said.Values], from);
            var words = new Dictionary<string, Diagnosis>();
            foreach (var input in _taken.Where(t => t.Time >= from))
            {
                // What a host said after it is newer than what the fleet made of it.
                _ = input.Diagnosis is { } heard && words.Remove(heard.Id);
                FleetEngineTests.Take(words, _fleet.Process(input));
            }

            FleetEngineTests.Take(words, _fleet.Resumed());
            FleetEngineTests.Take(said, new EngineOutput([], [.. words.Values]));
        }

        private void Take(EngineOutput output)
        {
            FleetEngineTests.Take(said, output);
            foreach (var input in output.Forwarded)
            {
                _taken.Add(input);
                FleetEngineTests.Take(said, _fleet.Process(input));
            }
        }
    }
}

using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Correlation;

namespace Diagnoser.Engine.Tests;

/// <summary>Whatever events say, the engine bears it: it throws nothing, and reports no rule that failed.</summary>
public sealed class EventFuzzTests
{
    private static readonly string[] Texts = ["", "x", "137", "\u0000\u001b[31m", "${{ x }}", "é\ud800", "$(reboot)", new('a', 70_000)];

    private static readonly Gen<AttributeValue> Values = Gen.OneOf(
        Gen.Int[0, 7].Select(i => AttributeValue.FromText(Texts[i])),
        Gen.OneOf(Gen.Long, Gen.Long[0, 300]).Select(AttributeValue.FromInteger),
        Gen.Double.Select(d => AttributeValue.FromReal(double.IsFinite(d) ? d : 0)),
        Gen.Bool.Select(AttributeValue.FromBoolean),
        Gen.Int[0, 7].Array[0, 3].Select(i => AttributeValue.FromList([.. i.Select(n => Texts[n])])));

    private static readonly string[] Names = [.. EventCatalogue.FieldNames];

    private static readonly string[] Data = ["null", "[]", "{}", "\"x\"", "[{\"time\":\"x\",\"text\":1}]", "[{\"time\":\"2026-01-01T00:00:00Z\",\"stream\":\"stderr\",\"text\":\"panic: x\"}]", "{\"HostConfig\":{\"Memory\":\"many\"}}", "{\"HostConfig\":{\"Memory\":-1e308}}"];

    private static readonly Gen<DockerEvent> Events =
        from type in Gen.Int[0, EventCatalogue.All.Count - 1]
        from seconds in Gen.OneOf(Gen.Double[0, 100], Gen.Double[-1e9, 1e9])
        from container in Gen.Int[1, 2]
        from attributes in Gen.Select(Gen.Int[0, Names.Length - 1], Values).Array[0, 12]
        from kind in Gen.Int[0, 3]
        from data in Gen.Int[0, Data.Length - 1]
        from run in Gen.Bool
        select Given.Event(EventCatalogue.All[type].Name, double.IsFinite(seconds) ? seconds : 0, $"c{container}") with
        {
            Attributes = AttributeMap.From(attributes.Select(a => KeyValuePair.Create(Names[a.Item1], a.Item2))),
            Evidence = [new Evidence(new[] { "inspect", "logs", "sample", "topology" }[kind], Given.Start, JsonDocument.Parse(Data[data]).RootElement)],
            Run = run ? new RunRef(Given.Start) : null,
        };

    [Fact]
    public void The_engine_bears_any_event()
    {
        var rules = RuleSet.Of(EventCatalogue.All.Take(16).Select((s, n) =>
            Given.Rule($"r{n}", Given.Of(n % 2 == 0 ? CorrelationKind.Any : CorrelationKind.Absent, TimeSpan.FromSeconds(10), new Step(s.Name)) with
            {
                Absent = n % 2 == 0 ? null : s.Name,
            }, s.Name)));
        Events.Array[1, 40].Sample(events =>
        {
            var engine = new DiagnosisEngine(rules);
            Assert.All(events, e => Assert.Empty(engine.Process(e).Faults));
            Assert.Empty(engine.Finish().Faults);
        });
    }
}

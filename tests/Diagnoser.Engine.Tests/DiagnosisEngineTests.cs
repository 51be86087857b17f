using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Tests.Correlation;

namespace Diagnoser.Engine.Tests;

public sealed class DiagnosisEngineTests
{
    private static readonly string[] Types =
    [
        EventTypes.ContainerStart, EventTypes.ContainerKill, EventTypes.ContainerOom, EventTypes.ContainerDie, EventTypes.ContainerPause,
        EventTypes.ContainerUnpause, EventTypes.ContainerDestroy,
    ];

    private static readonly Gen<DockerEvent[]> Events =
        Gen.Select(Gen.Int[0, Types.Length - 1], Gen.Int[0, 300], Gen.Int[1, 3]).Array[1, 40].Select(parts =>
            parts.Select(p => Given.Event(Types[p.Item1], p.Item2 / 10.0, $"c{p.Item3}") with { Run = null }).ToArray());

    [Fact]
    public void Its_halves_share_nothing_and_make_one_whole() =>
        Events.Sample(events =>
        {
            var (whole, halves) = (new DiagnosisEngine(ArrivalPropertyTests.Set), new DiagnosisEngine(ArrivalPropertyTests.Set));

            // As far apart as the halves can be: all is judged before anything is concluded.
            var released = events.Select(e =>
            {
                var ofOne = new List<DockerEvent>();
                halves.Judge(e, ofOne);
                return ofOne.ToArray();
            }).ToList();

            Assert.Equal(events.Select(e => Text(whole.Process(e))).ToList(), released.Select(r => Text(halves.Conclude(r))).ToList());
            Assert.Equal(Text(whole.Finish()), Text(halves.Finish()));
        });

    private static string Text(EngineOutput output) => string.Join('\n', [
        .. output.Ends.Select(e => JsonSerializer.Serialize(e, ContractsJson.Default.DockerEvent)),
        .. output.Diagnoses.Select(d => JsonSerializer.Serialize(d, ContractsJson.Default.Diagnosis)),
    ]);
}

using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>
/// Whatever a recording or a broker holds, each line is an event or is refused; no rule fails on it, and what is concluded can be stored and read
/// again.
/// </summary>
public sealed class EventFuzzTests
{
    public static TheoryData<string> Kept => Fuzz.Cases(".jsonl");

    [Fact]
    public void The_engine_bears_any_event() => Fuzz.Try(EventLines.All, ".jsonl", Holds);

    [Theory]
    [MemberData(nameof(Kept))]
    public void The_engine_bears_kept_events(string name) => Fuzz.Bounded(Fuzz.Case(name), Holds);

    private static void Holds(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        List<DockerEvent> events = [.. RecordedLines.Read(stream).Select(l => l.Event).OfType<DockerEvent>()];
        List<DockerEvent> taken = [];
        List<QuarantinedRecord> setAside = [];
        MessageBody.Read([.. "["u8, .. bytes.AsSpan().Trim((byte)'\n').ToArray().Select(b => b == '\n' ? (byte)',' : b), .. "]"u8], "queue", Some.Noon, taken, setAside);
        Assert.All(taken, e => Assert.Null(EventShape.Problem(e)));
        foreach (var rules in Good.Sets)
        {
            Run(rules, events);
            RunApart(rules, events);
        }
    }

    private static void Run(RuleSet rules, List<DockerEvent> events)
    {
        var engine = new DiagnosisEngine(rules);
        foreach (var dockerEvent in events)
        {
            Check(engine.Process(dockerEvent));
            if (engine.NextDue is { } due && due < dockerEvent.Time)
            {
                Check(engine.Advance(due));
            }
        }

        Check(engine.Finish());
    }

    // The rules of the fleet beside those of the hosts, as on several servers.
    private static void RunApart(RuleSet rules, List<DockerEvent> events)
    {
        var (engine, fleet) = (new DiagnosisEngine(rules, new EngineOptions { ForwardsFleet = true }), new FleetEngine(rules));
        foreach (var output in events.Select(e => engine.Process(e)).Append(engine.Finish()))
        {
            Check(output);
            foreach (var input in output.Forwarded)
            {
                Check(fleet.Process(input));
            }
        }

        Check(fleet.Finish());
    }

    private static void Check(EngineOutput output)
    {
        Assert.Empty(output.Faults.Select(f => f.Problem));
        foreach (var diagnosis in output.Diagnoses)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(diagnosis, ContractsJson.Default.Diagnosis);
            var read = JsonSerializer.Deserialize(json, ContractsJson.Default.Diagnosis);
            Assert.Equal(diagnosis.Id, read!.Id);
        }

        foreach (var end in output.Ends)
        {
            _ = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(end, ContractsJson.Default.DockerEvent), ContractsJson.Default.DockerEvent);
        }
    }
}

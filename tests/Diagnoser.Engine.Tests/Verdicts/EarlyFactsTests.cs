using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Correlation;

namespace Diagnoser.Engine.Tests.Verdicts;

/// <summary>
/// The kernel and the engine tell on different ways: what the kernel says of a run may come before the run's start, and must be in the diagnosis of
/// its end all the same.
/// </summary>
public sealed class EarlyFactsTests
{
    private static readonly Tape C = new();

    /// <summary>A death, with the kernel's line of the same run if there is one.</summary>
    private static readonly Rule Death = Keyed(Given.Rule(
        "death", Given.Of(CorrelationKind.Any, TimeSpan.FromSeconds(30), new Step(EventTypes.ContainerDie)), EventTypes.ContainerDie, EventTypes.KernelOomKill));

    private static readonly Dictionary<string, DockerEvent[]> Stories = new()
    {
        ["main process"] = [C.Create(0), C.Start(10, pid: 7), C.KernelKill(60, pid: 7), C.Oom(65), C.Die(100, 137)],
        ["child"] = [C.Create(0), C.Start(10, pid: 7), C.KernelKill(60, pid: 8), C.Oom(65), C.Die(100, 1)],
        ["the kernel's clock is ahead"] = [C.Create(0), C.Start(10, pid: 7), C.KernelKill(150, pid: 7), C.Oom(65), C.Die(100, 137)],
        ["no main process is known"] = [C.Create(0), C.Start(10), C.KernelKill(60, pid: 7), C.Die(100, 137)],
        ["two runs"] = [C.Start(0, pid: 7), C.Die(100, 137), C.Start(900, pid: 9), C.KernelKill(950, pid: 9), C.Die(1000, 137)],
    };

    public static TheoryData<string> Names => [.. Stories.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_order_of_arrival_concludes_the_same(string name)
    {
        var events = Stories[name];
        var expected = Conclusions(events);
        Assert.Contains(expected, d => d.Contains("\"source\":\"kernel\"", StringComparison.Ordinal));

        // What the engine tells of two runs comes in order: nothing says of which of them a death is that does not name it.
        var isInOrder = events.Count(e => e.Type == EventTypes.ContainerDie) > 1;
        foreach (var order in Orders(events).Where(o => !isInOrder || IsAsTold(o)))
        {
            var actual = Conclusions(order);
            Assert.True(expected.SequenceEqual(actual), $"{string.Join(", ", order.Select(e => $"{e.Type} {e.Time:ss.fff}"))}:\n{string.Join('\n', actual)}\nnot\n{string.Join('\n', expected)}");
        }
    }

    [Fact]
    public void A_fact_is_released_again_with_its_run_when_the_start_comes()
    {
        var released = Tape.Play(C.KernelKill(60, pid: 7), C.Start(10, pid: 7));

        Assert.Equal(
            [(EventTypes.KernelOomKill, null), (EventTypes.ContainerStart, Tape.At(10)), (EventTypes.KernelOomKill, (DateTimeOffset?)Tape.At(10))],
            released.Select(e => (e.Type, e.Run?.StartedAt)));
        Assert.Equal(released[0].Id, released[2].Id);
        Assert.Equal(true, released[2].Attributes[AttributeNames.ProcessIsMain]);
    }

    [Fact]
    public void A_crash_that_the_kernel_logs_before_the_start_is_known_gets_its_run_too()
    {
        var crash = C.KernelKill(60, pid: 7) with { Type = EventTypes.KernelLog };

        Assert.Equal([null, Tape.At(10)], Tape.Play(crash, C.Start(10)).Where(e => e.Type == EventTypes.KernelLog).Select(e => e.Run?.StartedAt));
    }

    [Fact]
    public void A_fact_that_is_too_old_is_not_released_again() =>
        Assert.Equal(2, Tape.Play(C.KernelKill(60, pid: 7), C.Start(6000, pid: 7)).Count);

    [Fact]
    public void A_fact_that_says_all_itself_is_released_once() => Assert.Equal(
        2,
        Tape.Play(Tape.With(C.KernelKill(60, pid: 7), AttributeNames.ProcessIsMain, true) with { Run = new RunRef(Tape.At(10)) }, C.Start(10, pid: 7)).Count);

    private static Rule Keyed(Rule rule) => rule with
    {
        Correlation = rule.Correlation with { By = [new KeyPart("container.run", rule.Watched.ToDictionary(s => s.Name, _ => "container.run"))] },
    };

    private static List<string> Conclusions(IEnumerable<DockerEvent> events)
    {
        var engine = new DiagnosisEngine(RuleSet.Of([Death]));
        var said = events.SelectMany(e => engine.Process(e).Diagnoses).ToList();
        said.AddRange(engine.Finish().Diagnoses);
        return
        [
            .. said.GroupBy(d => d.Id, StringComparer.Ordinal).Select(words => words.Last())
                .Where(d => d.HiddenBy is not (HiddenBy.Superseded or HiddenBy.VerdictAmended))
                .Select(d => JsonSerializer.Serialize(Lasting(d), ContractsJson.Default.Diagnosis)).Order(StringComparer.Ordinal),
        ];
    }

    // A death that the kernel has decided does not wait for what the engine says about OOM, so it cites what came before it only.
    private static Diagnosis Lasting(Diagnosis diagnosis) => diagnosis with
    {
        Evidence = [.. diagnosis.Evidence.Where(e => !e.Text.StartsWith("the engine sent ", StringComparison.Ordinal))],
    };

    private static bool IsAsTold(List<DockerEvent> order)
    {
        var told = order.FindAll(e => e.Type != EventTypes.KernelOomKill);
        return told.SequenceEqual(told.OrderBy(e => e.Time));
    }

    private static IEnumerable<List<DockerEvent>> Orders(DockerEvent[] events)
    {
        if (events.Length == 0)
        {
            yield return [];
        }

        for (var index = 0; index < events.Length; index++)
        {
            foreach (var rest in Orders([.. events.Where((_, other) => other != index)]))
            {
                yield return [events[index], .. rest];
            }
        }
    }
}

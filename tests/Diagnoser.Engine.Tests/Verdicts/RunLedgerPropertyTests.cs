using Diagnoser.Contracts;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Tests.Verdicts;

public sealed class RunLedgerPropertyTests
{
    private static readonly Tape C = new();

    /// <summary>Runs whose events all lie within the settle time of the death, so that any order of arrival is possible.</summary>
    private static readonly (string Reason, DockerEvent[] Events)[] Runs =
    [
        (ExitReasons.OomOwnLimit, [C.Start(0, pid: 7), C.KernelKill(60, pid: 7), C.Oom(65), C.Oom(102), C.Die(100, 137)]),
        (ExitReasons.OomOwnLimitChild, [C.Start(0, pid: 7), C.KernelKill(60, pid: 8), C.KernelKill(61, pid: 9), C.Oom(65), C.Die(100, 1)]),
        (ExitReasons.OomHost, [C.Start(0, pid: 7), C.KernelKill(60, pid: 7, constraint: "host"), C.Oom(70), C.Die(100, 137), C.Health(20)]),
        (ExitReasons.OomScopeUnknown, [C.Create(0), C.Start(10), C.Oom(65), C.Oom(104), C.Die(100, 137)]),
        (ExitReasons.StopRequested, [C.Start(0), C.Kill(50, 15), C.Stop(98), C.Die(100, 0), C.Destroy(110)]),
        (ExitReasons.SigtermIgnored, [C.Start(-900), C.Kill(-800, 15), C.Kill(80, 9), C.Die(100, 137), C.Stop(103)]),
        (ExitReasons.Removed, [C.Start(0), C.Kill(80, 9), C.Die(100, 137), C.Destroy(110)]),
        (ExitReasons.KillRequested, [C.Start(0), C.Kill(101, 9), C.Die(100, 137), C.Health(10)]),
        (ExitReasons.ErrorExit, [C.Create(0), C.Start(10), C.Die(100, 3), C.Destroy(110)]),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Runs.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Any_order_of_arrival_gives_the_same_verdict(int number)
    {
        var (reason, events) = Runs[number];
        var expected = Last(events);
        Assert.Equal(reason, expected.Exit!.Reason);

        foreach (var order in Orders(events))
        {
            AssertSame(expected, Last(order), order);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Repeated_events_change_nothing(int number)
    {
        var (_, events) = Runs[number];
        var expected = Tape.Play(events);

        foreach (var again in events)
        {
            for (var at = 0; at <= events.Length; at++)
            {
                List<DockerEvent> repeated = [.. events[..at], again, .. events[at..]];
                if (Array.IndexOf(events, again) < at)
                {
                    Assert.Equal(expected.Select(released => released.Id), Tape.Play(repeated).Select(released => released.Id));
                }

                AssertSame(expected.Last(IsEnd), Last(repeated), repeated);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Two_containers_in_one_stream_get_their_own_verdicts(int number)
    {
        var expected = Last(Runs[number].Events);
        for (var other = 0; other < Runs.Length; other++)
        {
            var strangers = Runs[other].Events.Select(OfStranger);
            var mixed = Runs[number].Events.Concat(strangers).OrderBy(dockerEvent => dockerEvent.Time).ToList();

            var ends = Tape.Play(mixed).FindAll(IsEnd);

            Assert.Equal(2, ends.Count);
            AssertSame(expected, ends.Find(end => end.Id == expected.Id)!, mixed);
            Assert.Equal(Runs[other].Reason, ends.Find(end => end.Id != expected.Id)!.Exit!.Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Two_rounds_of_one_container_get_their_own_verdicts(int number)
    {
        for (var other = 0; other < Runs.Length; other++)
        {
            // A container that is removed does not come back.
            var first = Runs[number].Events.Where(past => past.Type != EventTypes.ContainerDestroy).Select(past => Shifted(past, "a", -1250)).ToList();
            var second = Runs[other].Events.Where(next => next.Type != EventTypes.ContainerCreate).ToList();
            List<DockerEvent> both = [.. first.Concat(second).OrderBy(dockerEvent => dockerEvent.Time)];

            var ends = Tape.Play(both).FindAll(IsEnd);

            Assert.Equal(
                [Last(first).Exit!.Reason, Last(second).Exit!.Reason],
                ends.Select(end => end.Exit!.Reason));
        }
    }

    private static DockerEvent OfStranger(DockerEvent dockerEvent)
    {
        var id = new Tape("stranger").Id;
        return dockerEvent with
        {
            Id = "x" + dockerEvent.Id,
            Subject = dockerEvent.Subject with { Id = id, Name = "stranger" },
            Attributes = dockerEvent.Attributes.With(
                AttributeNames.OomCgroup,
                dockerEvent.Attributes.TryGet(AttributeNames.OomCgroup, out _) ? $"/docker/{id}" : default(AttributeValue)),
        };
    }

    private static DockerEvent Shifted(DockerEvent dockerEvent, string id, double milliseconds) => dockerEvent with
    {
        Id = id + dockerEvent.Id,
        Time = dockerEvent.Time.AddMilliseconds(milliseconds),
        Run = dockerEvent.Run is { } run ? new(run.StartedAt.AddMilliseconds(milliseconds)) : null,
        // Another round has other processes.
        Attributes = dockerEvent.Attributes
            .With(AttributeNames.MainPid, Plus(dockerEvent, AttributeNames.MainPid))
            .With(AttributeNames.ProcessPid, Plus(dockerEvent, AttributeNames.ProcessPid)),
    };

    private static AttributeValue Plus(DockerEvent dockerEvent, string name) =>
        dockerEvent.Attributes[name].TryGetInteger(out var pid) ? pid + 100 : default;

    private static bool IsEnd(DockerEvent released) => released.Exit is not null;

    private static DockerEvent Last(IEnumerable<DockerEvent> events) => Tape.Play(events).Last(IsEnd);

    private static void AssertSame(DockerEvent expected, DockerEvent actual, IEnumerable<DockerEvent> order)
    {
        var story = string.Join(", ", order.Select(dockerEvent => $"{dockerEvent.Type} {dockerEvent.Time:ss.fff}"));
        Assert.True(
            expected.Id == actual.Id
                && expected.Exit!.Reason == actual.Exit!.Reason
                && expected.Exit.Certainty == actual.Exit.Certainty
                && Lasting(expected).SequenceEqual(Lasting(actual))
                && expected.Run == actual.Run
                && expected.Attributes.With(AttributeNames.OomEvents, 0).Equals(actual.Attributes.With(AttributeNames.OomEvents, 0)),
            $"{story}: {expected.Exit} {string.Join("; ", expected.Exit!.Facts)} {expected.Run}, not {actual.Exit} {string.Join("; ", actual.Exit!.Facts)} {actual.Run}");
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

    // A death that the kernel has decided does not wait for what the engine says about OOM, so it cites what came before it only.
    private static IEnumerable<string> Lasting(DockerEvent end) =>
        end.Exit!.Facts.Where(fact => end.Exit.Certainty != Certainty.Confirmed || !fact.StartsWith("the engine sent ", StringComparison.Ordinal));
}

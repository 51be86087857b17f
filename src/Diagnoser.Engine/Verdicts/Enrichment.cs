using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>Adds to an event what the ledger knows and the event does not say; never overwrites.</summary>
internal static class Enrichment
{
    /// <summary>Any event of a container but a death.</summary>
    public static DockerEvent Of(DockerEvent dockerEvent, ContainerTrack container, RunTrack? run)
    {
        var known = Named(dockerEvent, container, run);
        if (known.Type != EventTypes.KernelOomKill)
        {
            return known;
        }

        var added = new List<KeyValuePair<string, AttributeValue>>(2);
        if (!known.Attributes.TryGet(AttributeNames.ProcessIsMain, out _)
            && KernelKill.From(known).Word(run?.MainPid) is var word and not KernelWord.SomeKilled)
        {
            added.Add(new(AttributeNames.ProcessIsMain, word == KernelWord.MainKilled));
        }

        if (!known.Attributes.TryGet(AttributeNames.OomScope, out _) && KernelKill.ScopeOf(known) is { } scope)
        {
            added.Add(new(AttributeNames.OomScope, scope));
        }

        return added.Count == 0 ? known : known with { Attributes = known.Attributes.With(added) };
    }

    /// <summary>A death, with its verdict.</summary>
    public static DockerEvent Of(ExitFacts facts, ContainerTrack container, RunTrack run)
    {
        var known = Named(facts.End, container, run);
        var exit = ExitTable.Judge(facts);
        var had = known.Attributes;
        var seconds = !had.TryGet(AttributeNames.RunSeconds, out var given) && run.StartedAt is { } startedAt && startedAt <= known.Time
            ? (known.Time - startedAt).TotalSeconds
            : given;

        // A kill at the own limit is itself the measurement: memory had reached the limit.
        var peak = !had.TryGet(AttributeNames.MemoryPeak, out given) && exit is { EndedBy: EndedBy.KernelOwnLimit, Certainty: > Certainty.Inconclusive }
            ? had[AttributeNames.MemoryLimit]
            : given;
        return known with
        {
            Exit = exit,
            Attributes = had.With(
            [
                new(AttributeNames.OomEvents, run.Ooms),
                new(AttributeNames.StopWait, StopWait(run) is { } wait ? wait.TotalSeconds : default(AttributeValue)),
                new(AttributeNames.RunSeconds, seconds),
                new(AttributeNames.MemoryPeak, peak),
            ]),
        };
    }

    /// <summary>From the last signal before the last SIGKILL to it.</summary>
    private static TimeSpan? StopWait(RunTrack run)
    {
        if (run.Signals.Count == 0)
        {
            return null;
        }

        var kill = run.Signals.LastOrDefault(signal => signal.Number == ApiSignal.Kill);
        var stop = run.Signals.LastOrDefault(signal => signal.Number != ApiSignal.Kill && signal.Time <= kill.Time);
        return kill.Number is null || stop == default ? null : kill.Time - stop.Time;
    }

    private static DockerEvent Named(DockerEvent dockerEvent, ContainerTrack container, RunTrack? run)
    {
        if (dockerEvent.Subject.Name.Length == 0 && container.Name.Length > 0)
        {
            dockerEvent = dockerEvent with { Subject = dockerEvent.Subject with { Name = container.Name } };
        }

        return dockerEvent.Run is null && run?.StartedAt is { } startedAt
            ? dockerEvent with { Run = new(startedAt) }
            : dockerEvent;
    }
}

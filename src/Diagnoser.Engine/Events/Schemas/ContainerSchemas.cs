using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Events of a container's life, as the engine tells them.</summary>
internal static class ContainerSchemas
{
    public static readonly IReadOnlyList<EventField> Exit =
    [
        new(AttributeNames.ExitCode, FieldType.Integer, "exit code of the main process, from inspect"),
        new(AttributeNames.Error, FieldType.Text, "State.Error: why the engine could not start it"),
        new(FieldNames.ExitEndedBy, FieldType.Text, "who or what ended the run")
        {
            Values = ["unknown", "kernelOwnLimit", "kernelHost", "kernelParent", "operator", "orchestrator", "daemon", "itself", "outsider"],
        },
        new(FieldNames.ExitReason, FieldType.Text, "the verdict as a slug, such as oom-own-limit"),
        new(FieldNames.ExitCertainty, FieldType.Text, "how sure the verdict is") { Values = ["confirmed", "probable", "inconclusive"] },
        new(FieldNames.ExitFacts, FieldType.List, "what the verdict rests on, in words"),
        new(FieldNames.LogTail, FieldType.Text, "the last log lines, newest last; hostile text"),
    ];

    private static readonly IReadOnlyList<EventField> Died =
    [
        new(AttributeNames.RunSeconds, FieldType.Duration, "how long the run lasted"),
        new(AttributeNames.Restarting, FieldType.Boolean, "true while the engine waits to restart it"),
        new(AttributeNames.OomKilled, FieldType.Boolean, "the engine's State.OOMKilled: some process was killed in this life"),
        new(AttributeNames.OomEvents, FieldType.Integer, "number of oom events in this run"),
        new(AttributeNames.MemoryPeak, FieldType.Bytes, "highest memory use seen in this run"),
        new(AttributeNames.HostOomKills, FieldType.Integer, "growth of the host's OOM kill counter over this run's end"),
        new(FieldNames.StoppedByUser, FieldType.Boolean, "true if somebody stopped it through the API; absent while nobody knows who ended it"),
    ];

    private static readonly IReadOnlyList<EventField> Health =
    [
        new(AttributeNames.HealthStatus, FieldType.Text, "the new state") { Values = ["healthy", "unhealthy", "starting"] },
        new(AttributeNames.HealthExitCode, FieldType.Integer, "exit code of the last probe; -1 for a time-out"),
        new(AttributeNames.HealthOutput, FieldType.Text, "what the last probe printed; hostile text"),
        new(AttributeNames.HealthDuration, FieldType.Duration, "how long the last probe took"),
        new(AttributeNames.HealthFailingStreak, FieldType.Integer, "failed probes in a row"),
        new(AttributeNames.HealthCommand, FieldType.Text, "the probe's command as one line"),
        new(AttributeNames.HealthProgram, FieldType.Text, "the probe's first program"),
        new(AttributeNames.HealthTimeout, FieldType.Duration, "the probe's time-out"),
        new(AttributeNames.HealthInterval, FieldType.Duration, "time between probes"),
        new(AttributeNames.HealthRetries, FieldType.Integer, "failures in a row until unhealthy"),
        new(FieldNames.LogTail, FieldType.Text, "the last log lines, newest last; hostile text"),
    ];

    private static readonly EventField Signal = new(AttributeNames.Signal, FieldType.Integer, "number of the signal");

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.ContainerCreate, "a container was created", EventSources.Docker, FieldGroups.Container);
        yield return new(EventTypes.ContainerStart, "a run began", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerStartFailed, "a container could not be started", EventSources.Inspect, [.. FieldGroups.Container, .. Exit]);
        yield return new(EventTypes.ContainerDie, "a run ended", EventSources.Docker, [.. FieldGroups.Running, .. Exit, .. Died]);
        yield return new(EventTypes.ContainerOom, "the kernel killed some process of the container", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerKill, "the API sent a signal", EventSources.Docker, [.. FieldGroups.Running, Signal]);
        yield return new(EventTypes.ContainerStop, "the API stopped the container", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerRestart, "the API restarted the container", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerDestroy, "a container was removed", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerUpdate, "limits or the restart policy were changed live", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerRename, "a container was renamed", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerPause, "a container was paused", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerUnpause, "a container was unpaused", EventSources.Docker, FieldGroups.Running);
        yield return new(EventTypes.ContainerHealthStatus, "the health state changed", EventSources.Docker, [.. FieldGroups.Running, .. Health]);
        yield return new(EventTypes.ContainerProbe, "a health probe failed, or was the first good one after that, whether it changed the state or not", EventSources.Docker, [.. FieldGroups.Running, .. Health]);
    }
}

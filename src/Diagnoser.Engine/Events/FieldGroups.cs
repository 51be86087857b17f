using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events;

/// <summary>Fields that several event types share.</summary>
internal static class FieldGroups
{
    public static readonly IReadOnlyList<EventField> Every =
    [
        new(FieldNames.Time, FieldType.Time, "when it happened, by the source's clock"),
        new(FieldNames.HostId, FieldType.Text, "the Docker host's id"),
        new(FieldNames.HostName, FieldType.Text, "the Docker host's name"),
        new(AttributeNames.Reconciled, FieldType.Boolean, "true if it was found by comparing states, not seen as it happened"),
        new(AttributeNames.Raw, FieldType.Boolean, "true if it comes from raw docker events lines, without inspect"),
        new(AttributeNames.Repeats, FieldType.Integer, "number of equal events that this one stands for"),
        new(AttributeNames.EngineVersion, FieldType.Text, "the engine's version"),
        new(AttributeNames.HostMemoryTotal, FieldType.Bytes, "the host's memory"),
        new(AttributeNames.CgroupVersion, FieldType.Integer, "version of the host's cgroups, 1 or 2"),
    ];

    public static readonly IReadOnlyList<EventField> Container =
    [
        .. Every,
        new(FieldNames.ContainerId, FieldType.Text, "the engine's id of the container"),
        new(FieldNames.ContainerName, FieldType.Text, "the container's name"),
        new(FieldNames.ServiceName, FieldType.Text, "compose or Swarm service, else the container's name"),
        new(FieldNames.ServiceNamespace, FieldType.Text, "compose project or Swarm stack"),
        new(FieldNames.ServiceShortName, FieldType.Text, "the service without its stack's prefix"),
        new(AttributeNames.ImageName, FieldType.Text, "image repository and tag as configured"),
        new(AttributeNames.ImageId, FieldType.Text, "the image's digest"),
        new(AttributeNames.Orchestrator, FieldType.Text, "who keeps the container") { Values = ["swarm", "compose", "none"] },
        new(AttributeNames.LabelPrefix, FieldType.Text, "a label of the container; hostile text"),
        new(AttributeNames.ForgedAttributes, FieldType.List, "label keys that overwrite attributes of the engine's events"),
        new(AttributeNames.RestartCount, FieldType.Integer, "restarts by policy, as the engine counts them"),
        new(AttributeNames.RestartPolicy, FieldType.Text, "the restart policy") { Values = ["no", "always", "unless-stopped", "on-failure"] },
        new(AttributeNames.RestartMaximum, FieldType.Integer, "maximum of retries of on-failure"),
        new(AttributeNames.AutoRemove, FieldType.Boolean, "true if the engine removes the container at its end (--rm)"),
        new(AttributeNames.MemoryLimit, FieldType.Bytes, "memory limit; absent if unlimited"),
        new(AttributeNames.MemorySwapLimit, FieldType.Bytes, "memory plus swap limit; absent if unlimited"),
        new(AttributeNames.MainPid, FieldType.Integer, "process id of the main process on the host"),
        new(AttributeNames.StopTimeout, FieldType.Duration, "how long the engine waits after the stop signal"),
        new(AttributeNames.StopWait, FieldType.Duration, "how long it did wait until SIGKILL; absent if it sent none"),
        new(AttributeNames.StopSignal, FieldType.Integer, "number of the signal that asks the main process to stop"),
        new(AttributeNames.Command, FieldType.Text, "entrypoint and command as one line, redacted"),
        new(AttributeNames.Executable, FieldType.Text, "first word of what the engine executes"),
        new(AttributeNames.Init, FieldType.Boolean, "true if an init process runs in front"),
        new(AttributeNames.ComposeProject, FieldType.Text, "the compose project"),
        new(AttributeNames.ComposeService, FieldType.Text, "the compose service"),
        new(AttributeNames.ComposeFiles, FieldType.Text, "the compose files, joined by commas"),
        new(AttributeNames.ComposeDirectory, FieldType.Text, "the compose project's folder"),
        new(AttributeNames.SwarmService, FieldType.Text, "the Swarm service"),
    ];

    public static readonly EventField Run = new(FieldNames.ContainerRun, FieldType.Text, "one life of the container: its id and when it started");

    public static readonly IReadOnlyList<EventField> Running = [.. Container, Run];

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

    public static readonly IReadOnlyList<EventField> Died =
    [
        new(AttributeNames.RunSeconds, FieldType.Duration, "how long the run lasted"),
        new(AttributeNames.Restarting, FieldType.Boolean, "true while the engine waits to restart it"),
        new(AttributeNames.OomKilled, FieldType.Boolean, "the engine's State.OOMKilled: some process was killed in this life"),
        new("container.oom_events", FieldType.Integer, "number of oom events in this run"),
        new(AttributeNames.MemoryPeak, FieldType.Bytes, "highest memory use seen in this run"),
        new(AttributeNames.HostOomKills, FieldType.Integer, "growth of the host's OOM kill counter over this run's end"),
    ];

    public static readonly IReadOnlyList<EventField> Health =
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

    public static readonly IReadOnlyList<EventField> Process =
    [
        new(AttributeNames.ProcessName, FieldType.Text, "name (comm) of the process"),
        new(AttributeNames.ProcessPid, FieldType.Integer, "process id on the host"),
        new(AttributeNames.ProcessIsMain, FieldType.Boolean, "true if it is the container's main process; absent if not known"),
        new(AttributeNames.KernelLine, FieldType.Text, "the kernel's line"),
    ];

    public static readonly IReadOnlyList<EventField> OomKill =
    [
        .. Process,
        new(AttributeNames.ProcessRss, FieldType.Bytes, "resident memory of the process"),
        new(AttributeNames.OomConstraint, FieldType.Text, "whose limit the kernel ran into") { Values = ["memcg", "host", "cpuset"] },
        new(AttributeNames.OomCgroup, FieldType.Text, "path of the cgroup whose limit was reached"),
        new(AttributeNames.TaskCgroup, FieldType.Text, "path of the killed process's cgroup"),
        new(AttributeNames.OomScope, FieldType.Text, "whose limit it was, seen from the container") { Values = ["own", "parent", "host"] },
    ];

    public static readonly IReadOnlyList<EventField> Network =
    [
        new(FieldNames.NetworkId, FieldType.Text, "the engine's id of the network"),
        new(FieldNames.NetworkName, FieldType.Text, "the network's name"),
    ];

    public static readonly IReadOnlyList<EventField> Blind =
    [
        new(AttributeNames.BlindSource, FieldType.Text, "which source was blind"),
        new(AttributeNames.BlindFrom, FieldType.Text, "since when"),
        new(AttributeNames.BlindReason, FieldType.Text, "why"),
        new(AttributeNames.BlindLost, FieldType.Text, "what may be missing because of it"),
    ];
}

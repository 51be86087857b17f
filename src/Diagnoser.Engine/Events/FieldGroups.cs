using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events;

/// <summary>Fields that several areas of the catalogue share.</summary>
internal static class FieldGroups
{
    /// <summary>Fields of every event.</summary>
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

    /// <summary>Fields of every event of a container; they come from inspect.</summary>
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
        new(AttributeNames.Networks, FieldType.List, "names of the networks it is on"),
        new(FieldNames.OnUserDefinedNetwork, FieldType.Boolean, "true if one of its networks is neither bridge, host nor none: only there are names resolved"),
        new(AttributeNames.Addresses, FieldType.List, "its addresses, as network=ip"),
        new(AttributeNames.Aliases, FieldType.List, "names by which others on its user-defined networks can reach it"),
        new(AttributeNames.Volumes, FieldType.List, "named volumes, and sources of bind mounts"),
        new(AttributeNames.Ports, FieldType.List, "published ports, as 0.0.0.0:8080->80/tcp"),
        new(AttributeNames.DependsOn, FieldType.List, "services it is declared to depend on: depends_on of compose, or the label diagnoser.depends_on"),
        new(AttributeNames.TalksTo, FieldType.List, "peers that it has called and has connections to, as ip:port; on net.sample"),
        new("container.jvm.max_heap", FieldType.Bytes, "largest heap of its JVM, by its flags") { IsMade = false },
        new(AttributeNames.CutAttributes, FieldType.List, "lists of this event that were too long and are cut"),
    ];

    public static readonly EventField Run = new(FieldNames.ContainerRun, FieldType.Text, "one life of the container: its id and when it started");

    /// <summary>Fields of every event of a container that has been started.</summary>
    public static readonly IReadOnlyList<EventField> Running = [.. Container, Run];

    /// <summary>What was logged, by a container or by the daemon.</summary>
    public static readonly IReadOnlyList<EventField> Log =
    [
        new(AttributeNames.LogBody, FieldType.Text, "the line; hostile text"),
        new(AttributeNames.LogLevel, FieldType.Text, "the level, if the line says one") { Values = ["debug", "info", "warning", "error", "fatal"] },
        new(AttributeNames.LogRepeats, FieldType.Integer, "for how many lines like it this one stands, where they were too many to be told each"),
    ];

    /// <summary>Over which time differences were taken.</summary>
    public static readonly EventField Interval = new("sample.interval", FieldType.Duration, "time since the measurement before, over which _delta fields count");
}

using System.Collections.Frozen;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Spool;

/// <summary>Knows what each type of event is worth to the spool, and which cannot wait. One closed table; a test holds it against the list of types.</summary>
internal static class Priorities
{
    /// <summary>All priorities.</summary>
    public static readonly IReadOnlyList<EventPriority> All = [EventPriority.Critical, EventPriority.Evidence, EventPriority.Routine];

    /// <summary>Every type of event with its priority.</summary>
    public static readonly FrozenDictionary<string, EventPriority> Table = new Dictionary<string, EventPriority>(StringComparer.Ordinal)
    {
        [EventTypes.ContainerStart] = EventPriority.Critical,
        [EventTypes.ContainerStartFailed] = EventPriority.Critical,
        [EventTypes.ContainerDie] = EventPriority.Critical,
        [EventTypes.ContainerOom] = EventPriority.Critical,
        [EventTypes.ContainerHealthStatus] = EventPriority.Critical,
        [EventTypes.KernelOomKill] = EventPriority.Critical,
        [EventTypes.DaemonRestart] = EventPriority.Critical,
        [EventTypes.HostBoot] = EventPriority.Critical,
        [EventTypes.CollectorStarted] = EventPriority.Critical,
        [EventTypes.CollectorBlind] = EventPriority.Critical,
        [EventTypes.CollectorHeartbeat] = EventPriority.Critical,
        [EventTypes.CollectorSilent] = EventPriority.Critical,

        [EventTypes.ContainerCreate] = EventPriority.Evidence,
        [EventTypes.ContainerKill] = EventPriority.Evidence,
        [EventTypes.ContainerStop] = EventPriority.Evidence,
        [EventTypes.ContainerRestart] = EventPriority.Evidence,
        [EventTypes.ContainerDestroy] = EventPriority.Evidence,
        [EventTypes.ContainerUpdate] = EventPriority.Evidence,
        [EventTypes.ContainerRename] = EventPriority.Evidence,
        [EventTypes.ContainerPause] = EventPriority.Evidence,
        [EventTypes.ContainerUnpause] = EventPriority.Evidence,
        [EventTypes.ContainerProbe] = EventPriority.Evidence,
        [EventTypes.ContainerLog] = EventPriority.Evidence,
        [EventTypes.ContainerExec] = EventPriority.Evidence,
        [EventTypes.ContainerCopy] = EventPriority.Evidence,
        [EventTypes.KernelLog] = EventPriority.Evidence,
        [EventTypes.DaemonReload] = EventPriority.Evidence,
        [EventTypes.DaemonLog] = EventPriority.Evidence,
        [EventTypes.DaemonUnresponsive] = EventPriority.Evidence,
        [EventTypes.NetworkConnect] = EventPriority.Evidence,
        [EventTypes.NetworkDisconnect] = EventPriority.Evidence,
        [EventTypes.NetworkCreate] = EventPriority.Evidence,
        [EventTypes.NetworkDestroy] = EventPriority.Evidence,
        [EventTypes.ImagePull] = EventPriority.Evidence,
        [EventTypes.ImagePullFailed] = EventPriority.Evidence,
        [EventTypes.ImageDelete] = EventPriority.Evidence,
        [EventTypes.ImageCommit] = EventPriority.Evidence,
        [EventTypes.VolumeMount] = EventPriority.Evidence,
        [EventTypes.VolumeUnmount] = EventPriority.Evidence,
        [EventTypes.ServiceChange] = EventPriority.Evidence,
        [EventTypes.ChangeDaemon] = EventPriority.Evidence,
        [EventTypes.ChangeHost] = EventPriority.Evidence,
        [EventTypes.ChangeImage] = EventPriority.Evidence,
        [EventTypes.SwarmService] = EventPriority.Evidence,
        [EventTypes.SwarmNode] = EventPriority.Evidence,
        [EventTypes.SwarmTask] = EventPriority.Evidence,
        [EventTypes.PostureFinding] = EventPriority.Evidence,
        [EventTypes.Diagnosis] = EventPriority.Evidence,

        [EventTypes.ContainerStats] = EventPriority.Routine,
        [EventTypes.ContainerLogFile] = EventPriority.Routine,
        [EventTypes.NetSample] = EventPriority.Routine,
        [EventTypes.HostDisk] = EventPriority.Routine,
        [EventTypes.HostMemory] = EventPriority.Routine,
        [EventTypes.HostCpu] = EventPriority.Routine,
        [EventTypes.HostClock] = EventPriority.Routine,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // What a verdict or a diagnosis waits for; a start, for one, can gather with others.
    private static readonly FrozenSet<string> Urgent = FrozenSet.Create(
        StringComparer.Ordinal,
        EventTypes.ContainerDie,
        EventTypes.ContainerOom,
        EventTypes.KernelOomKill,
        EventTypes.ContainerStartFailed,
        EventTypes.ContainerHealthStatus,
        EventTypes.DaemonRestart,
        EventTypes.CollectorBlind,
        EventTypes.CollectorStarted);

    /// <summary>Its priority. What was found by comparing states is critical whatever it is: no source will tell it again. An unknown type is evidence.</summary>
    public static EventPriority Of(DockerEvent dockerEvent) =>
        dockerEvent.Attributes[AttributeNames.Reconciled].HasValue ? EventPriority.Critical : Table.GetValueOrDefault(dockerEvent.Type, EventPriority.Evidence);

    /// <summary>True if it must not wait for company.</summary>
    public static bool IsUrgent(DockerEvent dockerEvent) => Urgent.Contains(dockerEvent.Type);

    /// <summary>The word for a priority, in messages, meters and blind windows.</summary>
    public static string Name(EventPriority priority) => priority switch
    {
        EventPriority.Critical => "critical",
        EventPriority.Evidence => "evidence",
        _ => "routine",
    };
}

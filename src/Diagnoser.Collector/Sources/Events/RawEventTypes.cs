using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>Which of the engine's events become which of ours.</summary>
internal static class RawEventTypes
{
    /// <summary>A program was prepared to run in a container; the action has its command line.</summary>
    public const string ExecCreate = "exec_create";

    /// <summary>It was started.</summary>
    public const string ExecStart = "exec_start";

    /// <summary>It ended.</summary>
    public const string ExecDie = "exec_die";

    /// <summary>Files were copied out of a container.</summary>
    public const string ArchivePath = "archive-path";

    /// <summary>Files were copied into a container.</summary>
    public const string ExtractToDir = "extract-to-dir";

    private const string Unused = "";

    /// <summary>The lives of containers, their networks and the daemon: what a recording tells. Null if nobody uses it.</summary>
    public static string? OfRecording(string kind, string action) => (kind, action) switch
    {
        (Subject.Container, "create") => EventTypes.ContainerCreate,
        (Subject.Container, "start") => EventTypes.ContainerStart,
        (Subject.Container, "die") => EventTypes.ContainerDie,
        (Subject.Container, "oom") => EventTypes.ContainerOom,
        (Subject.Container, "kill") => EventTypes.ContainerKill,
        (Subject.Container, "stop") => EventTypes.ContainerStop,
        (Subject.Container, "restart") => EventTypes.ContainerRestart,
        (Subject.Container, "destroy") => EventTypes.ContainerDestroy,
        (Subject.Container, "update") => EventTypes.ContainerUpdate,
        (Subject.Container, "rename") => EventTypes.ContainerRename,
        (Subject.Container, "pause") => EventTypes.ContainerPause,
        (Subject.Container, "unpause") => EventTypes.ContainerUnpause,
        (Subject.Container, "health_status") => EventTypes.ContainerHealthStatus,
        (Subject.Network, "connect") => EventTypes.NetworkConnect,
        (Subject.Network, "disconnect") => EventTypes.NetworkDisconnect,
        (Subject.Daemon, "reload") => EventTypes.DaemonReload,
        _ => null,
    };

    /// <summary>What the stream of a live engine is asked for: the same, and its images, volumes and networks.</summary>
    public static string? OfStream(string kind, string action) => (kind, action) switch
    {
        (Subject.Container, "commit") => EventTypes.ImageCommit,
        (Subject.Image, "pull") => EventTypes.ImagePull,
        (Subject.Image, "delete") => EventTypes.ImageDelete,
        (Subject.Network, "create") => EventTypes.NetworkCreate,
        (Subject.Network, "destroy") => EventTypes.NetworkDestroy,
        (Subject.Volume, "mount") => EventTypes.VolumeMount,
        (Subject.Volume, "unmount") => EventTypes.VolumeUnmount,
        _ => OfRecording(kind, action),
    };

    /// <summary>
    /// What is read from the engine's memory: the same, and what people do in containers, which is not asked of the stream because health probes
    /// are a part of it. Every event has a type here, for the memory's length counts too.
    /// </summary>
    public static string? OfMemory(string kind, string action) => (kind, action) switch
    {
        (Subject.Container, ExecCreate or ExecStart or ExecDie or ArchivePath or ExtractToDir) => action,
        _ => OfStream(kind, action) ?? Unused,
    };

    /// <summary>True if the stream brings events of this type too.</summary>
    public static bool IsOfStream(string type) => type.Length > 0 && !IsActivity(type);

    /// <summary>True if it is something that people do in containers.</summary>
    public static bool IsActivity(string type) => type is ExecCreate or ExecStart or ExecDie or ArchivePath or ExtractToDir;
}

using Diagnoser.Contracts;

namespace Diagnoser.Engine.Topology;

/// <summary>The words for a container's state, as the engine has them, and what events say of it.</summary>
internal static class ContainerStates
{
    public const string Unknown = "unknown";
    public const string Created = "created";
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Restarting = "restarting";
    public const string Exited = "exited";
    public const string Removed = "removed";

    /// <summary>The states that a test can give a container.</summary>
    public static readonly IReadOnlyList<string> Given = [Running, Created, Paused, Restarting, Exited];

    /// <summary>The state after an event; null if the event does not tell.</summary>
    public static string? After(DockerEvent e, string before) => e.Type switch
    {
        EventTypes.ContainerCreate => Created,
        EventTypes.ContainerStart or EventTypes.ContainerRestart or EventTypes.ContainerUnpause => Running,
        EventTypes.ContainerPause => Paused,
        EventTypes.ContainerDie => e.Attributes[AttributeNames.Restarting].TryGetBoolean(out var again) && again ? Restarting : Exited,
        EventTypes.ContainerStartFailed => before is Unknown or Running ? Exited : null,
        EventTypes.ContainerDestroy => Removed,

        // Only of a running container there is something to tell; it may be told late, though.
        EventTypes.ContainerHealthStatus or EventTypes.ContainerProbe or EventTypes.ContainerLog or EventTypes.ContainerStats
            or EventTypes.ContainerExec or EventTypes.ContainerOom or EventTypes.NetSample when before == Unknown => Running,
        _ => null,
    };
}

namespace Diagnoser.Contracts;

/// <summary>Names of the event types that are made today; the catalogue in the engine says which fields each has.</summary>
public static class EventTypes
{
    /// <summary>A container was created.</summary>
    public const string ContainerCreate = "container.create";

    /// <summary>A run began.</summary>
    public const string ContainerStart = "container.start";

    /// <summary>A container could not be started. Docker has no such event (moby#22043): derived from a missing start and inspect.</summary>
    public const string ContainerStartFailed = "container.start_failed";

    /// <summary>A run ended.</summary>
    public const string ContainerDie = "container.die";

    /// <summary>The kernel killed some process of the container's cgroup; the container may live on.</summary>
    public const string ContainerOom = "container.oom";

    /// <summary>The API sent a signal to the container.</summary>
    public const string ContainerKill = "container.kill";

    /// <summary>The API stopped the container; before or after <c>container.die</c> depending on the engine.</summary>
    public const string ContainerStop = "container.stop";

    /// <summary>The API restarted the container; never a restart by policy.</summary>
    public const string ContainerRestart = "container.restart";

    /// <summary>A container was removed.</summary>
    public const string ContainerDestroy = "container.destroy";

    /// <summary>Limits or the restart policy were changed live.</summary>
    public const string ContainerUpdate = "container.update";

    /// <summary>A container was renamed.</summary>
    public const string ContainerRename = "container.rename";

    /// <summary>A container was paused.</summary>
    public const string ContainerPause = "container.pause";

    /// <summary>A container was unpaused.</summary>
    public const string ContainerUnpause = "container.unpause";

    /// <summary>The health state changed.</summary>
    public const string ContainerHealthStatus = "container.health_status";

    /// <summary>The kernel's OOM killer killed a process of a container.</summary>
    public const string KernelOomKill = "kernel.oom_kill";

    /// <summary>Another kernel line that names a container or the host's health.</summary>
    public const string KernelLog = "kernel.log";

    /// <summary>A container was connected to a network.</summary>
    public const string NetworkConnect = "network.connect";

    /// <summary>A container was disconnected from a network.</summary>
    public const string NetworkDisconnect = "network.disconnect";

    /// <summary>The Docker daemon was restarted or went away and came back.</summary>
    public const string DaemonRestart = "daemon.restart";

    /// <summary>The daemon reloaded its configuration.</summary>
    public const string DaemonReload = "daemon.reload";

    /// <summary>The collector started; says what it can and cannot see.</summary>
    public const string CollectorStarted = "collector.started";

    /// <summary>A rule concluded something; for rules that build on others.</summary>
    public const string Diagnosis = "diagnosis";

    /// <summary>A collector that was heard is not heard any more.</summary>
    public const string CollectorSilent = "collector.silent";

    /// <summary>A blind window of the collector ended.</summary>
    public const string CollectorBlind = "collector.blind";
}

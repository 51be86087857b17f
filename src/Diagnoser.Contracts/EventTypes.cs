namespace Diagnoser.Contracts;

/// <summary>Names of the event types; the catalogue in the engine says which fields each has, and which of them are made.</summary>
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

    /// <summary>A blind window of the collector ended.</summary>
    public const string CollectorBlind = "collector.blind";

    /// <summary>The collector lives, and how it is: its clock, what waits in its spool, what it has lost. Never kept; it only moves its host's clock.</summary>
    public const string CollectorHeartbeat = "collector.heartbeat";

    /// <summary>A health probe failed, or was the first good one after that, whether it changed the health state or not.</summary>
    public const string ContainerProbe = "container.probe";

    /// <summary>A container wrote a line that rules look at.</summary>
    public const string ContainerLog = "container.log";

    /// <summary>A container's log file was measured.</summary>
    public const string ContainerLogFile = "container.logfile";

    /// <summary>A container's cgroup was measured.</summary>
    public const string ContainerStats = "container.stats";

    /// <summary>Somebody ran a program in the container.</summary>
    public const string ContainerExec = "container.exec";

    /// <summary>Somebody copied files out of or into the container.</summary>
    public const string ContainerCopy = "container.copy";

    /// <summary>The daemon logged something that rules look at.</summary>
    public const string DaemonLog = "daemon.log";

    /// <summary>The daemon did not answer in time.</summary>
    public const string DaemonUnresponsive = "daemon.unresponsive";

    /// <summary>A network was created.</summary>
    public const string NetworkCreate = "network.create";

    /// <summary>A network was removed.</summary>
    public const string NetworkDestroy = "network.destroy";

    /// <summary>An image was pulled.</summary>
    public const string ImagePull = "image.pull";

    /// <summary>An image could not be pulled.</summary>
    public const string ImagePullFailed = "image.pull_failed";

    /// <summary>An image was deleted.</summary>
    public const string ImageDelete = "image.delete";

    /// <summary>An image was made of a container by hand.</summary>
    public const string ImageCommit = "image.commit";

    /// <summary>A volume was mounted into a container.</summary>
    public const string VolumeMount = "volume.mount";

    /// <summary>A volume was unmounted.</summary>
    public const string VolumeUnmount = "volume.unmount";

    /// <summary>What a service runs was changed: image, limits, environment, mounts.</summary>
    public const string ServiceChange = "service.change";

    /// <summary>The daemon's version or configuration differs from before.</summary>
    public const string ChangeDaemon = "change.daemon";

    /// <summary>The host's kernel or operating system differs from before.</summary>
    public const string ChangeHost = "change.host";

    /// <summary>A tag names another image than before.</summary>
    public const string ChangeImage = "change.image";

    /// <summary>A Swarm service was created, updated or removed.</summary>
    public const string SwarmService = "swarm.service";

    /// <summary>A Swarm node changed its state.</summary>
    public const string SwarmNode = "swarm.node";

    /// <summary>A Swarm task changed its state.</summary>
    public const string SwarmTask = "swarm.task";

    /// <summary>A file system of the host was measured.</summary>
    public const string HostDisk = "host.disk";

    /// <summary>The host's memory was measured.</summary>
    public const string HostMemory = "host.memory";

    /// <summary>The host's processors were measured.</summary>
    public const string HostCpu = "host.cpu";

    /// <summary>The host booted.</summary>
    public const string HostBoot = "host.boot";

    /// <summary>The host's clock was compared with another.</summary>
    public const string HostClock = "host.clock";

    /// <summary>Network counters and sockets of a container or the host were read.</summary>
    public const string NetSample = "net.sample";

    /// <summary>A setting was found that weakens security or operation.</summary>
    public const string PostureFinding = "posture.finding";

    /// <summary>A collector has not been heard of for too long.</summary>
    public const string CollectorSilent = "collector.silent";

    /// <summary>A rule concluded; seen by rules across hosts.</summary>
    public const string Diagnosis = "diagnosis";
}

using Diagnoser.Collector.Sources.ContainerLogs;

namespace Diagnoser.Collector;

/// <summary>What a collector watches and where it finds it.</summary>
/// <param name="Endpoint">The engine's address, as found by <see cref="DockerEndpoint"/>.</param>
public sealed record CollectorOptions(Uri Endpoint)
{
    /// <summary>Folder of the ledger that survives a restart of the collector; null keeps it in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Identity of the host; null derives it from machine id and engine id.</summary>
    public string? HostId { get; init; }

    /// <summary>What people call the host; null takes the engine's name.</summary>
    public string? HostName { get; init; }

    /// <summary>The host's proc file system.</summary>
    public string ProcPath { get; init; } = "/proc";

    /// <summary>The host's cgroup file system.</summary>
    public string CgroupPath { get; init; } = "/sys/fs/cgroup";

    /// <summary>The kernel log.</summary>
    public string KernelLogPath { get; init; } = "/dev/kmsg";

    /// <summary>Where the daemon logs: <c>journal</c>, the path of a file of the host, or <c>off</c> for not looking.</summary>
    public string DaemonLog { get; init; } = Sources.DaemonLog.DaemonLogSource.Journal;

    /// <summary>Whether the logs of containers are followed for the lines that rules look at.</summary>
    public bool FollowLogs { get; init; } = true;

    /// <summary>Bytes a second that are read of all logs; a quarter of it of one.</summary>
    public int LogRate { get; init; } = 2 * 1024 * 1024;

    /// <summary>What rules look for in lines; may be changed while they are followed.</summary>
    public LogLiterals LogLiterals { get; init; } = new();

    /// <summary>The host's root file system, for the sizes of its disks and log files; another path where the collector itself runs in a container.</summary>
    public string RootPath { get; init; } = "/";

    /// <summary>How often is measured, and for how much.</summary>
    public MeasuringOptions Measuring { get; init; } = new();

    /// <summary>The environment variables of containers whose values are told; see <see cref="Redaction.KeptVariables"/>.</summary>
    public string KeptVariables { get; init; } = Redaction.KeptVariables.Usual;

    /// <summary>How often it says that it lives; null where whoever takes its events sees that anyway.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>Told what people should know: a source that cannot see, a lost and a regained connection.</summary>
    public Action<CollectorNotice>? Notice { get; init; }

    /// <summary>Where a path of the host is to be found from here.</summary>
    internal string OnHost(string path) => RootPath == "/" ? path : Path.Join(RootPath, path);
}

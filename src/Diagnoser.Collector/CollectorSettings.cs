using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Sources.DaemonLog;
using Diagnoser.Collector.Telemetry;

namespace Diagnoser.Collector;

/// <summary>The settings of the collector.</summary>
public static class CollectorSettings
{
    /// <summary>The section that only the collector reads.</summary>
    public const string Section = "Collector";

    internal const string Docker = "Collector:Docker";
    internal const string Data = "Collector:Data";
    internal const string HostId = "Collector:HostId";
    internal const string HostName = "Collector:HostName";
    internal const string ProcPath = "Collector:ProcPath";
    internal const string CgroupPath = "Collector:CgroupPath";
    internal const string KernelLogPath = "Collector:KernelLogPath";
    internal const string DaemonLog = "Collector:DaemonLog";
    internal const string FollowLogs = "Collector:FollowLogs";
    internal const string LogRate = "Collector:LogRate";
    internal const string ProxyListen = "Collector:Proxy:Listen";
    internal const string RootPath = "Collector:RootPath";
    internal const string MeasureInterval = "Collector:Measure:Interval";
    internal const string MeasureCalmInterval = "Collector:Measure:CalmInterval";
    internal const string MeasureDockerDiskInterval = "Collector:Measure:DockerDiskInterval";
    internal const string MeasureBudget = "Collector:Measure:Budget";
    internal const string SpoolMaxSize = "Collector:SpoolMaxSize";
    internal const string KeptVariables = "Collector:KeptVariables";

    /// <summary>Sections of the same file that only the server reads.</summary>
    public static IReadOnlyList<string> Foreign { get; } = ["Store", "Slack", "Teams", "Notify", "Http", "Runbooks", "Server"];

    /// <summary>All of them.</summary>
    /// <param name="dataFolder">Where data goes if nothing else is said; null if there is no such place.</param>
    public static IReadOnlyList<Setting> All(string? dataFolder) =>
    [
        .. BusSettings.All,
        new(Docker, SettingKind.Uri, "the engine; without it DOCKER_HOST, else the usual sockets")
        {
            Allowed = ["unix", "tcp", "http", "https"], Example = "unix:///var/run/docker.sock",
        },
        new(Data, SettingKind.Text, "folder of the spool and of what is remembered") { Default = dataFolder },
        new(SpoolMaxSize, SettingKind.Size, "what the events that wait for the broker may take on disk; as it fills, measurements are dropped first, then evidence, deaths last")
        {
            Default = "512MiB", Smallest = 4L << 20, Largest = 64L << 30,
        },
        new(HostId, SettingKind.Text, "identity of the host; without it machine id and engine id"),
        new(HostName, SettingKind.Text, "what people call the host; without it the engine's name"),
        new(ProcPath, SettingKind.Text, "the host's proc file system") { Default = "/proc" },
        new(CgroupPath, SettingKind.Text, "the host's cgroup file system") { Default = "/sys/fs/cgroup" },
        new(KernelLogPath, SettingKind.Text, "the kernel log") { Default = "/dev/kmsg" },
        new(DaemonLog, SettingKind.Text, "where the daemon logs: journal, the path of its file, or off")
        {
            Default = DaemonLogSource.Journal, Allowed = [DaemonLogSource.Journal, DaemonLogSource.Off], IsPathAllowed = true, Example = "/var/log/docker.log",
        },
        new(FollowLogs, SettingKind.Boolean, "whether logs of containers are followed for the lines that rules look at") { Default = "true" },
        new(LogRate, SettingKind.Integer, "KiB a second that are read of all logs, a quarter of it of one") { Default = "2048", Least = 16, Most = 1024 * 1024 },
        new(ProxyListen, SettingKind.Text, "socket that the command proxy listens at") { Default = "/run/diagnoser/docker.sock" },
        new(RootPath, SettingKind.Text, "the host's root file system, for sizes of disks and log files") { Default = "/" },
        .. Measure,
        new(KeptVariables, SettingKind.Text, "environment variables of containers whose values are told, by commas, with * at an end for any text; of others only the name and a hash are")
        {
            Default = Redaction.KeptVariables.Usual,
        },
        .. TelemetrySettings.All,
    ];

    private static IReadOnlyList<Setting> Measure =>
    [
        new(MeasureInterval, SettingKind.Duration, "time between two measurements; longer if the budget demands it")
        {
            Default = "10s", Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(5),
        },
        new(MeasureCalmInterval, SettingKind.Duration, "how often a measurement is published in which nothing is noteworthy")
        {
            Default = "1m", Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromHours(1),
        },
        new(MeasureDockerDiskInterval, SettingKind.Duration, "how often the engine is asked what takes its disk space; 0s is never")
        {
            Default = "15m", Longest = TimeSpan.FromDays(1),
        },
        new(MeasureBudget, SettingKind.Integer, "processor time that measuring may take, in thousandths of one core") { Default = "2", Least = 1, Most = 1000 },
    ];

    /// <summary>How often is measured, and for how much.</summary>
    internal static MeasuringOptions Measuring(Settings settings) => new()
    {
        Interval = settings.Duration(MeasureInterval),
        CalmInterval = settings.Duration(MeasureCalmInterval),
        DockerDiskInterval = settings.Duration(MeasureDockerDiskInterval),
        Budget = settings.Integer(MeasureBudget) / 1000.0,
    };

    /// <summary>Where a collector's data belongs on this machine; null if there is no such place.</summary>
    /// <param name="variable">The environment.</param>
    /// <param name="isRoot">True if the process may write everywhere.</param>
    public static string? DataFolder(Func<string, string?> variable, bool isRoot)
    {
        const string name = "diagnoser-collector";

        // A service manager may give several, separated by colons.
        if (variable("STATE_DIRECTORY")?.Split(':')[0] is { Length: > 0 } given)
        {
            return given;
        }

        if (isRoot)
        {
            return Path.Combine("/var/lib", name);
        }

        if (variable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state))
        {
            return Path.Combine(state, name);
        }

        return variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state", name) : null;
    }
}

using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Publishing;
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
    internal const string ProxyListen = "Collector:Proxy:Listen";

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
        new(HostId, SettingKind.Text, "identity of the host; without it machine id and engine id"),
        new(HostName, SettingKind.Text, "what people call the host; without it the engine's name"),
        new(ProcPath, SettingKind.Text, "the host's proc file system") { Default = "/proc" },
        new(CgroupPath, SettingKind.Text, "the host's cgroup file system") { Default = "/sys/fs/cgroup" },
        new(KernelLogPath, SettingKind.Text, "the kernel log") { Default = "/dev/kmsg" },
        new(ProxyListen, SettingKind.Text, "socket that the command proxy listens at") { Default = "/run/diagnoser/docker.sock" },
        .. TelemetrySettings.All,
    ];

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

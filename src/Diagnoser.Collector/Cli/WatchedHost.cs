using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Cli;

/// <summary>Reads from the settings what is watched.</summary>
internal static class WatchedHost
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static CollectorOptions Of(Settings settings, Uri engine) => new(engine)
    {
        HostId = settings.Text(CollectorSettings.HostId),
        HostName = settings.Text(CollectorSettings.HostName),
        ProcPath = settings.Text(CollectorSettings.ProcPath)!,
        CgroupPath = settings.Text(CollectorSettings.CgroupPath)!,
        KernelLogPath = settings.Text(CollectorSettings.KernelLogPath)!,
        DaemonLog = settings.Text(CollectorSettings.DaemonLog)!,
        FollowLogs = settings.Flag(CollectorSettings.FollowLogs),
        LogRate = settings.Integer(CollectorSettings.LogRate) * 1024,
        RootPath = settings.Text(CollectorSettings.RootPath)!,
        Measuring = CollectorSettings.Measuring(settings),
        Heartbeat = Heartbeat,
        KeptVariables = settings.Text(CollectorSettings.KeptVariables)!,
    };
}

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>
/// Knows which lines of the daemon's log are worth telling: trouble, and the few others that mark its life; not what it writes as trouble in every
/// ordinary life of a container.
/// </summary>
internal static class DaemonLineFilter
{
    // Seen at ordinary ends of containers and starts of engines 20.10 to 28, where maintainers call them harmless.
    private static readonly string[] Ordinary =
    [
        "cleaning up after shim disconnected",
        "cleanup warnings time=",
        "copy shim log",
        "stream copy error: reading from a closed fifo",
        "Ignoring Exit Event, no such exec command found",
        "Failed to deserialize netlink ndmsg: Link not found",
        "failed to read init pid file",
        "failed to load plugin",
        "error locating sandbox id",
        "Could not get operating system name",
        "failed to delete bundle",
        "killing running child process",
    ];

    // Said as news, though they tell of a fault or of the daemon's own life.
    private static readonly string[] Marked =
    [
        "failed to exit within",
        "Starting up",
        "Processing signal '",
        "Daemon shutdown complete",
        "Daemon has completed initialization",
        "Got signal to reload configuration",
        "Main process exited",
        "Failed with result",
        "containerd not running, starting managed containerd",
    ];

    public static bool IsWorthTelling(DaemonLine line) => line.IsTrouble ? !Ordinary.Any(line.Says) : Marked.Any(line.Says);
}

namespace Diagnoser.Engine.Verdicts;

/// <summary>The stable slugs of <see cref="Contracts.ExitVerdict.Reason"/>, which rules select on.</summary>
public static class ExitReasons
{
    /// <summary>The kernel killed the main process at the container's own memory limit.</summary>
    public const string OomOwnLimit = "oom-own-limit";

    /// <summary>The kernel killed another process at the container's own limit and the main process ended with it.</summary>
    public const string OomOwnLimitChild = "oom-own-limit-child";

    /// <summary>The kernel killed because a parent cgroup reached its limit.</summary>
    public const string OomParentLimit = "oom-parent-limit";

    /// <summary>The kernel killed because the host (or its memory nodes) ran out of memory.</summary>
    public const string OomHost = "oom-host";

    /// <summary>The engine reports an OOM kill, but not whose limit it was.</summary>
    public const string OomScopeUnknown = "oom-scope-unknown";

    /// <summary>Asked to stop through the API, and it did.</summary>
    public const string StopRequested = "stop-requested";

    /// <summary>Asked to stop, did not, and was killed when its time was over.</summary>
    public const string SigtermIgnored = "sigterm-ignored";

    /// <summary>Killed with signal 9 through the API.</summary>
    public const string KillRequested = "kill-requested";

    /// <summary>Killed with signal 9 through the API and removed (<c>docker rm -f</c>).</summary>
    public const string Removed = "removed";

    /// <summary>Ended by another signal that was sent through the API.</summary>
    public const string SignalRequested = "signal-requested";

    /// <summary>Stopped by the Docker daemon as it shut down.</summary>
    public const string DaemonShutdown = "daemon-shutdown";

    /// <summary>Ended about when the daemon was restarted; the engine does not know how.</summary>
    public const string DaemonRestarted = "daemon-restarted";

    /// <summary>Returned 0.</summary>
    public const string Completed = "completed";

    /// <summary>Returned an error code.</summary>
    public const string ErrorExit = "error-exit";

    /// <summary>Exit code 126 or 127: a command could not be executed or was not found.</summary>
    public const string CommandFailed = "command-failed";

    /// <summary>Ended by a signal of a crash, such as SIGSEGV or SIGABRT.</summary>
    public const string NativeCrash = "native-crash";

    /// <summary>Never started.</summary>
    public const string StartFailed = "start-failed";

    /// <summary>SIGKILL, neither from the API nor from the OOM killer.</summary>
    public const string OutsideSigkill = "outside-sigkill";

    /// <summary>SIGTERM, not from the API.</summary>
    public const string OutsideSigterm = "outside-sigterm";

    /// <summary>SIGINT, not from the API: Ctrl-C in an attached terminal, or a kill on the host.</summary>
    public const string OutsideSigint = "outside-sigint";

    /// <summary>Exit code 137, and nothing says who sent the signal.</summary>
    public const string SigkillUnattributed = "sigkill-unattributed";

    /// <summary>Exit code 143, and requests could not be seen.</summary>
    public const string SigtermUnattributed = "sigterm-unattributed";

    /// <summary>Another signal, and nothing says who sent it.</summary>
    public const string SignalUnattributed = "signal-unattributed";

    /// <summary>Exit code 255 found later: an error of the program, or the engine's word for "not known".</summary>
    public const string Exit255Unattributed = "exit-255-unattributed";

    /// <summary>The exit code is not known, and nothing else decides.</summary>
    public const string ExitCodeUnknown = "exit-code-unknown";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        OomOwnLimit, OomOwnLimitChild, OomParentLimit, OomHost, OomScopeUnknown,
        StopRequested, SigtermIgnored, KillRequested, Removed, SignalRequested, DaemonShutdown, DaemonRestarted,
        Completed, ErrorExit, CommandFailed, NativeCrash, StartFailed,
        OutsideSigkill, OutsideSigterm, OutsideSigint,
        SigkillUnattributed, SigtermUnattributed, SignalUnattributed, Exit255Unattributed, ExitCodeUnknown,
    ];
}

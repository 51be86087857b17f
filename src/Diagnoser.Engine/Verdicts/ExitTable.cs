using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>
/// Who ended a run. Total and pure. Exit code 137 alone proves nothing: the kernel's word comes first, then what was asked through
/// the API, then what the engine says about OOM, and only then what the exit code means.
/// </summary>
internal static class ExitTable
{
    /// <summary>Judges and puts it into words.</summary>
    public static ExitVerdict Judge(ExitFacts facts)
    {
        var ruling = Judge(facts.Signs);
        return new(ruling.EndedBy, ruling.Reason, ruling.Certainty, ExitWords.Facts(facts, ruling), ExitWords.Missing(facts, ruling));
    }

    /// <summary>
    /// Nothing that usually follows a death could change the ruling: the kernel names the main process and the limit, the exit code agrees
    /// and nobody asked for it. What the engine says about OOM can then only repeat it.
    /// </summary>
    public static bool IsDecided(ExitSigns signs) => signs is
    {
        Kernel: KernelWord.MainKilled,
        Owner: not LimitOwner.OwnAssumed,
        Exit: ExitClass.Sigkill,
        Request: ApiRequest.None,
        Inspected: true,
    };

    /// <summary>Judges.</summary>
    public static Ruling Judge(ExitSigns signs) => Limited(
        !signs.Started
            ? new(EndedBy.Itself, ExitReasons.StartFailed, Certainty.Confirmed)
            : ByKernel(signs) ?? ByRequest(signs) ?? ByDaemon(signs) ?? ByEngineOom(signs) ?? ByExit(signs),
        signs);

    private static Ruling? ByKernel(ExitSigns signs) => signs.Kernel switch
    {
        KernelWord.MainKilled when signs.Exit == ExitClass.Sigkill => Killed(
            signs,
            ExitReasons.OomOwnLimit,
            // Signal 9 from the API and from the kernel, milliseconds apart: their clocks cannot tell which was first.
            signs.Owner == LimitOwner.OwnAssumed || AskedToDie(signs.Request) ? Certainty.Probable : Certainty.Confirmed),
        KernelWord.MainKilled when signs.Exit is ExitClass.MinusOne or ExitClass.Unknown => Killed(signs, ExitReasons.OomOwnLimit),
        // The main process cannot both be killed and return a code: then the process was another one.
        KernelWord.MainKilled or KernelWord.ChildKilled when Follows(signs) => Killed(signs, ExitReasons.OomOwnLimitChild),
        KernelWord.SomeKilled when Follows(signs) => Killed(
            signs,
            signs.Exit == ExitClass.Sigkill ? ExitReasons.OomOwnLimit : ExitReasons.OomOwnLimitChild),
        _ => null,
    };

    /// <summary>The end can be the consequence of a kill of another process.</summary>
    private static bool Follows(ExitSigns signs) =>
        signs.KillNearEnd
        && signs.Exit is not (ExitClass.Success or ExitClass.Unknown)
        && signs.Request switch
        {
            ApiRequest.None or ApiRequest.NotSeen or ApiRequest.OtherSignal => true,
            // A stop signal alone never gives 137.
            ApiRequest.Stop => signs.Exit == ExitClass.Sigkill,
            _ => false,
        };

    private static Ruling Killed(ExitSigns signs, string ownReason, Certainty certainty = Certainty.Probable) => signs.Owner switch
    {
        LimitOwner.Parent => new(EndedBy.KernelParent, ExitReasons.OomParentLimit, certainty),
        LimitOwner.Host => new(EndedBy.KernelHost, ExitReasons.OomHost, certainty),
        _ => new(EndedBy.KernelOwnLimit, ownReason, certainty),
    };

    private static Ruling? ByRequest(ExitSigns signs) => signs.Request switch
    {
        ApiRequest.Stop => Asked(
            signs,
            ExitReasons.StopRequested,
            signs.Exit == ExitClass.Sigkill ? Certainty.Probable : Certainty.Confirmed),
        ApiRequest.StopAtOnce => Asked(signs, ExitReasons.StopRequested, AfterKill(signs)),
        ApiRequest.Escalated => Asked(
            signs,
            signs.Exit is ExitClass.Sigkill or ExitClass.MinusOne or ExitClass.Unknown ? ExitReasons.SigtermIgnored : ExitReasons.StopRequested,
            AfterKill(signs)),
        // A process that signal 9 reached does not return a code of its own.
        ApiRequest.Kill when signs.Exit is ExitClass.Sigkill or ExitClass.MinusOne or ExitClass.Unknown => Asked(
            signs,
            signs.Removed ? ExitReasons.Removed : ExitReasons.KillRequested,
            AfterKill(signs)),
        ApiRequest.FatalSignal => new(EndedBy.Operator, ExitReasons.SignalRequested, Certainty.Confirmed),
        _ => null,
    };

    private static Ruling Asked(ExitSigns signs, string reason, Certainty certainty) => signs.Requester switch
    {
        Requester.Operator => new(EndedBy.Operator, reason, certainty),
        // The events do not say who asked: a person can stop a task of Swarm, too.
        Requester.Swarm => new(EndedBy.Orchestrator, reason, Certainty.Probable),
        _ => new(EndedBy.Daemon, ExitReasons.DaemonShutdown, Certainty.Probable),
    };

    private static Certainty AfterKill(ExitSigns signs) =>
        signs.Exit is ExitClass.MinusOne or ExitClass.Unknown
        || signs.EngineOom == EngineOom.AtEnd
        || (signs.KillNearEnd && signs.Kernel == KernelWord.SomeKilled)
            ? Certainty.Probable
            : Certainty.Confirmed;

    private static Ruling? ByDaemon(ExitSigns signs) =>
        signs.DaemonRestarted
        && (signs.Exit is ExitClass.MinusOne or ExitClass.Unknown
            || (signs.Request == ApiRequest.NotSeen
                && signs.Exit is ExitClass.Success or ExitClass.Sigint or ExitClass.Sigkill or ExitClass.Sigterm))
            ? Unknown(ExitReasons.DaemonRestarted, Lacking.DockerEvents | KernelIfNotReadable(signs))
            : null;

    private static Ruling? ByEngineOom(ExitSigns signs) =>
        signs.EngineOom != EngineOom.AtEnd || signs.Exit != ExitClass.Sigkill
            ? null
            : signs.OwnLimit == OwnLimit.Reached
                ? new(EndedBy.KernelOwnLimit, ExitReasons.OomOwnLimit, Certainty.Probable, Lacking.KernelLog)
                : Unknown(ExitReasons.OomScopeUnknown, Lacking.KernelLog);

    private static Ruling ByExit(ExitSigns signs) => signs.Exit switch
    {
        ExitClass.Success => ByItself(signs, ExitReasons.Completed),
        ExitClass.Error => ByItself(signs, ExitReasons.ErrorExit),
        ExitClass.CommandFailed => ByItself(signs, ExitReasons.CommandFailed),
        ExitClass.Crash => ByItself(signs, ExitReasons.NativeCrash),
        ExitClass.Sigint => Signalled(signs, ExitReasons.OutsideSigint, ExitReasons.SignalUnattributed),
        ExitClass.Sigterm => Signalled(signs, ExitReasons.OutsideSigterm, ExitReasons.SigtermUnattributed),
        ExitClass.Sigkill when MayBeOom(signs) => Unknown(
            ExitReasons.SigkillUnattributed,
            Lacking.KernelLog | (signs.Request == ApiRequest.NotSeen ? Lacking.DockerEvents : Lacking.Nothing)),
        ExitClass.Sigkill => Signalled(signs, ExitReasons.OutsideSigkill, ExitReasons.SigkillUnattributed),
        ExitClass.OtherSignal => Unknown(
            ExitReasons.SignalUnattributed,
            signs.Request == ApiRequest.NotSeen ? Lacking.DockerEvents : Lacking.Audit),
        ExitClass.MinusOne when signs.Request == ApiRequest.NotSeen => Unknown(ExitReasons.Exit255Unattributed, Lacking.DockerEvents),
        ExitClass.MinusOne => new(EndedBy.Itself, ExitReasons.ErrorExit, Certainty.Probable),
        _ => Unknown(ExitReasons.ExitCodeUnknown, Lacking.Inspect),
    };

    private static Ruling ByItself(ExitSigns signs, string reason)
    {
        // An error right after an OOM kill may be its consequence; only the kernel log knows who was killed.
        var afterOom = signs.EngineOom == EngineOom.AtEnd && signs.Exit != ExitClass.Success;
        return new(
            EndedBy.Itself,
            reason,
            signs.Request == ApiRequest.None && !afterOom ? Certainty.Confirmed : Certainty.Probable,
            afterOom ? KernelIfNotReadable(signs) : Lacking.Nothing);
    }

    /// <summary>A signal that did not come through the API. The process may also have returned the code itself, hence never confirmed.</summary>
    private static Ruling Signalled(ExitSigns signs, string outside, string unattributed) => signs.Request == ApiRequest.NotSeen
        ? Unknown(unattributed, Lacking.DockerEvents | (signs.Exit == ExitClass.Sigkill ? KernelIfNotReadable(signs) : Lacking.Nothing))
        : new(EndedBy.Outsider, outside, Certainty.Probable, Lacking.Audit);

    /// <summary>A kernel kill of the main process cannot be ruled out.</summary>
    private static bool MayBeOom(ExitSigns signs) => signs.Kernel switch
    {
        KernelWord.NotReadable => signs.HostOomKills != HostOomKills.Unchanged,
        KernelWord.SomeKilled => true,
        _ => false,
    };

    private static bool AskedToDie(ApiRequest request) => request is ApiRequest.Kill or ApiRequest.Escalated or ApiRequest.StopAtOnce;

    private static Lacking KernelIfNotReadable(ExitSigns signs) =>
        signs.Kernel == KernelWord.NotReadable && signs.HostOomKills != HostOomKills.Unchanged ? Lacking.KernelLog : Lacking.Nothing;

    private static Ruling Unknown(string reason, Lacking lacking) => new(EndedBy.Unknown, reason, Certainty.Inconclusive, lacking);

    private static Ruling Limited(Ruling ruling, ExitSigns signs)
    {
        var lacking = (signs.Inspected ? Lacking.Nothing : Lacking.Inspect)
            | (signs is { Reconciled: true, Started: true } ? Lacking.DockerEvents : Lacking.Nothing);
        return lacking == Lacking.Nothing
            ? ruling
            : ruling with
            {
                Certainty = ruling.Certainty == Certainty.Confirmed ? Certainty.Probable : ruling.Certainty,
                Lacking = ruling.Lacking | lacking,
            };
    }
}

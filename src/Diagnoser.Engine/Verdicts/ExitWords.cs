using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>Puts a ruling into sentences: what was used, most telling first, and what would have settled it.</summary>
internal static class ExitWords
{
    private const int SignalsShown = 4;
    private const string Record = "record with diagnoser-collector";
    private const string Forgeable = "the exit code and the signals come from event attributes, which a label of the container can overwrite";

    // Said of most deaths in a recording.
    private static readonly MissingEvidence InspectOfRaw = new(EvidenceKinds.Inspect, Forgeable, Record);
    private static readonly MissingEvidence Inspect = new(EvidenceKinds.Inspect, Forgeable, "let the collector inspect the container as it dies");
    private static readonly MissingEvidence KernelLogOfRaw = new(EventTypes.KernelOomKill, "a recording of docker events holds no kernel lines", Record);

    private static readonly MissingEvidence DockerEvents = new(
        "docker.events",
        "Docker's events before the end were not seen, so a stop or kill through the API may have been missed",
        "keep the collector running");

    private static readonly MissingEvidence Audit = new(
        "kernel.audit",
        "nothing records who sends signals outside the Docker API",
        "auditctl -a always,exit -F arch=b64 -S kill -k diagnoser");

    public static IReadOnlyList<string> Facts(ExitFacts facts, Ruling ruling)
    {
        var kernel = Kernel(facts);
        var request = Request(facts);
        var requestFirst = ruling.EndedBy is EndedBy.Operator or EndedBy.Orchestrator or EndedBy.Daemon;
        ReadOnlySpan<string?> all =
        [
            Failure(facts),
            requestFirst ? request : kernel,
            requestFirst ? kernel : request,
            Oom(facts, ruling),
            ExitCode(facts),
            facts is { Signs: { Started: true, Request: ApiRequest.None }, Signals: [], Stopped: null } && ruling.EndedBy is EndedBy.Outsider or EndedBy.Unknown
                ? "no signal was sent through the Docker API in this run"
                : null,
            facts.Signs.Requester == Requester.Swarm && requestFirst
                ? "it is a task of Swarm; Docker's events do not say who asked"
                : null,
            Daemon(facts),
            Peak(facts, ruling),
            HostCount(facts),
            Forged(facts),
            facts.Signs.Reconciled ? "the end was found later by comparing states; what happened before it was not seen" : null,
        ];
        var told = new List<string>(4);
        foreach (var fact in all)
        {
            if (fact is not null)
            {
                told.Add(fact);
            }
        }

        return told;
    }

    public static IReadOnlyList<MissingEvidence> Missing(ExitFacts facts, Ruling ruling)
    {
        var missing = new List<MissingEvidence>();
        if (ruling.Lacking.HasFlag(Lacking.KernelLog))
        {
            missing.Add(Known(facts, EventTypes.KernelOomKill) ?? KernelLog(facts));
        }

        if (ruling.Lacking.HasFlag(Lacking.Inspect))
        {
            missing.Add(Known(facts, EvidenceKinds.Inspect) ?? (facts.End.Attributes.Boolean(AttributeNames.Raw) == true ? InspectOfRaw : Inspect));
        }

        if (ruling.Lacking.HasFlag(Lacking.DockerEvents))
        {
            missing.Add(Known(facts, "docker.events") ?? DockerEvents);
        }

        if (ruling.Lacking.HasFlag(Lacking.Audit))
        {
            missing.Add(Audit);
        }

        return missing;
    }

    private static MissingEvidence? Known(ExitFacts facts, string what) => facts.End.Missing.FirstOrDefault(missing => missing.What == what);

    private static MissingEvidence KernelLog(ExitFacts facts) => facts.Signs.Kernel != KernelWord.NotReadable
        ? new(EventTypes.KernelOomKill, "the kernel log is readable, but held no line that names the killed process and its limit")
        : facts.End.Attributes.Boolean(AttributeNames.Raw) == true
            ? KernelLogOfRaw
            : new(
                EventTypes.KernelOomKill,
                $"the kernel log (/dev/kmsg) is not readable on {Phrases.Visible(facts.End.Host.Name)}",
                "give the collector CAP_SYSLOG or read access to /dev/kmsg");

    private static string? Failure(ExitFacts facts) => facts.Signs.Started
        ? null
        : facts.End.Attributes[AttributeNames.Error].Text is { Length: > 0 } error
            ? $"the engine could not start it: {Phrases.Visible(error, 300)}"
            : "it was created and never started";

    private static string? Kernel(ExitFacts facts)
    {
        if (facts.Kill is not { } kill)
        {
            return facts.Signs is { Kernel: KernelWord.NoKill, Exit: ExitClass.Sigkill, Started: true }
                ? "the kernel log names no OOM kill of this container in this run"
                : null;
        }

        var details = new List<string>();
        if (kill.Pid is { } pid)
        {
            details.Add(string.Create(CultureInfo.InvariantCulture, $"pid {pid}"));
        }

        if (kill.Resident is { } resident)
        {
            details.Add($"{Phrases.Bytes(resident)} resident");
        }

        details.Add(facts.Signs.Kernel switch
        {
            KernelWord.MainKilled => "the main process",
            KernelWord.ChildKilled => "not the main process",
            _ => "not known whether the main process",
        });
        var name = kill.Process is { Length: > 0 } process ? Phrases.Visible(process) : "a process";
        var before = facts.End.Time - kill.Time;
        var when = before > TimeSpan.Zero ? $"{Phrases.Span(before)} before the end" : "at the end";
        var more = facts.Kills > 1 ? $" ({facts.Kills.ToString(CultureInfo.InvariantCulture)} such kills in this run)" : "";
        return $"the kernel killed {name} ({string.Join(", ", details)}) {Limit(facts, kill)}, {when}{more}";
    }

    private static string Limit(ExitFacts facts, KernelKill kill) => kill.Owner switch
    {
        LimitOwner.Host => "because the host ran out of memory",
        LimitOwner.Parent => "at the limit of a parent cgroup",
        LimitOwner.Own when facts.End.Attributes.Number(AttributeNames.MemoryLimit) is { } limit =>
            $"at this container's own limit of {Phrases.Bytes(limit)}",
        LimitOwner.Own => "at this container's own limit",
        _ => "at a cgroup's limit, which the line does not show to be exactly this container's",
    };

    private static string? Request(ExitFacts facts)
    {
        if (facts.Signals.Count == 0)
        {
            return facts.Stopped is { } alone ? $"docker stop: finished at {Phrases.Clock(alone)}" : null;
        }

        var signals = facts.Signals
            .TakeLast(SignalsShown)
            .Select(signal => $"signal {signal.Number?.ToString(CultureInfo.InvariantCulture) ?? "(hidden by a label)"} at {Phrases.Clock(signal.Time)}");
        var earlier = facts.Signals.Count > SignalsShown ? $", {facts.Signals.Count - SignalsShown} more before" : "";
        var verb = facts.Signs.Request switch
        {
            ApiRequest.Stop when facts.Stopped is not null => "docker stop",
            ApiRequest.StopAtOnce or ApiRequest.Escalated => "docker stop",
            ApiRequest.Kill when facts.Signs.Removed => "docker rm -f",
            ApiRequest.None => "sent through the Docker API, too early to be the cause",
            _ => "docker kill or stop",
        };
        return $"{verb}: {string.Join(", ", signals)}{earlier}";
    }

    private static string? Oom(ExitFacts facts, Ruling ruling) => facts switch
    {
        { Ooms: > 0, LastOom: { } last } =>
            $"the engine sent {Phrases.Count(facts.Ooms, "oom event", "oom events")} in this run, the last at {Phrases.Clock(last)}",
        { Signs.EngineOom: EngineOom.AtEnd } => "the engine's State.OOMKilled is true: some process was killed, not necessarily the main one",
        _ when ruling.Reason == ExitReasons.OutsideSigkill => "the engine reports no OOM",
        // Without its kernel line a host OOM leaves no trace in the engine there (F5).
        _ when ruling.Reason == ExitReasons.SigkillUnattributed && facts.End.Attributes.Integer(AttributeNames.CgroupVersion) == 1 =>
            "the engine reports no OOM, but on cgroup v1 it does not notice when the host runs out of memory",
        _ => null,
    };

    private static string? ExitCode(ExitFacts facts) => facts.ExitCode is { } code
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}{Meaning(facts.Signs.Exit, code)}")
        : facts.Signs.Started ? "the exit code is not known" : null;

    private static string Meaning(ExitClass exit, long code) => exit switch
    {
        ExitClass.CommandFailed => code == 127 ? " (command not found)" : " (command could not be executed)",
        ExitClass.Sigint or ExitClass.Sigkill or ExitClass.Sigterm or ExitClass.Crash or ExitClass.OtherSignal =>
            string.Create(CultureInfo.InvariantCulture, $" (128 + signal {code - 128}{SignalName(code - 128)})"),
        _ => "",
    };

    private static string SignalName(long signal) => signal switch
    {
        1 => ", SIGHUP",
        2 => ", SIGINT",
        3 => ", SIGQUIT",
        4 => ", SIGILL",
        5 => ", SIGTRAP",
        6 => ", SIGABRT",
        7 => ", SIGBUS",
        8 => ", SIGFPE",
        9 => ", SIGKILL",
        11 => ", SIGSEGV",
        13 => ", SIGPIPE",
        15 => ", SIGTERM",
        31 => ", SIGSYS",
        _ => "",
    };

    private static string? Daemon(ExitFacts facts) => facts.DaemonGone is { } gone
        && (facts.Signs.DaemonRestarted || facts.Signs.Requester == Requester.Daemon)
            ? $"the Docker daemon was shut down or restarted at about {Phrases.Clock(gone)}"
            : null;

    private static string? Peak(ExitFacts facts, Ruling ruling) =>
        ruling.Reason is ExitReasons.OomOwnLimit or ExitReasons.OomOwnLimitChild or ExitReasons.OomScopeUnknown
        && facts.End.Attributes.Number(AttributeNames.MemoryPeak) is { } peak
        && facts.End.Attributes.Number(AttributeNames.MemoryLimit) is { } limit
            ? $"memory peaked at {Phrases.Bytes(peak)} of its {Phrases.Bytes(limit)} limit"
            : null;

    private static string? HostCount(ExitFacts facts) => facts.Signs is not { Exit: ExitClass.Sigkill, Started: true }
        ? null
        : facts.Signs.HostOomKills switch
        {
            HostOomKills.Unchanged => "the host's count of OOM kills did not change over the end",
            HostOomKills.Increased => string.Create(
                CultureInfo.InvariantCulture,
                $"the host's count of OOM kills grew by {facts.End.Attributes.Integer(AttributeNames.HostOomKills)} over the end, for whichever cgroup"),
            _ => null,
        };

    private static string? Forged(ExitFacts facts) => facts.End.Attributes[AttributeNames.ForgedAttributes].List is { Count: > 0 } keys
        ? $"labels of this container overwrite the event attributes {string.Join(", ", keys.Take(8).Select(key => Phrases.Visible(key)))}; "
            + (facts.Signs.Inspected ? "inspect was used instead" : "they could not be checked by inspect")
        : null;
}

using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>Turns what was gathered about a run into the facts that the table judges.</summary>
internal static class ExitReading
{
    /// <summary>A kill or an oom event this long before the end can have to do with it.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(10);

    /// <summary>A stop takes its ten seconds; with a margin, as long before the end a lost event can have mattered.</summary>
    private static readonly TimeSpan RequestWindow = TimeSpan.FromSeconds(15);

    /// <summary>The engine dates an end that it lost to about its own restart.</summary>
    private static readonly TimeSpan BeforeRestart = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AfterRestart = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan DefaultStopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Of a death.</summary>
    public static ExitFacts Of(ContainerTrack container, RunTrack run, DockerEvent end, TimeSpan settle)
    {
        var mainPid = run.MainPid ?? (end.Attributes.Integer(AttributeNames.MainPid) is > 0 and var pid ? pid : null);
        var kill = Kill(run.Kills, mainPid);
        var signals = Before(run.Signals, end.Time + settle);
        var requests = new ApiRequests(
            signals,
            run.Stopped,
            end.Time,
            end.Attributes.Integer(AttributeNames.ExitCode),
            (int)(end.Attributes.Integer(AttributeNames.StopSignal) ?? ApiSignal.Term),
            end.Attributes.Number(AttributeNames.StopTimeout) is { } seconds and > 10 and < 1e6 ? TimeSpan.FromSeconds(seconds) : DefaultStopTimeout);
        var restart = Restart(container.Host.Absences, run, end);
        var signs = new ExitSigns
        {
            // A half-made task may produce a stray death (F6): created, but never started.
            Started = !container.Created || run.Begin is not null,
            Kernel = kill is null ? KernelLog(container.Host, end) : kill.Word(mainPid),
            Owner = kill?.Owner ?? LimitOwner.Own,
            KillNearEnd = kill is not null && end.Time - kill.Time <= Near,
            EngineOom = Oom(run, end, kill),
            HostOomKills = end.Attributes.Number(AttributeNames.HostOomKills) switch
            {
                null => HostOomKills.Unknown,
                > 0 => HostOomKills.Increased,
                _ => HostOomKills.Unchanged,
            },
            OwnLimit = Limit(end),
            Request = requests.Ending() ?? (Witnessed(container.Host, end) ? ApiRequest.None : ApiRequest.NotSeen),
            Requester = run.DaemonGone is not null ? Requester.Daemon : OfSwarm(end) ? Requester.Swarm : Requester.Operator,
            Exit = Class(end.Attributes.Integer(AttributeNames.ExitCode)),
            DaemonRestarted = restart is not null,
            Reconciled = Is(end, AttributeNames.Reconciled),
            Inspected = !Is(end, AttributeNames.Raw) && !Lacks(end, EvidenceKinds.Inspect) && !HasHidden(signals),
            Removed = container.Destroyed <= end.Time + settle && !Is(end, AttributeNames.AutoRemove),
        };
        return new(signs, end)
        {
            Kill = kill,
            Kills = run.KillCount,
            Ooms = run.Ooms,
            LastOom = run.LastOom,
            Signals = signals,
            Stopped = run.Stopped,
            DaemonGone = run.DaemonGone ?? restart?.From,
        };
    }

    private static KernelKill? Kill(IReadOnlyList<KernelKill> kills, long? mainPid)
    {
        for (var index = kills.Count - 1; index >= 0; index--)
        {
            if (kills[index].Word(mainPid) == KernelWord.MainKilled)
            {
                return kills[index];
            }
        }

        return kills is [.., var last] ? last : null;
    }

    private static IReadOnlyList<ApiSignal> Before(IReadOnlyList<ApiSignal> signals, DateTimeOffset time)
    {
        // Oldest first, and nearly always all of them.
        var count = signals.Count;
        while (count > 0 && signals[count - 1].Time > time)
        {
            count--;
        }

        return count == 0 ? [] : [.. signals.Take(count)];
    }

    private static bool HasHidden(IReadOnlyList<ApiSignal> signals)
    {
        for (var index = 0; index < signals.Count; index++)
        {
            if (signals[index].Number is null)
            {
                return true;
            }
        }

        return false;
    }

    private static Absence? Restart(IReadOnlyList<Absence> absences, RunTrack run, DockerEvent end)
    {
        for (var index = absences.Count - 1; index >= 0; index--)
        {
            var absence = absences[index];
            if (absence.Source is null
                && end.Time >= absence.From - BeforeRestart && end.Time <= absence.To + AfterRestart
                && (run.Begin is null || run.Begin <= absence.To))
            {
                return absence;
            }
        }

        return null;
    }

    /// <summary>Of a failed start.</summary>
    public static ExitFacts OfFailedStart(DockerEvent failure) => new(
        new() { Exit = Class(failure.Attributes.Integer(AttributeNames.ExitCode)), Inspected = !Lacks(failure, EvidenceKinds.Inspect) },
        failure);

    private static ExitClass Class(long? code) => code switch
    {
        null => ExitClass.Unknown,
        0 => ExitClass.Success,
        126 or 127 => ExitClass.CommandFailed,
        130 => ExitClass.Sigint,
        137 => ExitClass.Sigkill,
        143 => ExitClass.Sigterm,
        132 or 133 or 134 or 135 or 136 or 139 or 159 => ExitClass.Crash,
        255 => ExitClass.MinusOne,
        > 128 and <= 192 => ExitClass.OtherSignal,
        _ => ExitClass.Error,
    };

    private static KernelWord KernelLog(HostTrack host, DockerEvent end) =>
        Lacks(end, EventTypes.KernelOomKill) || Is(end, AttributeNames.Raw) || Blind(host, end, Near, "kernel", "kmsg")
            ? KernelWord.NotReadable
            : KernelWord.NoKill;

    private static bool Witnessed(HostTrack host, DockerEvent end) =>
        !Is(end, AttributeNames.Reconciled) && !Lacks(end, "docker.events") && !Blind(host, end, RequestWindow, "docker");

    private static bool Blind(HostTrack host, DockerEvent end, TimeSpan before, params ReadOnlySpan<string> sources)
    {
        foreach (var absence in host.Absences)
        {
            foreach (var source in sources)
            {
                if (absence.Source?.Contains(source, StringComparison.Ordinal) == true
                    && absence.From <= end.Time && absence.To >= end.Time - before)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static EngineOom Oom(RunTrack run, DockerEvent end, KernelKill? kill)
    {
        var seen = run.LastOom ?? (Is(end, AttributeNames.OomKilled) ? kill?.Time ?? end.Time : null);
        return seen is not { } last ? EngineOom.No : end.Time - last <= Near ? EngineOom.AtEnd : EngineOom.Earlier;
    }

    private static OwnLimit Limit(DockerEvent end) =>
        end.Attributes.Number(AttributeNames.MemoryLimit) is not { } limit || end.Attributes.Number(AttributeNames.MemoryPeak) is not { } peak
            ? OwnLimit.Unknown
            : peak >= 0.99 * limit ? OwnLimit.Reached : OwnLimit.NotReached;

    private static bool OfSwarm(DockerEvent end) =>
        end.Attributes[AttributeNames.Orchestrator].Text == "swarm"
        || end.Attributes.TryGet(AttributeNames.SwarmService, out _)
        || end.Attributes.TryGet(AttributeNames.LabelPrefix + "com.docker.swarm.task.id", out _);

    private static bool Is(DockerEvent end, string attribute) => end.Attributes.Boolean(attribute) == true;

    private static bool Lacks(DockerEvent end, string what)
    {
        for (var index = 0; index < end.Missing.Count; index++)
        {
            if (end.Missing[index].What == what)
            {
                return true;
            }
        }

        return false;
    }
}

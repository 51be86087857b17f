using Diagnoser.Contracts;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Tests.Verdicts;

public sealed class ExitTableTests
{
    private static readonly ExitSigns Plain = new() { Started = true, Kernel = KernelWord.NoKill, Inspected = true, Exit = ExitClass.Sigkill };

    private static readonly ExitSigns Blindfolded = Plain with { Kernel = KernelWord.NotReadable };

    private static readonly ExitSigns Killed = Plain with { Kernel = KernelWord.MainKilled, KillNearEnd = true };

    private static readonly ExitSigns Raw = Blindfolded with { Inspected = false };

    private static readonly ExitSigns Found = Plain with { Reconciled = true, Request = ApiRequest.NotSeen };

    private static readonly (string Name, ExitSigns Signs, EndedBy EndedBy, string Reason, Certainty Certainty)[] Rows =
    [
        // 137 alone.
        ("137 and nothing else, kernel log not readable", Blindfolded, EndedBy.Unknown, "sigkill-unattributed", Certainty.Inconclusive),
        ("137, kernel log not readable, host counter grew", Blindfolded with { HostOomKills = HostOomKills.Increased }, EndedBy.Unknown, "sigkill-unattributed", Certainty.Inconclusive),
        ("137, kernel log not readable, host counter unchanged", Blindfolded with { HostOomKills = HostOomKills.Unchanged }, EndedBy.Outsider, "outside-sigkill", Certainty.Probable),
        ("137, kernel log readable and silent", Plain, EndedBy.Outsider, "outside-sigkill", Certainty.Probable),
        ("137 in a raw recording", Raw, EndedBy.Unknown, "sigkill-unattributed", Certainty.Inconclusive),
        ("137 found later", Found, EndedBy.Unknown, "sigkill-unattributed", Certainty.Inconclusive),
        ("137 found later, the kernel killed the main process", Found with { Kernel = KernelWord.MainKilled }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable),

        // The kernel.
        ("main process killed at the own limit", Killed, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Confirmed),
        ("main process killed at a limit that the line does not name", Killed with { Owner = LimitOwner.OwnAssumed }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable),
        ("main process killed at the parent's limit", Killed with { Owner = LimitOwner.Parent }, EndedBy.KernelParent, "oom-parent-limit", Certainty.Confirmed),
        ("main process killed by host OOM", Killed with { Owner = LimitOwner.Host }, EndedBy.KernelHost, "oom-host", Certainty.Confirmed),
        ("main process killed by host OOM on cgroup v1: no oom event", Killed with { Owner = LimitOwner.Host, EngineOom = EngineOom.No }, EndedBy.KernelHost, "oom-host", Certainty.Confirmed),
        ("main process killed, the engine lost the code", Killed with { Exit = ExitClass.MinusOne }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable),
        ("main process killed while it stopped", Killed with { Request = ApiRequest.Stop }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Confirmed),
        ("main process killed and signal 9 sent", Killed with { Request = ApiRequest.Kill }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable),
        ("child killed, 137 follows", Killed with { Kernel = KernelWord.ChildKilled }, EndedBy.KernelOwnLimit, "oom-own-limit-child", Certainty.Probable),
        ("child killed, error follows", Killed with { Kernel = KernelWord.ChildKilled, Exit = ExitClass.Error }, EndedBy.KernelOwnLimit, "oom-own-limit-child", Certainty.Probable),
        ("child killed, main process completes", Killed with { Kernel = KernelWord.ChildKilled, Exit = ExitClass.Success }, EndedBy.Itself, "completed", Certainty.Confirmed),
        ("child killed long before an error", Killed with { Kernel = KernelWord.ChildKilled, Exit = ExitClass.Error, KillNearEnd = false }, EndedBy.Itself, "error-exit", Certainty.Confirmed),
        ("child killed, then docker stop", Killed with { Kernel = KernelWord.ChildKilled, Exit = ExitClass.Sigterm, Request = ApiRequest.Stop }, EndedBy.Operator, "stop-requested", Certainty.Confirmed),
        ("some process killed, 137 follows", Killed with { Kernel = KernelWord.SomeKilled }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable),
        ("some process killed long before 137", Killed with { Kernel = KernelWord.SomeKilled, KillNearEnd = false }, EndedBy.Unknown, "sigkill-unattributed", Certainty.Inconclusive),
        ("some process killed during a stop, 137 without signal 9", Killed with { Kernel = KernelWord.SomeKilled, Request = ApiRequest.Stop }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable),
        ("some process killed and signal 9 sent", Killed with { Kernel = KernelWord.SomeKilled, Request = ApiRequest.Kill }, EndedBy.Operator, "kill-requested", Certainty.Probable),

        // The API.
        ("docker stop, 0", Plain with { Request = ApiRequest.Stop, Exit = ExitClass.Success }, EndedBy.Operator, "stop-requested", Certainty.Confirmed),
        ("docker stop, 143", Plain with { Request = ApiRequest.Stop, Exit = ExitClass.Sigterm }, EndedBy.Operator, "stop-requested", Certainty.Confirmed),
        ("docker stop, 1", Plain with { Request = ApiRequest.Stop, Exit = ExitClass.Error }, EndedBy.Operator, "stop-requested", Certainty.Confirmed),
        ("docker stop, kernel log not readable", Blindfolded with { Request = ApiRequest.Stop, Exit = ExitClass.Success }, EndedBy.Operator, "stop-requested", Certainty.Confirmed),
        ("docker stop past its time", Blindfolded with { Request = ApiRequest.Escalated }, EndedBy.Operator, "sigterm-ignored", Certainty.Confirmed),
        ("docker stop -t 0", Plain with { Request = ApiRequest.StopAtOnce }, EndedBy.Operator, "stop-requested", Certainty.Confirmed),
        ("docker kill", Blindfolded with { Request = ApiRequest.Kill }, EndedBy.Operator, "kill-requested", Certainty.Confirmed),
        ("docker rm -f", Plain with { Request = ApiRequest.Kill, Removed = true }, EndedBy.Operator, "removed", Certainty.Confirmed),
        ("docker kill about an OOM", Blindfolded with { Request = ApiRequest.Kill, EngineOom = EngineOom.AtEnd }, EndedBy.Operator, "kill-requested", Certainty.Probable),
        ("docker kill of a process that had just failed", Plain with { Request = ApiRequest.Kill, Exit = ExitClass.Error }, EndedBy.Itself, "error-exit", Certainty.Probable),
        ("docker kill -s HUP ends it", Plain with { Request = ApiRequest.FatalSignal, Exit = ExitClass.OtherSignal }, EndedBy.Operator, "signal-requested", Certainty.Confirmed),
        ("docker kill -s HUP, then an error", Plain with { Request = ApiRequest.OtherSignal, Exit = ExitClass.Error }, EndedBy.Itself, "error-exit", Certainty.Probable),
        ("Swarm stops its task", Plain with { Request = ApiRequest.Stop, Requester = Requester.Swarm, Exit = ExitClass.Sigterm }, EndedBy.Orchestrator, "stop-requested", Certainty.Probable),
        ("the daemon stops as it goes", Plain with { Request = ApiRequest.Escalated, Requester = Requester.Daemon }, EndedBy.Daemon, "daemon-shutdown", Certainty.Probable),
        ("docker stop in a raw recording", Raw with { Request = ApiRequest.Stop, Exit = ExitClass.Success }, EndedBy.Operator, "stop-requested", Certainty.Probable),

        // The engine's word.
        ("oom event, peak at the limit", Blindfolded with { EngineOom = EngineOom.AtEnd, OwnLimit = OwnLimit.Reached }, EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable),
        ("oom event, peak below the limit", Blindfolded with { EngineOom = EngineOom.AtEnd, OwnLimit = OwnLimit.NotReached }, EndedBy.Unknown, "oom-scope-unknown", Certainty.Inconclusive),
        ("oom event, peak not known", Blindfolded with { EngineOom = EngineOom.AtEnd }, EndedBy.Unknown, "oom-scope-unknown", Certainty.Inconclusive),
        ("oom event in a raw recording", Raw with { EngineOom = EngineOom.AtEnd }, EndedBy.Unknown, "oom-scope-unknown", Certainty.Inconclusive),
        ("oom event of a child an hour ago, 137, kernel log silent", Plain with { EngineOom = EngineOom.Earlier }, EndedBy.Outsider, "outside-sigkill", Certainty.Probable),
        ("oom event, then an error, kernel log not readable", Blindfolded with { EngineOom = EngineOom.AtEnd, Exit = ExitClass.Error }, EndedBy.Itself, "error-exit", Certainty.Probable),
        ("the oldest wrong verdict: OOMKilled with exit code 0", Blindfolded with { EngineOom = EngineOom.AtEnd, Exit = ExitClass.Success, OwnLimit = OwnLimit.Reached }, EndedBy.Itself, "completed", Certainty.Confirmed),

        // Only the exit code.
        ("0", Plain with { Exit = ExitClass.Success }, EndedBy.Itself, "completed", Certainty.Confirmed),
        ("1", Blindfolded with { Exit = ExitClass.Error }, EndedBy.Itself, "error-exit", Certainty.Confirmed),
        ("127", Plain with { Exit = ExitClass.CommandFailed }, EndedBy.Itself, "command-failed", Certainty.Confirmed),
        ("139", Plain with { Exit = ExitClass.Crash }, EndedBy.Itself, "native-crash", Certainty.Confirmed),
        ("143", Plain with { Exit = ExitClass.Sigterm }, EndedBy.Outsider, "outside-sigterm", Certainty.Probable),
        ("130", Plain with { Exit = ExitClass.Sigint }, EndedBy.Outsider, "outside-sigint", Certainty.Probable),
        ("129", Plain with { Exit = ExitClass.OtherSignal }, EndedBy.Unknown, "signal-unattributed", Certainty.Inconclusive),
        ("255", Plain with { Exit = ExitClass.MinusOne }, EndedBy.Itself, "error-exit", Certainty.Probable),
        ("no exit code", Plain with { Exit = ExitClass.Unknown }, EndedBy.Unknown, "exit-code-unknown", Certainty.Inconclusive),
        ("1 in a raw recording", Raw with { Exit = ExitClass.Error }, EndedBy.Itself, "error-exit", Certainty.Probable),

        // The daemon, and ends found later.
        ("255 and a daemon restart", Plain with { Exit = ExitClass.MinusOne, DaemonRestarted = true }, EndedBy.Unknown, "daemon-restarted", Certainty.Inconclusive),
        ("1 and a daemon restart", Plain with { Exit = ExitClass.Error, DaemonRestarted = true }, EndedBy.Itself, "error-exit", Certainty.Confirmed),
        ("0 found later", Found with { Exit = ExitClass.Success }, EndedBy.Itself, "completed", Certainty.Probable),
        ("1 found later", Found with { Exit = ExitClass.Error }, EndedBy.Itself, "error-exit", Certainty.Probable),
        ("143 found later", Found with { Exit = ExitClass.Sigterm }, EndedBy.Unknown, "sigterm-unattributed", Certainty.Inconclusive),
        ("255 found later", Found with { Exit = ExitClass.MinusOne }, EndedBy.Unknown, "exit-255-unattributed", Certainty.Inconclusive),
        ("0 found later, after a daemon restart", Found with { Exit = ExitClass.Success, DaemonRestarted = true }, EndedBy.Unknown, "daemon-restarted", Certainty.Inconclusive),
        ("never started", new() { Inspected = true, Exit = ExitClass.CommandFailed }, EndedBy.Itself, "start-failed", Certainty.Confirmed),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Judges(string name)
    {
        var row = Rows.Single(row => row.Name == name);

        var ruling = ExitTable.Judge(row.Signs);

        Assert.Equal((row.EndedBy, row.Reason, row.Certainty), (ruling.EndedBy, ruling.Reason, ruling.Certainty));
    }

    [Fact]
    public void Answers_every_combination_within_the_house_rules()
    {
        var reasons = ExitReasons.All.ToHashSet();
        var given = new HashSet<string>();
        for (var number = 0; number < EverySign.Count; number++)
        {
            var signs = EverySign.Of(number);
            var ruling = ExitTable.Judge(signs);
            _ = given.Add(ruling.Reason);
            if (Complaint(signs, ruling, reasons) is { } complaint)
            {
                Assert.Fail($"{complaint}: {signs} gives {ruling}");
            }
        }

        Assert.Equal(reasons.Order(), given.Order());
    }

    [Fact]
    public void What_follows_a_decided_death_does_not_change_who_ended_it()
    {
        var decided = 0;
        for (var number = 0; number < EverySign.Count; number++)
        {
            var signs = EverySign.Of(number);
            if (!ExitTable.IsDecided(signs))
            {
                continue;
            }

            decided++;
            var plain = signs with { EngineOom = EngineOom.No, HostOomKills = HostOomKills.Unknown, OwnLimit = OwnLimit.Unknown, Removed = false };
            if (ExitTable.Judge(signs) != ExitTable.Judge(plain))
            {
                Assert.Fail($"decided, and yet another verdict: {signs}");
            }
        }

        Assert.NotEqual(0, decided);
    }

    private static string? Complaint(ExitSigns signs, Ruling ruling, HashSet<string> reasons)
    {
        var byKernel = ruling.EndedBy is EndedBy.KernelOwnLimit or EndedBy.KernelHost or EndedBy.KernelParent;
        var byRequest = ruling.EndedBy is EndedBy.Operator or EndedBy.Orchestrator or EndedBy.Daemon;
        var killed = signs.Kernel is KernelWord.MainKilled or KernelWord.ChildKilled or KernelWord.SomeKilled;
        var engineOom = signs is { EngineOom: EngineOom.AtEnd, OwnLimit: OwnLimit.Reached, Exit: ExitClass.Sigkill };
        var bare = signs.Exit == ExitClass.Sigkill && !killed && signs.Request is ApiRequest.None or ApiRequest.NotSeen;
        return ruling switch
        {
            _ when !reasons.Contains(ruling.Reason) => "a reason that is not listed",
            _ when ruling.EndedBy == EndedBy.Unknown != (ruling.Certainty == Certainty.Inconclusive) => "unknown is inconclusive and nothing else is",
            _ when ruling.EndedBy == EndedBy.Unknown && ruling.Lacking == Lacking.Nothing => "unknown without naming what would settle it",
            _ when ruling.Certainty == Certainty.Confirmed && (ruling.Lacking != Lacking.Nothing) => "confirmed and yet lacking",
            _ when ruling.Certainty == Certainty.Confirmed && !signs.Inspected => "confirmed from attributes that labels can forge",
            _ when ruling.Certainty == Certainty.Confirmed && signs is { Reconciled: true, Started: true } => "confirmed though not seen",
            _ when !signs.Started && ruling.Reason != ExitReasons.StartFailed => "ended without a start",
            _ when byKernel && !killed && !engineOom => "the kernel is blamed without its word",
            _ when byKernel && signs.Exit == ExitClass.Success => "the kernel is blamed for a success",
            _ when ruling.EndedBy == EndedBy.KernelHost && signs.Owner != LimitOwner.Host => "host blamed for another's limit",
            _ when ruling.EndedBy == EndedBy.KernelParent && signs.Owner != LimitOwner.Parent => "parent blamed for another's limit",
            _ when ruling.EndedBy == EndedBy.KernelOwnLimit && killed && signs.Owner is LimitOwner.Host or LimitOwner.Parent && !engineOom => "own limit blamed for another's",
            _ when byKernel && ruling.Certainty == Certainty.Confirmed && signs is not { Kernel: KernelWord.MainKilled, Exit: ExitClass.Sigkill } => "a kernel kill confirmed without main process and 137",
            _ when byRequest && signs.Request is ApiRequest.None or ApiRequest.NotSeen => "someone is blamed who did not ask",
            _ when ruling.EndedBy == EndedBy.Daemon && signs.Requester != Requester.Daemon => "daemon blamed",
            _ when ruling.EndedBy == EndedBy.Orchestrator && signs.Requester != Requester.Swarm => "Swarm blamed",
            _ when ruling.EndedBy == EndedBy.Outsider && ruling.Certainty != Certainty.Probable => "an outsider is at most probable",
            _ when ruling.EndedBy == EndedBy.Outsider && signs.Request == ApiRequest.NotSeen => "an outsider blamed though requests were not seen",
            _ when ruling.Reason == ExitReasons.OutsideSigkill && signs.EngineOom == EngineOom.AtEnd => "an outsider blamed for an OOM",
            _ when bare && ruling.Certainty == Certainty.Confirmed && signs.Started => "137 alone proves nothing",
            _ when bare && signs is { Kernel: KernelWord.NotReadable, HostOomKills: not HostOomKills.Unchanged, Started: true }
                && ruling.EndedBy != EndedBy.Unknown && !engineOom => "137 alone, kernel log not readable, and yet someone is blamed",
            _ when signs.Removed && ExitTable.Judge(signs with { Removed = false }) is var kept && kept.EndedBy != ruling.EndedBy => "a removal changes who ended it",
            _ when !signs.KillNearEnd && signs.Kernel == KernelWord.ChildKilled
                && ExitTable.Judge(signs with { Kernel = KernelWord.NoKill }) != ruling => "an old kill of a child changes the verdict",
            _ when signs.Kernel == KernelWord.NotReadable && ruling.Certainty == Certainty.Inconclusive && bare
                && ruling.Reason == ExitReasons.SigkillUnattributed && signs.HostOomKills != HostOomKills.Unchanged
                && !ruling.Lacking.HasFlag(Lacking.KernelLog) => "the missing kernel log is not named",
            _ => null,
        };
    }
}

using Diagnoser.Contracts;

namespace Diagnoser.Engine.Tests.Verdicts;

public sealed class RunVerdictTests
{
    private readonly Tape _tape = new();

    [Fact]
    public void Own_limit_with_the_kernel_s_word()
    {
        var verdict = Tape.Verdict(
            _tape.Start(0, pid: 15309),
            _tape.KernelKill(915, pid: 15309),
            _tape.Oom(920),
            Tape.With(_tape.Die(1000, 137), AttributeNames.MemoryLimit, 32L << 20));

        Assert.Equal((EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Confirmed), Of(verdict));
        Assert.Equal(
            "the kernel killed tail (pid 15309, 31 MiB resident, the main process) at this container's own limit of 32 MiB, 85 ms before the end",
            verdict.Facts[0]);
        Assert.Contains("exit code 137 (128 + signal 9, SIGKILL)", verdict.Facts);
        Assert.Empty(verdict.Missing);
    }

    [Theory]
    [InlineData("/docker", "kernelParent")]
    [InlineData("/kubepods.slice/x", "kernelParent")]
    [InlineData("/docker/ID", "kernelOwnLimit")]
    [InlineData("/system.slice/docker-ID.scope", "kernelOwnLimit")]
    public void The_kernel_line_says_whose_limit_it_was(string cgroup, string endedBy)
    {
        var verdict = Tape.Verdict(
            _tape.Start(0, pid: 7),
            _tape.KernelKill(900, pid: 7, cgroup: cgroup.Replace("ID", _tape.Id, StringComparison.Ordinal)),
            _tape.Die(1000, 137));

        Assert.Equal(endedBy, verdict.EndedBy.ToString(), ignoreCase: true);
        Assert.Equal(Certainty.Confirmed, verdict.Certainty);
    }

    [Fact]
    public void A_limit_of_a_stranger_s_cgroup_is_not_confirmed_as_anyone_s()
    {
        var kill = Tape.With(_tape.KernelKill(900, pid: 7, cgroup: "/elsewhere"), AttributeNames.TaskCgroup, $"/docker/{_tape.Id}");

        Assert.Equal(Certainty.Probable, Tape.Verdict(_tape.Start(0, pid: 7), kill, _tape.Die(1000, 137)).Certainty);
    }

    [Fact]
    public void A_limit_inside_the_container_is_not_confirmed_as_its_own()
    {
        var verdict = Tape.Verdict(
            _tape.Start(0, pid: 7), _tape.KernelKill(900, pid: 7, cgroup: $"/docker/{_tape.Id}/jobs"), _tape.Die(1000, 137));

        Assert.Equal((EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable), Of(verdict));
    }

    [Fact]
    public void Host_oom_is_not_the_container_s_fault()
    {
        var verdict = Tape.Verdict(_tape.Start(0, pid: 7), _tape.KernelKill(900, pid: 7, constraint: "host"), _tape.Die(1000, 137));

        Assert.Equal((EndedBy.KernelHost, "oom-host", Certainty.Confirmed), Of(verdict));
        Assert.Contains("because the host ran out of memory", verdict.Facts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_s_death_long_ago_is_told_and_not_blamed()
    {
        var verdict = Tape.Verdict(
            _tape.Start(0, pid: 7), _tape.KernelKill(900, pid: 8), _tape.Oom(905), Tape.With(_tape.Die(60_000, 1), AttributeNames.OomKilled, true));

        Assert.Equal((EndedBy.Itself, "error-exit", Certainty.Confirmed), Of(verdict));
        Assert.Contains(verdict.Facts, fact => fact.Contains("not the main process", StringComparison.Ordinal));
    }

    [Fact]
    public void The_main_process_can_be_known_from_the_death_alone()
    {
        var verdict = Tape.Verdict(_tape.KernelKill(900, pid: 7), Tape.With(_tape.Die(1000, 137), AttributeNames.MainPid, 7L));

        Assert.Equal((EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Confirmed), Of(verdict));
    }

    [Fact]
    public void Docker_stop_past_its_time()
    {
        var verdict = Tape.Verdict(_tape.Start(0), _tape.Kill(500, 15), _tape.Kill(1515, 9), _tape.Stop(1608), _tape.Die(1610, 137));

        Assert.Equal((EndedBy.Operator, "sigterm-ignored", Certainty.Confirmed), Of(verdict));
        Assert.Equal("docker stop: signal 15 at 12:00:00.500, signal 9 at 12:00:01.515", verdict.Facts[0]);
    }

    [Fact]
    public void Docker_stop_without_a_time_to_stop_is_not_blamed_on_the_container() =>
        Assert.Equal("stop-requested", Tape.Verdict(_tape.Start(0), _tape.Kill(500, 15), _tape.Kill(505, 9), _tape.Die(540, 137)).Reason);

    [Fact]
    public void A_stop_with_a_long_time_to_stop_is_known_by_its_stop_event() =>
        Assert.Equal(
            "stop-requested",
            Tape.Verdict(_tape.Start(0), _tape.Kill(500, 3), _tape.Stop(299_000), _tape.Die(299_003, 0)).Reason);

    [Fact]
    public void The_stop_event_may_follow_the_death() =>
        Assert.Equal(
            (EndedBy.Operator, "stop-requested", Certainty.Confirmed),
            Of(Tape.Verdict(_tape.Start(0), _tape.Kill(500, 3), _tape.Die(20_500, 0), _tape.Stop(20_550))));

    [Fact]
    public void A_stop_during_the_back_off_did_not_end_the_run_before() =>
        Assert.Equal(
            (EndedBy.Itself, "error-exit", Certainty.Confirmed),
            Of(Tape.Verdict(_tape.Start(0), _tape.Die(1000, 1), _tape.Kill(1100, 15), _tape.Stop(1105))));

    [Fact]
    public void A_signal_long_before_the_end_did_not_end_the_run() =>
        Assert.Equal(
            (EndedBy.Itself, "error-exit", Certainty.Confirmed),
            Of(Tape.Verdict(_tape.Start(0), _tape.Kill(500, 15), _tape.Die(90_000, 1))));

    [Fact]
    public void The_configured_stop_signal_is_a_stop() =>
        Assert.Equal(
            "stop-requested",
            Tape.Verdict(_tape.Start(0), _tape.Kill(500, 10), Tape.With(_tape.Die(900, 7), AttributeNames.StopSignal, 10L)).Reason);

    [Fact]
    public void Docker_kill_and_docker_rm()
    {
        DockerEvent[] killed = [_tape.Start(0), _tape.Kill(900, 9), _tape.Die(1000, 137)];

        Assert.Equal("kill-requested", Tape.Verdict(killed).Reason);
        Assert.Equal("removed", Tape.Verdict([.. killed, _tape.Destroy(1010)]).Reason);
        Assert.Equal("kill-requested", Tape.Verdict([.. killed, _tape.Destroy(1300)]).Reason);
    }

    [Fact]
    public void Auto_remove_is_not_docker_rm() =>
        Assert.Equal(
            "kill-requested",
            Tape.Verdict(_tape.Start(0), _tape.Kill(900, 9), Tape.With(_tape.Die(1000, 137), AttributeNames.AutoRemove, true), _tape.Destroy(1010)).Reason);

    [Fact]
    public void A_task_of_swarm_is_stopped_by_the_orchestrator() =>
        Assert.Equal(
            EndedBy.Orchestrator,
            Tape.Verdict(_tape.Start(0), _tape.Kill(900, 15), Tape.With(_tape.Die(1000, 0), AttributeNames.Orchestrator, "swarm")).EndedBy);

    [Fact]
    public void Names_the_kernel_log_that_could_not_be_read_in_the_collector_s_words()
    {
        var verdict = Tape.Verdict(_tape.Start(0), Tape.Lacking(_tape.Die(1000, 137), "kernel.oom_kill"));

        Assert.Equal((EndedBy.Unknown, "sigkill-unattributed", Certainty.Inconclusive), Of(verdict));
        Assert.Equal(new MissingEvidence("kernel.oom_kill", "for the test", "none"), Assert.Single(verdict.Missing));
    }

    [Fact]
    public void Says_on_cgroup_v1_that_a_host_oom_leaves_no_oom_event()
    {
        var death = Tape.With(_tape.Die(1000, 137), AttributeNames.CgroupVersion, 1L);

        var verdict = Tape.Verdict(_tape.Start(0), Tape.Lacking(death, "kernel.oom_kill"));

        Assert.Contains(verdict.Facts, fact => fact.Contains("cgroup v1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_raw_recording_is_never_confirmed()
    {
        var raw = Tape.Verdict(_tape.Start(0), _tape.Kill(900, 9), Tape.With(_tape.Die(1000, 137), AttributeNames.Raw, true));
        var oom = Tape.Verdict(_tape.Start(0), _tape.Oom(900), Tape.With(_tape.Die(1000, 137), AttributeNames.Raw, true));

        Assert.Equal((EndedBy.Operator, "kill-requested", Certainty.Probable), Of(raw));
        Assert.Equal((EndedBy.Unknown, "oom-scope-unknown", Certainty.Inconclusive), Of(oom));
        Assert.Equal(["kernel.oom_kill", "inspect"], oom.Missing.Select(missing => missing.What));
    }

    [Fact]
    public void A_signal_that_a_label_hides_is_at_most_probable()
    {
        var hidden = Tape.With(_tape.Kill(900, 9), AttributeNames.Signal, default);

        var verdict = Tape.Verdict(_tape.Start(0), hidden, _tape.Die(1000, 137));

        Assert.Equal((EndedBy.Operator, "kill-requested", Certainty.Probable), Of(verdict));
    }

    [Fact]
    public void Says_that_labels_forge_the_event()
    {
        var death = Tape.With(_tape.Die(1000, 1), AttributeNames.ForgedAttributes, AttributeValue.FromList(["exitCode"]));

        var verdict = Tape.Verdict(_tape.Start(0), death);

        Assert.Contains("labels of this container overwrite the event attributes exitCode; inspect was used instead", verdict.Facts);
        Assert.Equal(Certainty.Confirmed, verdict.Certainty);
    }

    [Fact]
    public void Makes_hostile_names_harmless()
    {
        var kill = Tape.With(_tape.KernelKill(900, pid: 7), AttributeNames.ProcessName, "a\u001b[2J\u202e\n");

        var verdict = Tape.Verdict(_tape.Start(0, pid: 7), kill, _tape.Die(1000, 137));

        Assert.Contains("the kernel killed a\\u{1b}[2J\\u{202e}\\u{a} (", verdict.Facts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_found_later_does_not_say_who_stopped_it()
    {
        var found = Tape.With(_tape.Die(1000, 143), AttributeNames.Reconciled, true);

        var verdict = Tape.Verdict(found);

        Assert.Equal((EndedBy.Unknown, "sigterm-unattributed", Certainty.Inconclusive), Of(verdict));
        Assert.Equal("docker.events", Assert.Single(verdict.Missing).What);
    }

    [Fact]
    public void A_death_without_a_start_after_create_never_ran() =>
        Assert.Equal("start-failed", Tape.Verdict(_tape.Create(0), _tape.Die(300, 127)).Reason);

    [Fact]
    public void A_blind_time_of_the_events_leaves_the_sender_open() =>
        Assert.Equal(
            "sigterm-unattributed",
            Tape.Verdict(
                _tape.Start(0),
                _tape.Daemon(EventTypes.CollectorBlind, 29_000, from: 25_000, source: "docker.events"),
                _tape.Die(30_000, 143)).Reason);

    [Fact]
    public void A_blind_time_of_which_nothing_is_missing_hides_no_sender()
    {
        var blind = _tape.Daemon(EventTypes.CollectorBlind, 29_000, from: 25_000, source: "docker.events");

        Assert.Equal(
            Tape.Verdict(_tape.Start(0), _tape.Die(30_000, 143)).Reason,
            Tape.Verdict(_tape.Start(0), blind with { Attributes = blind.Attributes.With(AttributeNames.BlindRecovered, true) }, _tape.Die(30_000, 143)).Reason);
    }

    [Fact]
    public void A_blind_time_of_the_kernel_log_leaves_137_open() =>
        Assert.Equal(
            "sigkill-unattributed",
            Tape.Verdict(
                _tape.Start(0),
                _tape.Daemon(EventTypes.CollectorBlind, 29_000, from: 25_000, source: "kernel.log"),
                _tape.Die(30_000, 137)).Reason);

    private static (EndedBy EndedBy, string Reason, Certainty Certainty) Of(ExitVerdict verdict) =>
        (verdict.EndedBy, verdict.Reason, verdict.Certainty);
}

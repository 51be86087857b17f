using Diagnoser.Contracts;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Tests.Verdicts;

public sealed class RunLedgerTests
{
    private readonly RunLedger _ledger = new(new());
    private readonly List<DockerEvent> _released = [];
    private readonly Tape _tape = new();

    [Fact]
    public void Holds_a_death_until_the_clock_of_its_host_says_that_it_has_settled()
    {
        Observe(_tape.Start(0), _tape.Die(1000, 1));
        Assert.Equal(Tape.At(1200), _ledger.NextDue);
        Assert.Equal([EventTypes.ContainerStart], Types());

        Observe(new Tape("c2", "h2").Start(9000), _tape.Health(1199));
        Assert.DoesNotContain(EventTypes.ContainerDie, Types());

        Observe(new Tape("c3").Start(1200));
        Assert.Equal([EventTypes.ContainerDie, EventTypes.ContainerStart], Types().TakeLast(2));
        Assert.Null(_ledger.NextDue);
    }

    [Fact]
    public void Releases_a_death_at_once_that_the_kernel_has_decided()
    {
        Observe(_tape.Start(0, 42), _tape.KernelKill(900, 42), _tape.Die(1000, 137));

        Assert.Equal(ExitReasons.OomOwnLimit, Assert.Single(Ends()).Exit?.Reason);
        Assert.Null(_ledger.NextDue);

        Observe(_tape.Oom(1010));
        _ = Assert.Single(Ends());
    }

    [Fact]
    public void Holds_a_killed_childs_containers_death()
    {
        Observe(_tape.Start(0, 42), _tape.KernelKill(900, 43), _tape.Die(1000, 137));

        Assert.Empty(Ends());
        Assert.Equal(Tape.At(1200), _ledger.NextDue);
    }

    [Fact]
    public void Corrects_a_death_released_at_once_when_a_request_to_kill_comes_late()
    {
        Observe(_tape.Start(0, 42), _tape.KernelKill(900, 42), _tape.Die(1000, 137), _tape.Kill(995, 9));

        Assert.Equal([Certainty.Confirmed, Certainty.Probable], Ends().Select(end => end.Exit!.Certainty));
    }

    [Fact]
    public void Releases_a_death_at_once_that_arrives_when_it_has_settled_already()
    {
        Observe(_tape.Start(0), new Tape("c2").Start(1200), _tape.Die(1000, 1));

        _ = Assert.Single(Ends());
        Assert.Null(_ledger.NextDue);
    }

    [Fact]
    public void Releases_a_death_when_time_advances_on_a_quiet_host()
    {
        Observe(_tape.Start(0), _tape.Die(1000, 1));

        _ledger.Advance(Tape.At(1199), _released);
        Assert.DoesNotContain(EventTypes.ContainerDie, Types());

        _ledger.Advance(Tape.At(1200), _released);
        Assert.Equal(ExitReasons.ErrorExit, _released[^1].Exit?.Reason);
    }

    [Fact]
    public void Releases_deaths_of_several_hosts_in_the_order_in_which_they_settle()
    {
        Observe(_tape.Die(1000, 1), new Tape("c2", "h2").Die(990, 2), new Tape("c3", "h3").Die(1010, 3));

        _ledger.Advance(Tape.At(2000), _released);

        Assert.Equal(["2", "1", "3"], _released.Select(death => death.Attributes[AttributeNames.ExitCode].ToString()));
    }

    [Fact]
    public void Releases_a_death_that_is_judged_already_as_it_is()
    {
        var judged = _tape.Die(1000, 1) with { Exit = new(EndedBy.Outsider, "outside-sigkill", Certainty.Probable, [], []) };

        Observe(_tape.Start(0), judged);

        Assert.Same(judged, _released[^1]);
        Assert.Null(_ledger.NextDue);
    }

    [Fact]
    public void Judges_a_failed_start_at_once()
    {
        var failure = Tape.With(_tape.Create(5), AttributeNames.Error, "Bind for 0.0.0.0:80 failed: port is already allocated")
            with { Id = "f1", Type = EventTypes.ContainerStartFailed };

        Observe(_tape.Create(0), failure);

        var exit = _released[^1].Exit!;
        Assert.Equal((EndedBy.Itself, ExitReasons.StartFailed, Certainty.Confirmed), (exit.EndedBy, exit.Reason, exit.Certainty));
        Assert.Contains("port is already allocated", exit.Facts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Ignores_an_event_that_it_has_seen()
    {
        var oom = _tape.Oom(500);
        Observe(_tape.Start(0), oom, oom, _tape.Die(1000, 137), oom, _tape.Die(1000, 137));
        _ledger.Finish(_released);

        Assert.Equal([EventTypes.ContainerStart, EventTypes.ContainerOom, EventTypes.ContainerDie], Types());
        Assert.Equal("1", _released[^1].Attributes[AttributeNames.OomEvents].ToString());
        Assert.Equal(3, _ledger.Repeated);
    }

    [Fact]
    public void Takes_a_natural_and_a_reconciled_end_of_one_run_as_one()
    {
        var reconciled = Tape.With(_tape.Die(996, 1), AttributeNames.Reconciled, true) with { Run = new(Tape.At(0)) };

        var natural = _tape.Die(1000, 1) with { Run = new(Tape.At(0)) };

        Observe(_tape.Start(0), natural, reconciled);
        _ledger.Finish(_released);

        Assert.Equal(natural.Id, Assert.Single(Ends()).Id);
        Assert.Equal(1, _ledger.Repeated);
    }

    [Fact]
    public void Tells_a_kernel_kill_which_process_run_and_limit_it_was()
    {
        var unnamed = _tape.KernelKill(900, pid: 77);
        Observe(_tape.Start(0, pid: 77), unnamed with { Subject = unnamed.Subject with { Name = "" } });

        var kill = _released[^1];
        Assert.True(kill.Attributes[AttributeNames.ProcessIsMain].TryGetBoolean(out var isMain) && isMain);
        Assert.Equal("own", kill.Attributes[AttributeNames.OomScope].Text);
        Assert.Equal("c1", kill.Subject.Name);
        Assert.Equal(Tape.At(0), kill.Run?.StartedAt);
    }

    [Fact]
    public void Says_how_long_the_run_lasted_and_how_many_oom_events_it_had()
    {
        Observe(_tape.Start(0), _tape.Oom(500), _tape.Oom(510), _tape.Die(2500, 137));
        _ledger.Finish(_released);

        Assert.Equal("2.5", _released[^1].Attributes[AttributeNames.RunSeconds].ToString());
        Assert.Equal("2", _released[^1].Attributes[AttributeNames.OomEvents].ToString());
    }

    [Fact]
    public void Releases_a_death_again_when_a_late_kernel_line_changes_its_verdict()
    {
        Observe(_tape.Start(0, pid: 77), _tape.Die(1000, 137), _tape.Health(1300));
        Assert.Equal(EndedBy.Outsider, Ends()[^1].Exit?.EndedBy);

        Observe(_tape.KernelKill(915, pid: 77));

        Assert.Equal([EndedBy.Outsider, EndedBy.KernelOwnLimit], Ends().Select(end => end.Exit!.EndedBy));
        Assert.Equal(Ends()[0].Id, Ends()[1].Id);
        Assert.Equal(1, _ledger.Corrected);
    }

    [Fact]
    public void Leaves_a_verdict_alone_when_the_kernel_line_comes_too_late()
    {
        Observe(_tape.Start(0, pid: 77), _tape.Die(1000, 137), new Tape("c2").Start(6001), _tape.KernelKill(915, pid: 77));

        Assert.Equal(EndedBy.Outsider, Assert.Single(Ends()).Exit?.EndedBy);
    }

    [Fact]
    public void Does_not_repeat_a_death_when_a_late_fact_changes_nothing()
    {
        Observe(_tape.Start(0), _tape.Kill(900, 9), _tape.Die(1000, 137), _tape.Health(1300), _tape.Stop(1001));

        _ = Assert.Single(Ends());
    }

    [Fact]
    public void Lets_a_burst_of_oom_events_pass_and_counts_it()
    {
        Observe(_tape.Start(0));
        for (var number = 0; number < 1803; number++)
        {
            Observe(_tape.Oom(1000 + (2 * number)));
        }

        Observe(_tape.Die(1030, 137), _tape.Health(6000));

        var death = Assert.Single(Ends());
        Assert.Equal("1803", death.Attributes[AttributeNames.OomEvents].ToString());
        Assert.Equal(ExitReasons.OomScopeUnknown, death.Exit?.Reason);
    }

    [Fact]
    public void Forgets_a_container_some_time_after_its_end()
    {
        Observe(_tape.Start(0), _tape.Die(1000, 0), _tape.Destroy(1005), new Tape("c2").Start(2000));
        Assert.Equal(2, _ledger.Containers);

        Observe(new Tape("c2").Health(1000 * 60 * 11));

        Assert.Equal(1, _ledger.Containers);
    }

    [Fact]
    public void Forgets_the_least_recently_used_container_when_there_are_too_many_and_loses_no_death()
    {
        var ledger = new RunLedger(new() { ContainerLimit = 2 });
        foreach (var dockerEvent in new[] { _tape.Start(0), _tape.Die(10, 1), new Tape("c2").Start(20), new Tape("c3").Start(30) })
        {
            ledger.Observe(dockerEvent, _released);
        }

        Assert.Equal(2, ledger.Containers);
        Assert.Equal(1, ledger.Evicted);
        Assert.Equal(ExitReasons.ErrorExit, Assert.Single(Ends()).Exit?.Reason);

        ledger.Finish(_released);
        _ = Assert.Single(Ends());
    }

    [Fact]
    public void Keeps_the_rounds_of_a_crash_loop_apart()
    {
        Observe(
            _tape.Start(0, pid: 1),
            _tape.KernelKill(900, pid: 1),
            _tape.Die(1000, 137),
            _tape.Start(1110, pid: 2),
            _tape.Die(1500, 1),
            _tape.Start(1710, pid: 3),
            _tape.Kill(2000, 15),
            _tape.Die(2010, 0));
        _ledger.Finish(_released);

        Assert.Equal(
            [ExitReasons.OomOwnLimit, ExitReasons.ErrorExit, ExitReasons.StopRequested],
            Ends().Select(end => end.Exit!.Reason));
        Assert.Equal([Tape.At(0), Tape.At(1110), Tape.At(1710)], Ends().Select(end => end.Run!.StartedAt));
    }

    [Fact]
    public void Gives_a_kernel_line_that_overtook_the_next_start_to_the_next_run()
    {
        Observe(
            _tape.Start(0, pid: 1),
            _tape.Die(1000, 1),
            _tape.KernelKill(1180, pid: 2),
            _tape.Start(1110, pid: 2),
            _tape.Die(1215, 137));
        _ledger.Finish(_released);

        Assert.Equal([ExitReasons.ErrorExit, ExitReasons.OomOwnLimit], Ends().Select(end => end.Exit!.Reason));
    }

    [Fact]
    public void Does_not_mix_containers_or_hosts()
    {
        var other = new Tape("c2");
        var elsewhere = new Tape("c1", "h2");
        Observe(
            _tape.Start(0, pid: 7),
            other.Start(1, pid: 7),
            elsewhere.Start(2, pid: 7),
            _tape.KernelKill(900, pid: 7),
            other.Kill(901, 9),
            elsewhere.Die(950, 137),
            other.Die(951, 137),
            _tape.Die(952, 137));
        _ledger.Finish(_released);

        // The kernel's kill is decided and does not wait.
        Assert.Equal(
            [ExitReasons.OomOwnLimit, ExitReasons.OutsideSigkill, ExitReasons.KillRequested],
            Ends().Select(end => end.Exit!.Reason));
    }

    private void Observe(params IEnumerable<DockerEvent> events)
    {
        foreach (var dockerEvent in events)
        {
            _ledger.Observe(dockerEvent, _released);
        }
    }

    private IEnumerable<string> Types() => _released.Select(released => released.Type);

    private List<DockerEvent> Ends() => _released.FindAll(released => released.Exit is not null);
}

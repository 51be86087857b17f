using Diagnoser.Contracts;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Tests.Verdicts;

public sealed class DaemonStopsTests
{
    private readonly Tape _one = new("one");
    private readonly Tape _two = new("two");

    [Fact]
    public void All_containers_stopped_at_once_before_the_daemon_went_are_the_daemon_s()
    {
        var released = Tape.Play(
            _one.Start(0),
            _two.Start(1),
            _one.Kill(60_000, 15),
            _two.Kill(60_001, 15),
            _one.Die(60_100, 0),
            _two.Die(70_050, 137),
            _one.Daemon(EventTypes.DaemonRestart, 75_000, from: 70_100));

        var last = released.Where(end => end.Exit is not null).GroupBy(end => end.Id).Select(ends => ends.Last().Exit!).ToList();
        Assert.Equal(2, last.Count);
        Assert.All(last, exit => Assert.Equal(
            (EndedBy.Daemon, ExitReasons.DaemonShutdown, Certainty.Probable), (exit.EndedBy, exit.Reason, exit.Certainty)));
    }

    [Fact]
    public void A_stop_is_a_person_s_when_the_daemon_leaves_the_others_running()
    {
        var verdict = Tape.Verdict(
            _one.Start(0),
            _two.Start(1),
            _one.Kill(60_000, 15),
            _one.Die(60_100, 0),
            _one.Daemon(EventTypes.DaemonRestart, 75_000, from: 62_000));

        Assert.Equal(EndedBy.Operator, verdict.EndedBy);
    }

    [Fact]
    public void A_single_stop_is_a_person_s_when_the_daemon_went_much_later()
    {
        var verdict = Tape.Verdict(
            _one.Start(0),
            _one.Kill(60_000, 15),
            _one.Die(60_100, 0),
            _one.Daemon(EventTypes.DaemonRestart, 80_000, from: 79_000));

        Assert.Equal(EndedBy.Operator, verdict.EndedBy);
    }

    [Fact]
    public void Exit_code_255_about_a_daemon_restart_is_not_the_program_s()
    {
        var released = Tape.Play(
            _one.Start(0),
            _one.Die(60_000, 255),
            _one.Daemon(EventTypes.DaemonRestart, 60_300, from: 59_000));

        var exit = released.Last(end => end.Exit is not null).Exit!;
        Assert.Equal((EndedBy.Unknown, ExitReasons.DaemonRestarted), (exit.EndedBy, exit.Reason));
    }
}

using Diagnoser.Contracts;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Bus.Events;

public sealed class HostTimesTests
{
    private readonly FakeTimeProvider _clock = new(Some.Noon);

    [Fact]
    public void A_host_whose_events_come_late_is_given_as_much_time_and_others_are_not()
    {
        var times = Times();
        times.Note(At(Some.Noon.AddMinutes(-3)));

        Assert.Equal(Some.Noon.AddMinutes(-3), times.Reached("h1"));
        Assert.Equal(Some.Noon, times.Reached("h2"));
    }

    [Fact]
    public void The_lateness_is_forgotten_when_nothing_more_comes()
    {
        var times = Times();
        times.Note(At(Some.Noon.AddMinutes(-3)));

        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(_clock.GetUtcNow(), times.Reached("h1"));
    }

    [Fact]
    public void A_host_whose_clock_is_ahead_has_reached_what_it_said_itself_also_after_it_fell_silent()
    {
        var times = Times();
        times.Note(At(Some.Noon.AddSeconds(30)));

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Some.Noon.AddSeconds(40), times.Reached("h1"));
    }

    [Fact]
    public void What_was_found_by_comparing_states_is_late_by_nature()
    {
        var times = Times();
        times.Note(At(Some.Noon.AddMinutes(-3)) with { Attributes = AttributeMap.Empty.With(AttributeNames.Reconciled, true) });

        Assert.Equal(Some.Noon, times.Reached("h1"));
    }

    [Fact]
    public void No_more_is_waited_for_than_allowed()
    {
        var times = Times(TimeSpan.FromSeconds(5));
        times.Note(At(Some.Noon.AddHours(-1)));

        Assert.Equal(Some.Noon.AddSeconds(-5), times.Reached("h1"));
    }

    private HostTimes Times(TimeSpan? most = null) => new(_clock, most ?? TimeSpan.MaxValue, TimeSpan.Zero);

    private static DockerEvent At(DateTimeOffset time) => Some.Die(at: time);
}

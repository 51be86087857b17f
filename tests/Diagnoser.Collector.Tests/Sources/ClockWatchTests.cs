using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources;

public sealed class ClockWatchTests
{
    private readonly SetClock _clock = new();

    [Fact]
    public void Time_that_goes_by_is_no_step()
    {
        var watch = new ClockWatch(_clock);
        _clock.Advance(TimeSpan.FromHours(2));

        Assert.Null(watch.Look());
    }

    [Theory]
    [InlineData(-600, "back by 600.0 s")]
    [InlineData(90, "ahead by 90.0 s")]
    public void A_clock_that_was_set_is_told_once(int seconds, string expected)
    {
        var watch = new ClockWatch(_clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _clock.Set(TimeSpan.FromSeconds(seconds));

        var step = watch.Look();

        Assert.Contains(expected, step!.Reason, StringComparison.Ordinal);
        Assert.True(step.From <= step.To);
        Assert.Null(watch.Look());
    }

    [Fact]
    public void What_a_time_service_corrects_is_no_step()
    {
        var watch = new ClockWatch(_clock);
        _clock.Set(TimeSpan.FromMilliseconds(-400));

        Assert.Null(watch.Look());
    }

    /// <summary>A clock that somebody can set; its time stamps go on all the same.</summary>
    private sealed class SetClock : TimeProvider
    {
        private TimeSpan _passed;
        private TimeSpan _set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _passed += time;

        public void Set(TimeSpan by) => _set += by;

        public override DateTimeOffset GetUtcNow() => Some.Noon + _passed + _set;

        public override long GetTimestamp() => _passed.Ticks;
    }
}

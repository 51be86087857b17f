using Diagnoser.Server.Tests.Support;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Tests.Timelines;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23T12:00:00.123456789Z", "2026-11-23T12:00:00.1234567Z")]
    [InlineData("2026-11-23T12:00:00+02:00", "2026-11-23T10:00:00Z")]
    [InlineData("2026-11-23T12:00Z", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23T12:00:00", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23 12:00:00.250", "2026-11-23T12:00:00.25Z")]
    [InlineData("2026-11-22", "2026-11-22T00:00:00Z")]
    [InlineData("11:30", "2026-11-23T11:30:00Z")]
    [InlineData("11:30:15", "2026-11-23T11:30:15Z")]
    [InlineData("2h", "2026-11-23T10:00:00Z")]
    [InlineData("90s", "2026-11-23T11:58:30Z")]
    [InlineData("30d", "2026-10-24T12:00:00Z")]
    public void A_time_is_read_in_the_forms_that_people_use(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, Some.Noon, out var time));
        Assert.Equal(expected, TimeText.Of(time));
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("25:00")]
    [InlineData("2026-11-31")]
    [InlineData("23/11/2026")]
    [InlineData("2026-11-23T12:00:00 02:00")]
    [InlineData("-2h")]
    [InlineData("2026-11-23T12:00:00.1234567890Z")]
    [InlineData("1764072000")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("1.5d")]
    public void Everything_else_is_no_time(string text) => Assert.False(TimeText.TryParse(text, Some.Noon, out _));

    [Fact]
    public void What_is_written_is_read_again_to_the_tick()
    {
        var time = Some.Noon.AddTicks(1234567);

        Assert.True(TimeText.TryParse(TimeText.Of(time), Some.Noon, out var again));
        Assert.Equal(time, again);
    }
}

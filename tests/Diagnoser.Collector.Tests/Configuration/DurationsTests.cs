using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Tests.Configuration;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("10s", 10)]
    [InlineData("1.5s", 1.5)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    public void Reads_a_number_with_its_unit(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("10 s")]
    [InlineData("-1s")]
    [InlineData("0s")]
    [InlineData("1d")]
    [InlineData("1e3s")]
    [InlineData("10sm")]
    [InlineData("NaNs")]
    [InlineData("999999999999h")]
    public void Refuses_everything_else(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData(0.25, "250ms")]
    [InlineData(10, "10s")]
    [InlineData(90, "1m 30s")]
    [InlineData(3660, "1h 1m")]
    [InlineData(90000, "1d 1h")]
    public void Writes_them_for_people(double seconds, string text) => Assert.Equal(text, Durations.Text(TimeSpan.FromSeconds(seconds)));
}

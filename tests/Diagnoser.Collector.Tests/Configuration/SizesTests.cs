using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Tests.Configuration;

public sealed class SizesTests
{
    [Theory]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("1.5 GiB", 3L << 29)]
    [InlineData("64KiB", 64L << 10)]
    [InlineData("2kB", 2000)]
    [InlineData("500MB", 500_000_000)]
    [InlineData("2GB", 2_000_000_000)]
    public void Reads_what_people_write(string text, long bytes)
    {
        Assert.True(Sizes.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("512")]
    [InlineData("MiB")]
    [InlineData("-1MiB")]
    [InlineData("0MiB")]
    [InlineData("512 mib")]
    [InlineData("1e9GiB")]
    [InlineData("99999999999GiB")]
    public void Refuses_the_rest(string text) => Assert.False(Sizes.TryParse(text, out _));

    [Theory]
    [InlineData(512L << 20, "512MiB")]
    [InlineData(3L << 29, "1.5GiB")]
    [InlineData(100, "0.1KiB")]
    public void Writes_it_in_the_largest_unit(long bytes, string text) => Assert.Equal(text, Sizes.Text(bytes));
}

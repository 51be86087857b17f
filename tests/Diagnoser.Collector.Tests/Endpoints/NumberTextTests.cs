using System.Text;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Tests.Endpoints;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("oom 1\noom_kill 3\noom_group_kill 4\n", 3L)]
    [InlineData("oom_kill 3", 3L)]
    [InlineData("oom_kill_disable 0\nunder_oom 0\n", null)]
    [InlineData("oom_kill max\n", null)]
    [InlineData("oom_kill\n", null)]
    [InlineData("", null)]
    public void A_number_is_found_by_the_whole_word_before_it(string text, long? expected) => Assert.Equal(expected, NumberText.After(Bytes(text), "oom_kill"u8));

    [Theory]
    [InlineData("8:0 rbytes=1 wbytes=22 rios=3", 22L)]
    [InlineData("8:0 xwbytes=1", null)]
    [InlineData("8:0 wbytes=", null)]
    public void A_number_is_found_by_its_key(string text, long? expected) => Assert.Equal(expected, NumberText.Of(Bytes(text), "wbytes"u8));

    [Fact]
    public void A_limit_beyond_all_numbers_is_the_largest()
    {
        Assert.True(NumberText.TryRead("18446744073709551615"u8, out var number));
        Assert.Equal(long.MaxValue, number);
    }

    [Fact]
    public void Columns_are_found_by_their_names()
    {
        var columns = NamedColumns.Of("Ip: Forwarding\nIp: 1\nTcp: MaxConn OutSegs\nTcp: -1 77\n"u8, "Tcp:"u8);

        Assert.True(columns.Next(out _, out var first));
        Assert.True(columns.Next(out var name, out var second));
        Assert.Equal("OutSegs", Encoding.ASCII.GetString(name));
        Assert.Equal((-1, 77), (first, second));
        Assert.False(columns.Next(out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Tcp: A B\n")]
    [InlineData("Tcp: A B\nUdp: 1 2\n")]
    [InlineData("Tcp: A B\nTcp:\n")]
    public void Damaged_tables_have_no_columns(string text)
    {
        var columns = NamedColumns.Of(Bytes(text), "Tcp:"u8);

        Assert.False(columns.Next(out _, out _));
    }

    [Fact]
    public void Words_are_found_across_blanks_tabs_and_lines()
    {
        var words = new Words("  a\tbc \n\n 12\n"u8);

        Assert.True(words.Skip(1));
        Assert.True(words.Next(out var second));
        Assert.Equal("bc", Encoding.ASCII.GetString(second));
        Assert.True(words.NextNumber(out var number));
        Assert.Equal(12, number);
        Assert.False(words.Next(out _));
        Assert.False(words.NextLine(out _));
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}

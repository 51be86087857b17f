using System.Text;
using Diagnoser.Collector.Sources.ContainerLogs;

namespace Diagnoser.Collector.Tests.Sources.ContainerLogs;

public sealed class LogLiteralsTests
{
    private readonly LogLiterals _literals = new();

    [Theory]
    [InlineData("ERROR: Connection Refused by peer", true)]
    [InlineData("connection refuse", false)]
    [InlineData("größer: connection refused", true)]
    [InlineData("", false)]
    public void A_line_is_wanted_if_it_holds_a_text_in_whatever_case(string line, bool isWanted)
    {
        Assert.Equal(0, _literals.Set(["connection refused", "too many clients"]));

        Assert.Equal(isWanted, _literals.IsIn(Encoding.UTF8.GetBytes(line)));
    }

    [Fact]
    public void A_text_at_the_end_of_a_long_line_is_found()
    {
        _ = _literals.Set(["needle"]);

        Assert.True(_literals.IsIn(Encoding.UTF8.GetBytes(new string('x', 16000) + "needle")));
    }

    [Fact]
    public void Texts_that_are_in_everything_or_countless_are_left_out()
    {
        var left = _literals.Set(["", "ab", "é is not ASCII", new string('x', 201), .. Enumerable.Range(0, 3000).Select(n => $"text {n}")]);

        Assert.Equal(LogLiterals.MaxCount, _literals.Texts.Count);
        Assert.Equal(1004, left);
        Assert.False(_literals.IsIn("ab"u8));
    }

    [Fact]
    public void Without_texts_nothing_is_wanted()
    {
        Assert.True(_literals.IsEmpty);
        Assert.False(_literals.IsIn("anything"u8));
    }
}

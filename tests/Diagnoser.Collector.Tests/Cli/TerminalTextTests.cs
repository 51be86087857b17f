using Diagnoser.Collector.Cli;

namespace Diagnoser.Collector.Tests.Cli;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain [markup] {braces}", "plain [markup] {braces}")]
    [InlineData("\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m")]
    [InlineData("\u001b]0;title\u0007", "\\x1b]0;title\\x07")]
    [InlineData("a\u009b31mb", "a\\x9b31mb")]
    [InlineData("line\r\nnext\ttab", "line\\r\\nnext\\ttab")]
    [InlineData("\0\b\u007f", "\\x00\\x08\\x7f")]
    [InlineData("user\u202egpj.exe", "user\\u202egpj.exe")]
    [InlineData("a\u2066b\u2069c\u200b\ufeff", "a\\u2066b\\u2069c\\u200b\\ufeff")]
    [InlineData("a\u2028b\u2029c\u0085", "a\\u2028b\\u2029c\\x85")]
    [InlineData("tag\U000e0041", "tag\\U000e0041")]
    [InlineData("grün 漢字 🚀", "grün 漢字 🚀")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void What_could_change_the_terminal_is_made_visible(string? text, string visible) =>
        Assert.Equal(visible, TerminalText.Line(text, 100));

    [Fact]
    public void A_line_of_ten_megabytes_is_cut()
    {
        var line = TerminalText.Line(new string('\u001b', 10_000_000), TerminalText.EvidenceLimit);

        Assert.EndsWith("\\x1b…", line, StringComparison.Ordinal);
        Assert.True(line.Length <= (TerminalText.EvidenceLimit * 4) + 1);
    }

    [Fact]
    public void Half_a_character_is_made_visible()
    {
        Assert.Equal("half \\ud83d", TerminalText.Line("half \ud83d", 100));
        Assert.Equal("\\udc00 half", TerminalText.Line("\udc00 half", 100));
    }

    [Fact]
    public void A_cut_does_not_halve_a_character() => Assert.Equal("a…", TerminalText.Line("a🚀b", 2));

    [Fact]
    public void Whatever_goes_in_no_control_character_comes_out()
    {
        var everything = string.Concat(Enumerable.Range(0, 0x10000).Select(c => (char)c));

        Assert.DoesNotContain(TerminalText.Line(everything, int.MaxValue), char.IsControl);
    }
}

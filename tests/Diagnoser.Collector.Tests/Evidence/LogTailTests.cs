using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class LogTailTests
{
    private readonly Redactor _redactor = new();

    [Fact]
    public void Takes_frames_apart_by_stream_and_line()
    {
        byte[] bytes = [.. Some.LogFrame(1, "2026-01-01T12:00:00.123456789Z one\n"), .. Some.LogFrame(2, "2026-01-01T12:00:01Z two\n")];

        var lines = LogTail.Parse(bytes, _redactor);

        Assert.Equal([("stdout", "one"), ("stderr", "two")], lines.Select(line => (line.Stream, line.Text)));
        Assert.Equal(Some.Noon.AddTicks(1234567), lines[0].Time);
    }

    [Fact]
    public void A_terminal_has_no_frames_and_ends_lines_with_carriage_returns() =>
        Assert.Equal(["one", "two"], LogTail.Parse(Some.Bytes("2026-01-01T12:00:00Z one\r\n2026-01-01T12:00:00Z two\r\n"), _redactor).Select(line => line.Text));

    [Fact]
    public void Keeps_the_last_lines_that_fit()
    {
        var text = string.Concat(Enumerable.Range(0, 80).Select(i => $"2026-01-01T12:00:00Z line {i}\n"));

        var lines = LogTail.Parse(Some.LogFrame(1, text), _redactor);

        Assert.Equal(50, lines.Count);
        Assert.Equal("line 79", lines[^1].Text);
    }

    [Fact]
    public void Cuts_a_long_line_and_stops_at_sixteen_thousand_characters()
    {
        var text = string.Concat(Enumerable.Range(0, 9).Select(i => $"2026-01-01T12:00:00Z {i}{new string('x', 6000)}\n"));

        var lines = LogTail.Parse(Some.LogFrame(1, text), _redactor);

        Assert.All(lines, line => Assert.True(line.Text.Length <= 4097));
        Assert.True(lines.Sum(line => line.Text.Length) <= 16 * 1024);
        Assert.StartsWith("8", lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Redacts_before_it_cuts() =>
        Assert.Equal("password=[redacted:password]", Assert.Single(LogTail.Parse(Some.LogFrame(1, "2026-01-01T12:00:00Z password=geheim\n"), _redactor)).Text);

    [Fact]
    public void A_torn_frame_gives_what_is_there() =>
        Assert.Equal("par", Assert.Single(LogTail.Parse([1, 0, 0, 0, 0, 0, 0, 99, .. Some.Bytes("par")], _redactor)).Text);
}

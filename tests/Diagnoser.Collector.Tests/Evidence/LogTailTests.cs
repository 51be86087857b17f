using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class LogTailTests
{
    private readonly Redactor _redactor = new();

    [Fact]
    public void A_line_has_the_engines_time_and_its_stream()
    {
        var lines = Lines([.. Some.LogFrame(1, "2026-01-01T12:00:00.123456789Z one\n"), .. Some.LogFrame(2, "2026-01-01T12:00:01Z two\n")]);

        Assert.Equal([("stdout", "one"), ("stderr", "two")], lines.Select(line => (line.Stream, line.Text)));
        Assert.Equal(Some.Noon.AddTicks(1234567), lines[0].Time);
    }

    [Fact]
    public void Keeps_the_last_lines_that_fit()
    {
        var text = string.Concat(Enumerable.Range(0, 80).Select(i => $"2026-01-01T12:00:00Z line {i}\n"));

        var lines = Lines(Some.LogFrame(1, text));

        Assert.Equal(50, lines.Count);
        Assert.Equal("line 79", lines[^1].Text);
    }

    [Fact]
    public void Cuts_a_long_line_and_stops_at_sixteen_thousand_characters()
    {
        var text = string.Concat(Enumerable.Range(0, 9).Select(i => $"2026-01-01T12:00:00Z {i}{new string('x', 6000)}\n"));

        var lines = Lines(Some.LogFrame(1, text));

        Assert.All(lines, line => Assert.True(line.Text.Length <= 4097));
        Assert.True(lines.Sum(line => line.Text.Length) <= 16 * 1024);
        Assert.StartsWith("8", lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Redacts_before_it_cuts() =>
        Assert.Equal("password=[redacted:password]", Assert.Single(Lines(Some.LogFrame(1, "2026-01-01T12:00:00Z password=geheim\n"))).Text);

    [Fact]
    public void A_secret_that_two_frames_share_is_found() =>
        Assert.Equal(
            "password=[redacted:password]",
            Assert.Single(Lines([.. Some.LogFrame(1, "2026-01-01T12:00:00Z password=gehe"), .. Some.LogFrame(1, "2026-01-01T12:00:00Z imnis\n")])).Text);

    [Fact]
    public void A_key_over_lines_of_one_stream_is_found_though_the_other_stream_speaks_between()
    {
        var lines = Lines(
        [
            .. Some.LogFrame(1, "2026-01-01T12:00:00Z -----BEGIN PRIVATE KEY-----\n"), .. Some.LogFrame(2, "2026-01-01T12:00:00Z meanwhile\n"),
            .. Some.LogFrame(1, "2026-01-01T12:00:00Z MIIEgeheim\n"), .. Some.LogFrame(1, "2026-01-01T12:00:00Z -----END PRIVATE KEY-----\n"),
        ]);

        Assert.Equal(["[redacted:private-key]", "meanwhile", "[redacted:private-key]", "[redacted:private-key]"], lines.Select(line => line.Text));
    }

    private IReadOnlyList<LogLine> Lines(byte[] bytes)
    {
        var frames = new LogFrames(50, 16 * 1024);
        frames.Add(bytes);
        return LogTail.Lines(frames.End(), _redactor);
    }
}

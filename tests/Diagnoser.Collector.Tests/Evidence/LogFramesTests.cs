using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class LogFramesTests
{
    private const string Time = "2026-01-01T12:00:00.1Z ";

    [Fact]
    public void Takes_frames_apart_by_stream_and_line() =>
        Assert.Equal(["stdout one", "stderr two", "stdout three"], Lines([.. Some.LogFrame(1, "one\n"), .. Some.LogFrame(2, "two\n"), .. Some.LogFrame(1, "three\n")]));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(1000)]
    public void However_the_bytes_come_in(int atOnce) =>
        Assert.Equal(["stdout one", "stderr two"], Lines([.. Some.LogFrame(1, "one\n"), .. Some.LogFrame(2, "two\n")], atOnce));

    [Fact]
    public void A_line_in_several_frames_is_one_and_loses_the_times_between() =>
        Assert.Equal(
            [$"stdout {Time}abcdef", $"stderr {Time}x"],
            Lines([.. Some.LogFrame(1, Time + "abc"), .. Some.LogFrame(2, Time + "x\n"), .. Some.LogFrame(1, "2026-01-01T12:00:00.2Z def\n")]));

    [Fact]
    public void A_terminals_text_has_no_frames() => Assert.Equal(["stdout one", "stdout two"], Lines(Some.Bytes("one\r\ntwo\r\n")));

    [Fact]
    public void A_terminals_text_may_be_shorter_than_a_header() => Assert.Equal(["stdout one"], Lines(Some.Bytes("one\n")));

    [Fact]
    public void Of_a_long_line_the_beginning_is_kept() => Assert.Equal(["stdout aaaaaaaaaa…", "stdout b"], Lines(Some.LogFrame(1, new string('a', 900) + "\nb\n"), mostLine: 10));

    [Fact]
    public void The_last_lines_are_kept() =>
        Assert.Equal(["stdout 98", "stdout 99"], Lines(Some.LogFrame(1, string.Concat(Enumerable.Range(0, 100).Select(n => $"{n}\n"))), mostLines: 2));

    [Fact]
    public void A_torn_frame_gives_what_is_there() => Assert.Equal(["stdout par"], Lines([1, 0, 0, 0, 0, 0, 0, 99, .. Some.Bytes("par")]));

    private static IEnumerable<string> Lines(byte[] bytes, int atOnce = int.MaxValue, int mostLines = 50, int mostLine = 1000)
    {
        var frames = new LogFrames(mostLines, mostLine);
        for (var at = 0; at < bytes.Length; at += Math.Min(atOnce, bytes.Length))
        {
            frames.Add(bytes.AsSpan(at, Math.Min(atOnce, bytes.Length - at)));
        }

        return frames.End().Select(line => $"{line.Stream} {line.Text}");
    }
}

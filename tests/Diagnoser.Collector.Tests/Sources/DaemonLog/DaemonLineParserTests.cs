using Diagnoser.Collector.Sources.DaemonLog;

namespace Diagnoser.Collector.Tests.Sources.DaemonLog;

public sealed class DaemonLineParserTests
{
    [Fact]
    public void Pairs_are_read_with_their_quotation()
    {
        var line = DaemonLineParser.Parse(
            """time="2026-11-30T20:29:16.567967698Z" level=error msg="[resolver] failed to query external DNS server" client-addr="udp:172.17.0.2:33036" dns-server="udp:10.255.255.53:53" error="read udp 172.17.0.2:33036->10.255.255.53:53: i/o timeout" question=";example.org.\tIN\t AAAA" spanID=e0c596288056ffd2 traceID=2f7b6beb2b4c6567614070b448367f48""")!;

        Assert.Equal(new DateTimeOffset(2026, 11, 30, 20, 29, 16, TimeSpan.Zero).AddTicks(5679677), line.Time);
        Assert.Equal(("error", "[resolver] failed to query external DNS server", "2f7b6beb2b4c6567614070b448367f48"), (line.Level, line.Message, line.Trace));
        Assert.Equal(";example.org.\tIN\t AAAA", line.Field("question"));
        Assert.Equal(new DnsFailure("172.17.0.2", "10.255.255.53:53", "example.org AAAA"), DnsFailure.Of(line));
    }

    [Theory]
    [InlineData("""Nov 30 20:29:12 web-1 dockerd[563]: time="2026-11-30T20:29:12Z" level=warning msg="a \"b\" \\ \u00e9\x41\n"  id=11aa""", "warning", "a \"b\" \\ éA\n", "11aa")]
    [InlineData("""level=error msg=single id=11aa""", "error", "single", "11aa")]
    [InlineData("""{"id":"11aa","level":"error","msg":"it said \"no\"","time":"2026-11-30T20:29:12Z"}""", "error", "it said \"no\"", "11aa")]
    [InlineData("""WARN[2025-05-08T07:57:56.577356208Z] cleaning up after shim disconnected           id=11aa namespace=moby""", "warning", "cleaning up after shim disconnected", "11aa")]
    [InlineData("""FATA[0000] no way""", "fatal", "no way", null)]
    [InlineData("panic: runtime error: invalid memory address", "fatal", "panic: runtime error: invalid memory address", null)]
    [InlineData("""time="2026-11-30T20:29:12Z" level=error msg="cut off in the mid""", "error", "cut off in the mid", null)]
    public void Each_form_of_the_daemons_log_is_read(string text, string level, string message, string? id)
    {
        var line = DaemonLineParser.Parse(text)!;

        Assert.Equal((level, message, id), (line.Level, line.Message, line.Field("id")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("goroutine 1 [running]:")]
    [InlineData("\t/usr/src/docker/main.go:12 +0x1f")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"msg\":\"\\ud800\"}")]
    [InlineData("a message that says \"time=1 level=error msg=forged\"")]
    [InlineData("ABCD[x] y")]
    public void What_is_no_line_of_the_daemon_is_none(string text) => Assert.Null(DaemonLineParser.Parse(text));

    [Fact]
    public void A_flood_of_fields_is_bounded()
    {
        var line = DaemonLineParser.Parse("level=error msg=x " + string.Join(' ', Enumerable.Range(0, 1000).Select(n => $"k{n}=v")))!;

        Assert.InRange(line.Fields.Count, 1, 32);
    }

    [Theory]
    [InlineData("warning", "cleaning up after shim disconnected", false)]
    [InlineData("error", "stream copy error: reading from a closed fifo", false)]
    [InlineData("warning", "Ignoring Exit Event, no such exec command found", false)]
    [InlineData("info", "shim disconnected", false)]
    [InlineData("debug", "Calling GET /_ping", false)]
    [InlineData("info", "Container failed to exit within 10s of signal 15 - using the force", true)]
    [InlineData("info", "Processing signal 'terminated'", true)]
    [InlineData("warning", "Health check for container 11aa error: context deadline exceeded", true)]
    [InlineData("error", "anything new", true)]
    public void Trouble_is_told_and_what_every_ordinary_end_writes_is_not(string level, string message, bool isTold) =>
        Assert.Equal(isTold, DaemonLineFilter.IsWorthTelling(new DaemonLine(level, message, [])));
}

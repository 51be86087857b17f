using Diagnoser.Collector.Sources.DaemonLog;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Sources.DaemonLog;

public sealed class RepeatedLinesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RepeatedLines _repeated;

    public RepeatedLinesTests() => _repeated = new RepeatedLines(_clock);

    [Fact]
    public void The_first_of_a_kind_are_told_and_the_rest_counted()
    {
        var told = Enumerable.Range(0, 1000).Count(n => Admit($"cannot stop container {n:x8} after {n} s"));

        Assert.Equal(RepeatedLines.MostOfKind, told);
        Assert.Empty(_repeated.TakeHeld());
        _clock.Advance(TimeSpan.FromMinutes(1));
        var held = Assert.Single(_repeated.TakeHeld());
        Assert.Equal((1000 - RepeatedLines.MostOfKind, "cannot stop container 000003e7 after 999 s"), (held.Count, held.Last.Message));
        Assert.True(Admit("cannot stop container 1 after 1 s"));
    }

    [Fact]
    public void Different_lines_do_not_hide_each_other()
    {
        Assert.Equal(RepeatedLines.MostOfKind, Enumerable.Range(0, 100).Count(_ => Admit("one thing")));

        Assert.True(Admit("another thing"));
    }

    [Fact]
    public void The_name_server_of_each_container_is_a_kind_of_its_own()
    {
        Assert.Equal(RepeatedLines.MostOfKind, Enumerable.Range(0, 100).Count(_ => _repeated.Admit(Dns("172.17.0.2"), _clock.GetUtcNow())));

        Assert.False(_repeated.Admit(Dns("172.17.0.2"), _clock.GetUtcNow()));
        Assert.True(_repeated.Admit(Dns("172.17.0.3"), _clock.GetUtcNow()));
    }

    [Fact]
    public void Of_countless_kinds_none_is_lost_uncounted()
    {
        var told = Enumerable.Range(0, 5000).Count(n => Admit(string.Concat($"{n:D4}".Select(digit => (char)('n' + (digit - '0'))))));

        _clock.Advance(TimeSpan.FromMinutes(1));
        var held = _repeated.TakeHeld().Sum(lines => lines.Count);
        Assert.Equal(RepeatedLines.Most, told);
        Assert.Equal(5000, told + held + _repeated.TakeDropped());
        Assert.Equal(0, _repeated.TakeDropped());
    }

    private bool Admit(string message) => _repeated.Admit(new DaemonLine("error", message, []), _clock.GetUtcNow());

    private static DaemonLine Dns(string client) =>
        new("error", "[resolver] failed to query external DNS server", [new("client-addr", $"udp:{client}:33036"), new("dns-server", "udp:10.0.0.2:53")]);
}

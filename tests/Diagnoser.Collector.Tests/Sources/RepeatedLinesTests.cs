using Diagnoser.Collector.Sources;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Sources;

public sealed class RepeatedLinesTests
{
    private const int MostOfKind = 10;
    private const int Most = 300;

    private readonly FakeTimeProvider _clock = new();
    private readonly RepeatedLines<string> _repeated;

    public RepeatedLinesTests() => _repeated = new RepeatedLines<string>(MostOfKind, Most, _clock);

    [Fact]
    public void The_first_of_a_kind_are_told_and_the_rest_counted()
    {
        var told = Enumerable.Range(0, 1000).Count(n => Admit($"cannot stop container {n:x8} after {n} s"));

        Assert.Equal(MostOfKind, told);
        Assert.Empty(_repeated.TakeHeld());
        _clock.Advance(TimeSpan.FromMinutes(1));
        var held = Assert.Single(_repeated.TakeHeld());
        Assert.Equal((1000 - MostOfKind, "cannot stop container 000003e7 after 999 s"), (held.Count, held.Last));
        Assert.True(Admit("cannot stop container 1 after 1 s"));
    }

    [Fact]
    public void Different_lines_do_not_hide_each_other()
    {
        Assert.Equal(MostOfKind, Enumerable.Range(0, 100).Count(_ => Admit("one thing")));

        Assert.True(Admit("another thing"));
    }

    [Fact]
    public void Of_countless_kinds_none_is_lost_uncounted()
    {
        var told = Enumerable.Range(0, 5000).Count(n => Admit(string.Concat($"{n:D4}".Select(digit => (char)('n' + (digit - '0'))))));

        _clock.Advance(TimeSpan.FromMinutes(1));
        var held = _repeated.TakeHeld().Sum(lines => lines.Count);
        Assert.Equal(Most, told);
        Assert.Equal(5000, told + held + _repeated.TakeDropped());
        Assert.Equal(0, _repeated.TakeDropped());
    }

    private bool Admit(string line) => _repeated.Admit(RepeatedLines<string>.KindOf(line), line);
}

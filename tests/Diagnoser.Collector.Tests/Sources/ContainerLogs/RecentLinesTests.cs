using System.Text;
using Diagnoser.Collector.Sources.ContainerLogs;

namespace Diagnoser.Collector.Tests.Sources.ContainerLogs;

public sealed class RecentLinesTests
{
    private readonly RecentLines _recent = new();

    [Fact]
    public void The_last_lines_are_kept_in_order()
    {
        foreach (var n in Enumerable.Range(0, 200))
        {
            _recent.Of("a").Add(n % 2 == 0 ? "stdout" : "stderr", Encoding.UTF8.GetBytes($"line {n}"));
        }

        var kept = _recent.Find("a");
        Assert.Equal(Enumerable.Range(150, 50).Select(n => $"line {n}"), kept.Select(line => line.Text));
        Assert.Equal("stderr", kept[^1].Stream);
    }

    [Fact]
    public void Long_lines_leave_room_for_fewer()
    {
        foreach (var n in Enumerable.Range(0, 50))
        {
            _recent.Of("a").Add("stdout", new byte[5000]);
        }

        Assert.Equal(3, _recent.Find("a").Count);
    }

    [Fact]
    public void Those_of_containers_that_are_gone_are_forgotten()
    {
        _recent.Of("a").Add("stdout", "x"u8);
        _recent.Of("b").Add("stdout", "y"u8);

        _recent.Keep(new HashSet<string> { "b" });

        Assert.Empty(_recent.Find("a"));
        _ = Assert.Single(_recent.Find("b"));
    }
}

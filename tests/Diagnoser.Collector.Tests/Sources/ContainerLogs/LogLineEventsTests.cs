using Diagnoser.Collector.Sources.ContainerLogs;

namespace Diagnoser.Collector.Tests.Sources.ContainerLogs;

public sealed class LogLineEventsTests
{
    [Theory]
    [InlineData("2026-01-01 12:00:00 ERROR cannot connect", "error")]
    [InlineData("{\"level\":\"warn\",\"msg\":\"slow\"}", "warning")]
    [InlineData("level=fatal msg=x", "fatal")]
    [InlineData("[CRITICAL] x", "fatal")]
    [InlineData("information wants to be free", null)]
    [InlineData("all is well", null)]
    [InlineData("", null)]
    public void The_level_is_what_the_line_says_as_a_word(string line, string? level) => Assert.Equal(level, LogLineEvents.LevelOf(line));
}

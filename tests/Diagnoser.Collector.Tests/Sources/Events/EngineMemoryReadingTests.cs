using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Events;

public sealed class EngineMemoryReadingTests
{
    [Theory]
    [InlineData(255, 5, true)]
    [InlineData(256, 5, false)]
    [InlineData(256, 0, true)]
    [InlineData(256, -1, true)]
    public void A_full_memory_reaches_back_only_to_its_oldest_event(int rows, int oldestAfter, bool expected)
    {
        var all = Enumerable.Range(0, rows).Select(number => Raw(Some.Noon.AddSeconds(oldestAfter + number))).ToList();

        Assert.Equal(expected, new EngineMemoryReading(all, 0).ReachesBackTo(Some.Noon));
    }

    [Fact]
    public void A_line_that_could_not_be_read_takes_a_place_too() =>
        Assert.False(new EngineMemoryReading([.. Enumerable.Range(1, 255).Select(number => Raw(Some.Noon.AddSeconds(number)))], 1).ReachesBackTo(Some.Noon));

    private static RawEvent Raw(DateTimeOffset time) => new("container.oom", "container", "", Some.Id, Some.Nano(time), []);
}

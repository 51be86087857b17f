using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class MemoryRoomTests
{
    private readonly MemoryRoom _room = new();
    private readonly List<string> _dropped = [];

    [Fact]
    public void Measurements_have_a_quarter_of_it_evidence_a_half_and_what_is_critical_all()
    {
        Add(EventTypes.ContainerStats, 2000);
        Assert.Equal(1024, _room.Count);

        Add(EventTypes.ContainerLog, 2000);
        Assert.Equal(2048, _room.Count);

        Add(EventTypes.ContainerDie, 2048);
        Assert.Equal(4096, _room.Count);
    }

    [Fact]
    public void What_is_worth_more_takes_the_place_of_the_oldest_of_what_is_worth_least()
    {
        Add(EventTypes.ContainerStats, 2);
        Add(EventTypes.ContainerLog, 2);
        Add(EventTypes.ContainerDie, 4096);

        Assert.Equal(["container.stats-0", "container.stats-1", "container.log-0", "container.log-1"], _dropped);
        Assert.Equal("container.die-0", _room.Oldest(1)[0].Id);
    }

    [Fact]
    public void Of_what_is_critical_the_oldest_goes_and_what_is_worth_less_does_not_come_in()
    {
        Add(EventTypes.ContainerDie, 4097);
        Add(EventTypes.ContainerLog, 1);
        Add(EventTypes.ContainerStats, 1);

        Assert.Equal(["container.die-0", "container.log-0", "container.stats-0"], _dropped);
        Assert.Equal(4096, _room.Count);
    }

    [Fact]
    public void Of_heartbeats_only_the_newest_waits()
    {
        _ = _room.Add(Some.Event("beat-1", EventTypes.CollectorHeartbeat));
        _ = _room.Add(Some.Event("death", EventTypes.ContainerDie));

        Assert.Null(_room.Add(Some.Event("beat-2", EventTypes.CollectorHeartbeat)));

        Assert.Equal(["death", "beat-2"], _room.Oldest(10).Select(e => e.Id));
    }

    private void Add(string type, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_room.Add(Some.Event($"{type}-{i}", type)) is { } dropped)
            {
                _dropped.Add(dropped.Id);
            }
        }
    }
}

namespace Diagnoser.Contracts.Tests;

public sealed class EventWireTests
{
    // Written down, because a collector and a server of two versions must agree.
    [Theory]
    [InlineData("h1", 16, "diagnoser.events.p03")]
    [InlineData("web-3", 16, "diagnoser.events.p05")]
    [InlineData("", 16, "diagnoser.events.p04")]
    public void A_host_keeps_its_partition(string host, int partitions, string queue) =>
        Assert.Equal(queue, EventWire.Queue(EventWire.Partition(host, partitions)));

    [Fact]
    public void Hosts_spread_over_all_partitions()
    {
        var hosts = Enumerable.Range(0, 1600).GroupBy(n => EventWire.Partition($"host-{n}", 16)).ToDictionary(g => g.Key, g => g.Count());

        Assert.Equal(Enumerable.Range(0, 16), hosts.Keys.Order());
        Assert.All(hosts.Values, count => Assert.InRange(count, 50, 150));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void There_is_at_least_one_partition(int partitions) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EventWire.Partition("h1", partitions));
}

using System.Reflection;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class PrioritiesTests
{
    private static readonly IReadOnlyList<string> Types =
        [.. typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_type_has_its_place_and_nothing_else_has() =>
        Assert.Equal(Types.Order(StringComparer.Ordinal), Priorities.Table.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(EventTypes.ContainerDie, "critical")]
    [InlineData(EventTypes.ContainerOom, "critical")]
    [InlineData(EventTypes.KernelOomKill, "critical")]
    [InlineData(EventTypes.ContainerStart, "critical")]
    [InlineData(EventTypes.ContainerStartFailed, "critical")]
    [InlineData(EventTypes.ContainerHealthStatus, "critical")]
    [InlineData(EventTypes.DaemonRestart, "critical")]
    [InlineData(EventTypes.ContainerLog, "evidence")]
    [InlineData(EventTypes.ContainerProbe, "evidence")]
    [InlineData(EventTypes.ContainerExec, "evidence")]
    [InlineData(EventTypes.ServiceChange, "evidence")]
    [InlineData("made.tomorrow", "evidence")]
    [InlineData(EventTypes.ContainerStats, "routine")]
    [InlineData(EventTypes.NetSample, "routine")]
    [InlineData(EventTypes.HostDisk, "routine")]
    public void A_type_is_worth(string type, string priority) =>
        Assert.Equal(priority, Priorities.Name(Priorities.Of(Some.Event("a", type))));

    [Fact]
    public void What_the_collector_says_of_itself_is_critical() =>
        Assert.All(Types.Where(type => type.StartsWith("collector.", StringComparison.Ordinal)), type => Assert.Equal(EventPriority.Critical, Priorities.Table[type]));

    [Fact]
    public void What_was_found_by_comparing_states_is_critical_whatever_it_is()
    {
        var found = Some.Event("a", EventTypes.ContainerDestroy) with { Attributes = AttributeMap.From([new(AttributeNames.Reconciled, true)]) };

        Assert.Equal(EventPriority.Critical, Priorities.Of(found));
    }

    [Fact]
    public void What_cannot_wait_is_critical()
    {
        var urgent = Types.Where(type => Priorities.IsUrgent(Some.Event("a", type))).ToList();

        Assert.Contains(EventTypes.ContainerDie, urgent);
        Assert.DoesNotContain(EventTypes.ContainerStart, urgent);
        Assert.All(urgent, type => Assert.Equal(EventPriority.Critical, Priorities.Table[type]));
    }
}

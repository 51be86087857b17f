namespace Diagnoser.Contracts.Tests;

public sealed class EventIdTests
{
    private static readonly KeyValuePair<string, string>[] Raw = [new("name", "web"), new("exitCode", "137")];

    [Fact]
    public void The_id_of_a_fact_never_changes() =>
        Assert.Equal("f1f599ec5a461d0f02971bf4213ae44b4cf871edc2fecc97599d422ae4b437db", Id());

    [Fact]
    public void The_order_of_the_raw_attributes_does_not_matter() => Assert.Equal(Id(), Id(raw: [.. Raw.Reverse()]));

    [Fact]
    public void Every_part_of_a_fact_matters()
    {
        string[] ids =
        [
            Id(),
            Id(engine: "other"),
            Id(source: "kernel.log"),
            Id(type: EventTypes.ContainerKill),
            Id(subject: "d"),
            Id(nanoseconds: 1_700_000_000_000_000_001),
            Id(raw: [Raw[0]]),
            Id(raw: [Raw[0], new("exitCode", "0")]),
            Id(raw: []),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{64}$", id));
    }

    [Fact]
    public void Parts_do_not_flow_into_each_other()
    {
        Assert.NotEqual(Id(engine: "ab", source: "c"), Id(engine: "a", source: "bc"));
        Assert.NotEqual(EventId.Of("ab", "c"), EventId.Of("a", "bc"));
    }

    [Fact]
    public void The_id_of_a_diagnosis_never_changes() => Assert.Equal("756f3f16bccb1d938c91af1ea491370b", EventId.Of("oom-killed-memory-limit", "web", "run"));

    private static string Id(
        string engine = "engine",
        string source = "docker.events",
        string type = EventTypes.ContainerDie,
        string subject = "c",
        long nanoseconds = 1_700_000_000_000_000_000,
        KeyValuePair<string, string>[]? raw = null) => EventId.Compute(engine, source, type, subject, nanoseconds, raw ?? Raw);
}

using Diagnoser.Collector.Sources.Events;


namespace Diagnoser.Collector.Tests.Sources.Events;

public sealed class ObjectEventsTests
{
    [Theory]
    [InlineData("nginx:1.27", "docker.io")]
    [InlineData("shop/api", "docker.io")]
    [InlineData("localhost/api", "localhost")]
    [InlineData("registry:5000/api:2", "registry:5000")]
    [InlineData("quay.io/shop/api@sha256:00", "quay.io")]
    public void The_registry_is_read_as_the_engine_reads_it(string reference, string expected) => Assert.Equal(expected, ObjectEvents.Registry(reference));
}

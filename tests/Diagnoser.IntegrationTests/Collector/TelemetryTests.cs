using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class TelemetryTests(DockerHost host, Broker broker)
{
    [Fact]
    public async Task Spans_metrics_and_notices_go_by_otlp_and_an_event_carries_the_context_of_its_batch()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        var hostId = "host-" + Guid.NewGuid().ToString("n")[..8];
        using var folder = new TemporaryFolder();
        await using var receiver = new OtlpReceiver();
        await using var collector = CollectorProgram.Start(
            engine,
            access.Uri,
            folder.Path,
            hostId,
            new KeyValuePair<string, string>("Telemetry__Otlp__Endpoint", receiver.Uri.OriginalString),
            new KeyValuePair<string, string>("Collector__KernelLogPath", folder.File("no-kernel-log")));

        var events = await collector.ArrivedAsync(access, hostId, all => all.Count > 0);
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", events[0].Traceparent);

        // What is left is sent at the end.
        Assert.Equal(0, await collector.StopAsync());
        Assert.Contains("publish diagnoser.events", receiver.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("messaging.rabbitmq.destination.routing_key", receiver.Received("/v1/traces"), StringComparison.Ordinal);
        foreach (var name in (string[])["diagnoser_events_spooled_total", "diagnoser_events_confirmed_total", "diagnoser_spool_events"])
        {
            Assert.Contains(name, receiver.Received("/v1/metrics"), StringComparison.Ordinal);
        }

        Assert.Contains("no-kernel-log", receiver.Received("/v1/logs"), StringComparison.Ordinal);
    }
}

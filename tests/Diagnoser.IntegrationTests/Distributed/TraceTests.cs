using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>What OpenTelemetry gets of a fault's way.</summary>
public sealed class TraceTests(DockerHost host, Broker broker, Database database)
{
    [Fact]
    public async Task From_the_event_to_the_notification_it_is_one_trace_across_both_programs()
    {
        await using var slack = await FakeSlack.StartAsync();
        await using var receiver = new OtlpReceiver();
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database, slack);
        fleet.Settings["DIAGNOSER__Telemetry__Otlp__Endpoint"] = receiver.Uri.OriginalString;
        var server = await fleet.ServerAsync();
        var collector = await fleet.CollectorAsync(host.Require(), "traced", onHost: false);
        var name = DockerCli.Name("traced");
        await host.Require().Docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));
        _ = await slack.AboutAsync(name, fleet);
        var incident = await fleet.IncidentAsync(name);

        // What is left is sent at the end.
        Assert.Equal(0, await collector.StopAsync());
        Assert.Equal(0, await server.StopAsync());

        var trace = incident.Traceparent!.Split('-')[1];
        var spans = receiver.Spans().Where(s => s.TraceId == trace).ToList();
        string[] way = ["publish diagnoser.events", "diagnose", "incident", "notify slack"];
        Assert.Subset(spans.Select(s => s.Name).ToHashSet(), way.ToHashSet());
        var known = spans.Select(s => s.SpanId).ToHashSet();
        Assert.All(spans.Where(s => s.Name != way[0]), s => Assert.Contains(s.ParentId, known));

        // The batch that held it may hold other messages too, and has one parent alone.
        Assert.Contains(receiver.Spans(), s => s.Name == "process diagnoser.events");

        Assert.Contains("diagnoser_event_lag_seconds", receiver.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("diagnoser_notifications_total", receiver.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("slack was told of incident", receiver.Received("/v1/logs"), StringComparison.Ordinal);
    }
}

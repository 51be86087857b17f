using System.Net;
using System.Text;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class TelemetryTests(DockerHost host, Broker broker)
{
    [Fact]
    public async Task Spans_and_metrics_go_by_otlp_and_an_event_carries_the_context_of_its_batch()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        var hostId = "host-" + Guid.NewGuid().ToString("n")[..8];
        using var folder = new TemporaryFolder();
        await using var receiver = new Receiver();
        await using var collector = CollectorProgram.Start(
            engine, access.Uri, folder.Path, hostId, new KeyValuePair<string, string>("Telemetry__Otlp__Endpoint", receiver.Uri.OriginalString));

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
    }

    /// <summary>Takes OTLP over HTTP; protobuf keeps texts readable.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly List<(string Path, string Body)> _received = [];
        private readonly Task _running;

        public Receiver()
        {
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
            }

            _listener.Prefixes.Add(Uri.AbsoluteUri);
            _listener.Start();
            _running = RunAsync();
        }

        public Uri Uri { get; }

        public string Received(string path)
        {
            lock (_received)
            {
                return string.Concat(_received.Where(request => request.Path == path).Select(request => request.Body));
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task RunAsync()
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                var body = await reader.ReadToEndAsync();
                lock (_received)
                {
                    _received.Add((context.Request.Url!.AbsolutePath, body));
                }

                context.Response.Close();
            }
        }
    }
}

using System.Net;
using System.Text;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>Takes OTLP over HTTP; protobuf keeps texts readable.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<(string Path, string Body)> _received = [];
    private readonly Task _running;

    public OtlpReceiver()
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

    /// <summary>The spans that came so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans()
    {
        lock (_received)
        {
            return [.. _received.Where(request => request.Path == "/v1/traces").SelectMany(request => OtlpSpan.Read(Encoding.Latin1.GetBytes(request.Body)))];
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

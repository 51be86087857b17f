using System.Net;
using System.Net.Sockets;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A port of this machine that leads to an address once it is opened, and nowhere before.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;

    public Relay(Uri target)
    {
        _target = target;
        _listener.Start();
        Uri = new UriBuilder(target) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _listener.Stop();
    }

    /// <summary>The target's URI by way of this port.</summary>
    public Uri Uri { get; }

    public void Open()
    {
        _listener.Server.Dispose();
        var listener = new TcpListener(IPAddress.Loopback, Uri.Port);
        listener.Start();
        _accepting = AcceptAsync(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        using (listener)
        {
            var pipes = new List<Task>();
            while (!_stop.IsCancellationRequested)
            {
                pipes.Add(PipeAsync(await listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
    }

    private async Task PipeAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
        }
    }
}

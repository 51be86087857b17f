using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Diagnoser.Collector.Proxy;

/// <summary>
/// Stands between a collector and an engine's socket, which makes whoever may use it root: lets through what <see cref="AllowedRequests"/> lists, one
/// request a connection, and refuses the rest with 403.
/// </summary>
/// <param name="listen">The socket's path to listen on.</param>
/// <param name="engine">The engine's socket.</param>
/// <param name="clock">For the time that a request may take to be sent.</param>
/// <param name="refused">Told each refusal.</param>
internal sealed class SocketProxy(string listen, string engine, TimeProvider clock, Action<ProxyRefusal> refused) : IDisposable
{
    private const int MostConnections = 128;
    private const int Waiting = 64;
    private const int NoSuchDeviceOrAddress = 6;

    private const int MostDiscarded = 256 * 1024;

    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DiscardPatience = TimeSpan.FromSeconds(1);
    private const UnixFileMode UserAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly SemaphoreSlim _slots = new(MostConnections);

    /// <summary>Serves until cancelled.</summary>
    /// <param name="ready">Told once it listens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    /// <exception cref="IOException">Something that is no socket lies there.</exception>
    public async Task RunAsync(Action ready, CancellationToken cancellationToken)
    {
        Clear();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(listen));

        // The group may use it too: that is how a collector of another user is let in.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(listen, UserAndGroup);
        }

        listener.Listen(Waiting);
        ready();
        try
        {
            while (true)
            {
                await _slots.WaitAsync(cancellationToken);
                var client = await listener.AcceptAsync(cancellationToken);
                _ = ServeAsync(client, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        finally
        {
            File.Delete(listen);
        }
    }

    public void Dispose() => _slots.Dispose();

    // A socket of an earlier life would refuse the bind; anything else there is not ours to remove.
    private void Clear()
    {
        if (!File.Exists(listen))
        {
            return;
        }

        try
        {
            using var file = File.OpenHandle(listen);
        }
        catch (IOException failure) when (failure.HResult == NoSuchDeviceOrAddress)
        {
            // Only a socket cannot be opened as a file for this reason (open(2)).
            using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                other.Connect(new UnixDomainSocketEndPoint(listen));
            }
            catch (SocketException)
            {
                File.Delete(listen);
                return;
            }

            throw new IOException($"somebody listens at {listen} already");
        }

        throw new IOException($"{listen} exists and is no socket");
    }

    private async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        using (client)
        {
            try
            {
                await AnswerAsync(client, cancellationToken);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or IOException)
            {
                // One of both hung up, or sent nothing in time.
            }
            finally
            {
                _ = _slots.Release();
            }
        }
    }

    private async Task AnswerAsync(Socket client, CancellationToken cancellationToken)
    {
        var buffer = new byte[RequestHead.Longest];
        var length = await ReadHeadAsync(client, buffer, cancellationToken);
        if (length == 0)
        {
            return;
        }

        if (RequestHead.Parse(buffer.AsSpan(0, length), out var problem) is not { } head)
        {
            await RefuseAsync(client, new ProxyRefusal("?", "?", 400, problem), cancellationToken);
            return;
        }

        if (AllowedRequests.Refusal(head.Method, head.Target) is { } why)
        {
            await RefuseAsync(client, new ProxyRefusal(head.Method, head.Target, 403, why), cancellationToken);
            return;
        }

        using var upstream = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await upstream.ConnectAsync(new UnixDomainSocketEndPoint(engine), cancellationToken);
        }
        catch (SocketException failure)
        {
            await RefuseAsync(client, new ProxyRefusal(head.Method, head.Target, 502, $"the engine's socket {engine} does not answer: {failure.Message}"), cancellationToken);
            return;
        }

        await SendAsync(upstream, Encoding.ASCII.GetBytes($"{head.Method} {head.Target} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"), cancellationToken);
        await PassAsync(upstream, client, buffer, cancellationToken);
    }

    /// <summary>Passes the answer on as it comes; an event stream's next byte may come tomorrow, so it ends too when the client hangs up.</summary>
    private static async Task PassAsync(Socket from, Socket to, byte[] buffer, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hangUp = to.ReceiveAsync(new byte[1], SocketFlags.None, either.Token).AsTask();
        while (true)
        {
            var reading = from.ReceiveAsync(buffer, SocketFlags.None, either.Token).AsTask();
            if (await Task.WhenAny(reading, hangUp) == hangUp)
            {
                await either.CancelAsync();
                return;
            }

            var count = await reading;
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                await either.CancelAsync();
                return;
            }

            await SendAsync(to, buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private async Task<int> ReadHeadAsync(Socket client, byte[] buffer, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(HeadPatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var length = 0;
        while (length < buffer.Length)
        {
            var count = await client.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, either.Token);
            if (count == 0)
            {
                return 0;
            }

            length += count;
            var end = buffer.AsSpan(0, length).IndexOf(EndOfHead);
            if (end >= 0)
            {
                if (end + EndOfHead.Length == length)
                {
                    return length;
                }

                // A body, or a second request behind the first.
                await RefuseAsync(client, new ProxyRefusal("?", "?", 400, "something follows its head"), cancellationToken);
                return 0;
            }
        }

        await RefuseAsync(client, new ProxyRefusal("?", "?", 431, $"its head is longer than {RequestHead.Longest} bytes"), cancellationToken);
        return 0;
    }

    private async Task RefuseAsync(Socket client, ProxyRefusal refusal, CancellationToken cancellationToken)
    {
        refused(refusal);
        var body = $"{{\"message\":\"diagnoser proxy: refused, {refusal.Why.Replace("\"", "'", StringComparison.Ordinal)}\"}}\n";
        await SendAsync(client, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {refusal.Status} Refused\r\nContent-Type: application/json\r\nContent-Length: {Encoding.ASCII.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}")), cancellationToken);
        client.Shutdown(SocketShutdown.Send);
        await DiscardAsync(client, cancellationToken);
    }

    /// <summary>A connection that is closed with unread bytes is reset, and the client would not see the answer: reads some of what it still sends.</summary>
    private async Task DiscardAsync(Socket client, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(DiscardPatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var buffer = new byte[RequestHead.Longest];
        for (var rest = MostDiscarded; rest > 0;)
        {
            var count = await client.ReceiveAsync(buffer, SocketFlags.None, either.Token);
            if (count == 0)
            {
                return;
            }

            rest -= count;
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }
}

/// <summary>A request that the proxy did not pass on.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its target; hostile text.</param>
/// <param name="Status">What it was answered.</param>
/// <param name="Why">Why.</param>
internal sealed record ProxyRefusal(string Method, string Target, int Status, string Why);

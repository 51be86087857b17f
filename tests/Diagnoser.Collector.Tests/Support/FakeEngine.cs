using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Diagnoser.Collector.Tests.Support;

/// <summary>A Docker API on a unix socket, as much of it as a collector asks for.</summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    // As the engine's own.
    private const int Ring = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("fake-engine-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, bool> _streams = new();
    private readonly Lock _gate = new();
    private readonly List<string> _events = [];
    private readonly ConcurrentBag<Socket> _unanswered = [];
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public FakeEngine() => Start();

    public Uri Endpoint => new($"unix://{_folder}/docker.sock");

    public string DataDirectory => Path.Combine(_folder, "data");

    public string EngineId { get; set; } = "engine-1";

    /// <summary>More that it says in <c>/info</c>, as JSON fields with a comma before each.</summary>
    public string About { get; set; } = "";

    /// <summary>Inspect objects by container id.</summary>
    public ConcurrentDictionary<string, string> Containers { get; } = new();

    /// <summary>Logs by container id, framed as the engine does.</summary>
    public ConcurrentDictionary<string, byte[]> Logs { get; } = new();

    /// <summary>How many of the next inspects fail, as those of an engine in trouble do.</summary>
    public int FailingInspects { get; set; }

    /// <summary>True while its streams bring nothing, as those of a slow reader and of a dead connection do.</summary>
    public bool DropsFromStreams { get; set; }

    /// <summary>True while it takes questions and never answers.</summary>
    public bool IsHung { get; set; }

    /// <summary>The container whose inspect is never answered.</summary>
    public string? Wedged { get; set; }

    /// <summary>What logs were asked for, in order.</summary>
    public ConcurrentQueue<string> LogTargets { get; } = new();

    /// <summary>How many streams were opened.</summary>
    public int Streams { get; private set; }

    /// <summary>An event happens.</summary>
    public void Emit(string line)
    {
        lock (_gate)
        {
            _events.Add(line);
            if (_events.Count > Ring)
            {
                _events.RemoveAt(0);
            }

            if (DropsFromStreams)
            {
                return;
            }

            foreach (var stream in _streams.Keys)
            {
                Send(stream, Chunk(line + "\n"));
            }
        }
    }

    /// <summary>The engine goes away; its memory of events with it.</summary>
    public void Stop()
    {
        _listener?.Dispose();
        CutStreams();
        _events.Clear();
        File.Delete(Endpoint.LocalPath);
    }

    public void Start()
    {
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(Endpoint.LocalPath));
        _listener.Listen();
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Streams end; the engine lives.</summary>
    public void CutStreams()
    {
        foreach (var stream in _streams.Keys)
        {
            _ = _streams.TryRemove(stream, out _);
            stream.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _unanswered)
        {
            connection.Dispose();
        }

        Directory.Delete(_folder, true);
        _stop.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            var connection = await listener.AcceptAsync(_stop.Token);
            _ = AnswerAsync(connection);
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        var buffer = new byte[16 * 1024];
        var count = await connection.ReceiveAsync(buffer, _stop.Token);
        var target = Encoding.ASCII.GetString(buffer, 0, count).Split(' ')[1];
        if (IsHung || (Wedged is { } wedged && target.Contains($"{wedged}/json", StringComparison.Ordinal)))
        {
            // Kept open: who asked must give up by itself.
            _unanswered.Add(connection);
            return;
        }

        if (target.StartsWith("/events", StringComparison.Ordinal))
        {
            AnswerEvents(connection, target);
            return;
        }

        if (target.Contains("/logs?", StringComparison.Ordinal))
        {
            LogTargets.Enqueue(target);
        }

        var (status, body) = Answer(target.Split('?')[0]);
        Send(connection, Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        Send(connection, body);
        connection.Dispose();
    }

    private void AnswerEvents(Socket connection, string target)
    {
        lock (_gate)
        {
            Send(connection, Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
            foreach (var line in _events)
            {
                Send(connection, Chunk(line + "\n"));
            }

            if (target.Contains("until=", StringComparison.Ordinal))
            {
                Send(connection, Encoding.ASCII.GetBytes("0\r\n\r\n"));
                connection.Dispose();
            }
            else
            {
                Streams++;
                _streams[connection] = true;
            }
        }
    }

    private (string Status, byte[] Body) Answer(string path)
    {
        var parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["info"] => ("200 OK", Utf8($$"""{"ID":"{{EngineId}}","ServerVersion":"26.1.5","Name":"box","CgroupVersion":"2","MemTotal":1073741824,"KernelVersion":"9.9.9","SystemTime":"{{TimeProvider.System.GetUtcNow():O}}"{{About}}}""")),
            ["_ping"] => ("200 OK", Utf8("OK")),
            ["version"] => ("200 OK", Utf8("""{"ApiVersion":"1.45"}""")),
            ["containers", "json"] => ("200 OK", Utf8($"[{string.Join(',', Containers.Keys.Select(id => $$"""{"Id":"{{id}}","Names":["/{{id[..8]}}"],"Ports":[]}"""))}]")),
            ["containers", _, "json"] when Fails() => ("500 Internal Server Error", Utf8("""{"message":"context deadline exceeded"}""")),
            ["containers", var id, "json"] when Containers.TryGetValue(id, out var inspect) => ("200 OK", Utf8(inspect)),
            ["containers", var id, "logs"] when Containers.ContainsKey(id) => ("200 OK", Logs.GetValueOrDefault(id, [])),
            _ => ("404 Not Found", Utf8("""{"message":"no such container"}""")),
        };
    }

    private bool Fails()
    {
        lock (_gate)
        {
            return FailingInspects-- > 0;
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Chunk(string text)
    {
        var bytes = Utf8(text);
        return [.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, 13, 10];
    }

    private static void Send(Socket connection, byte[] bytes)
    {
        try
        {
            _ = connection.Send(bytes);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The collector hung up.
        }
    }
}

using System.Net.Sockets;
using System.Text;
using Diagnoser.Collector.Proxy;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Proxy;

public sealed class SocketProxyTests : IAsyncDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("proxy-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<ProxyRefusal> _refused = [];
    private readonly List<SocketProxy> _made = [];
    private Task _running = Task.CompletedTask;

    private string Listen => Path.Combine(_folder, "read-only.sock");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _engine.DisposeAsync();
        _made.ForEach(proxy => proxy.Dispose());
        Directory.Delete(_folder, true);
        _stop.Dispose();
    }

    [Fact]
    public async Task A_collector_works_behind_it()
    {
        await StartAsync();
        var collected = new Collected();
        var collecting = new HostCollector(new CollectorOptions(new Uri($"unix://{Listen}")), TimeProvider.System).RunAsync(collected, _stop.Token);
        _ = await collected.NextAsync(EventTypes.CollectorStarted);
        var started = TimeProvider.System.GetUtcNow();
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { Running = true, Pid = 77, Started = started });
        _engine.Emit(Some.Line("start", started.AddMilliseconds(10)));

        var start = await collected.NextAsync(EventTypes.ContainerStart);

        Assert.Equal(77L, start.Attributes[AttributeNames.MainPid]);
        Assert.Empty(_refused);
        await _stop.CancelAsync();
        await collecting;
    }

    [Theory]
    [InlineData("GET /containers/2cb58e3da436/archive?path=/etc/shadow HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 403")]
    [InlineData("POST /containers/2cb58e3da436/kill HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 403")]
    [InlineData("GET /info HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET /info HTTP/1.1\r\nHost: x\r\n\r\nPOST /containers/2cb58e3da436/kill HTTP/1.1\r\n\r\n", "HTTP/1.1 400")]
    public async Task What_is_refused_never_reaches_the_engine(string request, string expected)
    {
        await StartAsync();
        _engine.Stop();

        var answer = await AskAsync(request);

        Assert.StartsWith(expected, answer, StringComparison.Ordinal);
        Assert.Single(_refused);
    }

    [Fact]
    public async Task A_head_without_end_is_refused()
    {
        await StartAsync();

        Assert.StartsWith("HTTP/1.1 431", await AskAsync("GET /info HTTP/1.1\r\nX: " + new string('x', RequestHead.Longest)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_is_away_is_a_bad_gateway()
    {
        await StartAsync();
        _engine.Stop();

        Assert.StartsWith("HTTP/1.1 502", await AskAsync("GET /info HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_socket_is_for_owner_and_group_only_and_goes_with_it()
    {
        await StartAsync();

        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Listen);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, mode);
        await _stop.CancelAsync();
        await _running;
        Assert.False(File.Exists(Listen));
    }

    [Fact]
    public async Task A_socket_that_a_killed_one_left_is_replaced_and_a_file_is_not()
    {
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(Listen));
            File.Move(Listen, Listen + ".left");
        }

        File.Move(Listen + ".left", Listen);
        await StartAsync();
        Assert.Contains("ServerVersion", await AskAsync("GET /info HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);

        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "precious", TestContext.Current.CancellationToken);
        _ = await Assert.ThrowsAsync<IOException>(() => New(file).RunAsync(() => { }, _stop.Token));
        Assert.Equal("precious", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("already", (await Assert.ThrowsAsync<IOException>(() => New(Listen).RunAsync(() => { }, _stop.Token))).Message, StringComparison.Ordinal);
    }

    private SocketProxy New(string listen)
    {
        _made.Add(new SocketProxy(listen, _engine.Endpoint.LocalPath, TimeProvider.System, _refused.Add));
        return _made[^1];
    }

    private async Task StartAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = New(Listen).RunAsync(ready.SetResult, _stop.Token);
        await await Task.WhenAny(ready.Task, _running);
    }

    private async Task<string> AskAsync(string request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Listen), TestContext.Current.CancellationToken);
        _ = await socket.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

using System.Threading.Channels;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.DaemonLog;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.DaemonLog;

public sealed class DaemonLogSourceTests : IAsyncDisposable
{
    private const string Known = "5d2f0b1c3a4e5d6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7";

    private readonly FakeEngine _engine = new();
    private readonly Watched _watched;

    public DaemonLogSourceTests() => _watched = new Watched(_engine, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _watched.Dispose();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task A_trouble_of_a_container_is_told_as_its_own()
    {
        _ = _watched.Kit.Inventory.Get(Known);
        await TakeAsync($"time=\"2026-11-30T20:29:16.5Z\" level=warning msg=\"Health check for container {Known} error: context deadline exceeded\" spanID=1 token=x");

        var told = await _watched.Collected.NextAsync(EventTypes.DaemonLog);

        Assert.Equal((Subject.Container, Known), (told.Subject.Kind, told.Subject.Id));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 20, 29, 16, TimeSpan.Zero).AddMilliseconds(500), told.Time);
        Assert.Equal("warning", told.Attributes[AttributeNames.LogLevel].Text);
        Assert.True(told.Attributes["log.field.token"].HasValue);
        Assert.False(told.Attributes["log.field.spanID"].HasValue);
    }

    [Fact]
    public async Task A_trouble_of_the_daemon_is_told_of_it_and_the_same_line_has_the_same_id()
    {
        const string line = "time=\"2026-11-30T20:29:16Z\" level=error msg=\"Failed to get event\" error=\"rpc error\"";
        await TakeAsync(line, line);

        var (first, second) = (await _watched.Collected.NextAsync(EventTypes.DaemonLog), await _watched.Collected.NextAsync(EventTypes.DaemonLog));

        Assert.Equal(Subject.Daemon, first.Subject.Kind);
        Assert.Equal("rpc error", first.Attributes["log.field.error"].Text);
        Assert.Equal(first.Id, second.Id);
    }

    [Fact]
    public async Task What_the_name_server_says_names_question_server_and_client()
    {
        await TakeAsync("""time="2026-11-30T20:29:16Z" level=error msg="[resolver] failed to query external DNS server" client-addr="udp:172.17.0.2:33036" dns-server="udp:10.0.0.2:53" question=";example.org.\tIN\t A" """);

        var told = (await _watched.Collected.NextAsync(EventTypes.DaemonLog)).Attributes;

        Assert.Equal(("172.17.0.2", "10.0.0.2:53", "example.org A"), (told["dns.client_address"].Text, told["dns.server"].Text, told["dns.question"].Text));
    }

    [Fact]
    public async Task The_name_server_of_each_container_is_told_however_often_another_ones_fails()
    {
        static string Line(string client, int n) => $"time=\"2026-11-30T20:29:16.{n:000}Z\" level=error msg=\"[resolver] failed to query external DNS server\" client-addr=\"udp:{client}:1\" dns-server=\"udp:10.0.0.2:53\"";
        await TakeAsync([.. Enumerable.Range(0, 30).Select(n => Line("172.17.0.2", n)), Line("172.17.0.3", 0)]);

        var clients = new List<string?>();
        while (_watched.Collected.Waiting > 0)
        {
            clients.Add((await _watched.Collected.NextAsync(EventTypes.DaemonLog)).Attributes["dns.client_address"].Text);
        }

        Assert.Equal([.. Enumerable.Repeat("172.17.0.2", 10), "172.17.0.3"], clients);
    }

    [Fact]
    public async Task A_failed_pull_is_told_once_and_as_itself()
    {
        await TakeAsync(
            """time="2026-11-30T20:29:16Z" level=info msg="Attempting next endpoint for pull after error: denied" traceID=1""",
            """time="2026-11-30T20:29:17Z" level=error msg="Handler for POST /v1.45/images/create returned error: pull access denied for shop/web, it says" traceID=1""",
            """time="2026-11-30T20:29:18Z" level=error msg=after""");

        var told = await _watched.Collected.NextAsync(EventTypes.ImagePullFailed);

        Assert.Equal((Subject.Image, "shop/web"), (told.Subject.Kind, told.Subject.Id));
        Assert.Equal(("denied", "docker.io", "shop/web"), (told.Attributes["image.error_kind"].Text, told.Attributes["image.registry"].Text, told.Attributes[AttributeNames.ImageName].Text));
        Assert.Equal("after", (await _watched.Collected.NextAsync(EventTypes.DaemonLog)).Attributes[AttributeNames.LogBody].Text);
        Assert.Equal(0, _watched.Collected.Waiting);
    }

    [Fact]
    public async Task A_secret_in_a_line_does_not_leave()
    {
        await TakeAsync("""level=error msg="Get \"https://shop:hunter2secret@registry.example/v2/\": denied for password=hunter2secret" """);

        var told = await _watched.Collected.NextAsync(EventTypes.DaemonLog);

        Assert.DoesNotContain("hunter2secret", told.Attributes[AttributeNames.LogBody].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hole_is_a_blind_window()
    {
        await TakeAsync(new DaemonLogEntry("level=error msg=x", "p") { Hole = "cut" });

        var told = await _watched.Collected.NextAsync(EventTypes.CollectorBlind);

        Assert.Equal(("daemon.log", "cut"), (told.Attributes[AttributeNames.BlindSource].Text, told.Attributes[AttributeNames.BlindReason].Text));
    }

    [Fact]
    public async Task What_the_service_manager_says_of_the_daemon_is_told()
    {
        await TakeAsync(new DaemonLogEntry("docker.service: Main process exited, code=killed, status=9/KILL", "p") { Level = "info", Time = DateTimeOffset.UnixEpoch });

        Assert.Equal(DateTimeOffset.UnixEpoch, (await _watched.Collected.NextAsync(EventTypes.DaemonLog)).Time);
    }

    [Fact]
    public async Task A_reader_that_fails_ends_nothing_else_and_is_told()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var source = new DaemonLogSource(_watched.Kit, new BlindWindows(_watched.Kit.Factory, _watched.Kit.Outlet), new Failing());

        var running = source.RunAsync(null, stop.Token);
        var told = await _watched.Collected.NextAsync(EventTypes.CollectorBlind);

        Assert.Equal(("daemon.log", "unreadable", "the disk is gone"), (told.Attributes[AttributeNames.BlindSource].Text, told.Attributes[AttributeNames.BlindKind].Text, told.Attributes[AttributeNames.BlindReason].Text));
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task TakeAsync(params string[] lines) => TakeAsync([.. lines.Select((line, n) => new DaemonLogEntry(line, $"{n}"))]);

    private async Task TakeAsync(params DaemonLogEntry[] entries)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var source = new DaemonLogSource(_watched.Kit, new BlindWindows(_watched.Kit.Factory, _watched.Kit.Outlet), new Given(entries));
        var running = source.RunAsync(null, stop.Token);
        await Until.TrueAsync(() => source.Place == entries[^1].Place);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>A reader that gives these and no more.</summary>
    private sealed class Given(IReadOnlyList<DaemonLogEntry> given) : IDaemonLogReader
    {
        public string Origin => "";

        public Task<MissingEvidence?> FindMissingAsync(CancellationToken cancellationToken) => Task.FromResult<MissingEvidence?>(null);

        public async Task ReadAsync(string? place, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken)
        {
            foreach (var entry in given)
            {
                await entries.WriteAsync(entry, cancellationToken);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }

    private sealed class Failing : IDaemonLogReader
    {
        public string Origin => "";

        public Task<MissingEvidence?> FindMissingAsync(CancellationToken cancellationToken) => Task.FromResult<MissingEvidence?>(null);

        public Task ReadAsync(string? place, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken) => throw new IOException("the disk is gone");
    }
}

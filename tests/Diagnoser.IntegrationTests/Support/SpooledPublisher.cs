using System.Collections.Concurrent;
using System.Globalization;
using Diagnoser.Collector;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A spool and its publisher, running.</summary>
internal sealed class SpooledPublisher : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder;
    private readonly ConcurrentQueue<CollectorNotice> _notices = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SpoolSink _sink;
    private readonly Task _writing;
    private readonly Task _publishing;

    public SpooledPublisher(BrokerOptions options, TemporaryFolder? folder = null)
    {
        _folder = folder ?? new TemporaryFolder();
        Spool = EventSpool.Open(_folder.Path, TimeProvider.System, renewal => Assert.Fail($"{renewal}"));
        _sink = new SpoolSink(Spool, TimeProvider.System, _notices.Enqueue);
        _writing = _sink.RunAsync();
        _publishing = new BrokerPublisher(options, Spool, _sink, TimeProvider.System, _notices.Enqueue).RunAsync(_stop.Token);
    }

    public EventSpool Spool { get; }

    /// <summary>What was said so far; more may be said meanwhile.</summary>
    public IReadOnlyCollection<CollectorNotice> Notices => _notices;

    /// <summary>Ids of events, in order.</summary>
    public static IEnumerable<string> Ids(int first, int count) =>
        Enumerable.Range(first, count).Select(n => n.ToString("x8", CultureInfo.InvariantCulture));

    public static DockerEvent Event(string host, string id) => new(
        id, EventTypes.ContainerStart, DateTimeOffset.UnixEpoch, new(host, host), new(Subject.Container, "c1", "shop"));

    public async Task GiveAsync(string host, int first, int count)
    {
        foreach (var id in Ids(first, count))
        {
            await _sink.PublishAsync(Event(host, id), TestContext.Current.CancellationToken);
        }
    }

    public async Task EmptiedAsync()
    {
        _sink.Complete();
        await _writing;
        await UntilAsync(() => Spool.Count == 0, () => $"{Spool.Count} events are still in the spool; {string.Join("; ", Notices)}");
    }

    public Task WellAsync() => UntilAsync(() => !_notices.Last().Degraded, () => _notices.Last().Text);

    public async Task<CollectorNotice> NoticeAsync()
    {
        _sink.Complete();
        await _writing;
        await UntilAsync(() => Notices.Count > 0, () => "nothing was said");
        return _notices.First();
    }

    public async ValueTask DisposeAsync()
    {
        _sink.Complete();
        await _stop.CancelAsync();
        await _publishing;
        await _writing;
        _sink.Dispose();
        Spool.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string> complaint)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, complaint());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

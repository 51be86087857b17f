using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks;

/// <summary>A collector's way out: sink, spool on disk, publisher; as a collector has it, without the sources.</summary>
internal sealed class BenchCollector : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly EventSpool _spool;
    private readonly SpoolSink _sink;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private readonly Task _publishing;

    public BenchCollector(Uri broker, string folder)
    {
        _spool = EventSpool.Open(folder, TimeProvider.System, renewal => Console.Error.WriteLine(renewal));
        _sink = new SpoolSink(_spool, TimeProvider.System, n => Console.Error.WriteLine(n.Text));
        _writing = _sink.RunAsync();
        _publishing = new BrokerPublisher(new BrokerOptions(broker), _spool, _sink, TimeProvider.System, n => Console.Error.WriteLine(n.Text)).RunAsync(_stop.Token);
    }

    /// <summary>Gives it all events; returns when they are on its disk.</summary>
    public async Task SpoolAsync(IReadOnlyList<DockerEvent> events)
    {
        foreach (var dockerEvent in events)
        {
            await _sink.PublishAsync(dockerEvent, CancellationToken.None);
        }

        _sink.Complete();
        await _writing;
    }

    /// <summary>Returns when the broker has confirmed all.</summary>
    public async Task PublishedAsync()
    {
        while (_spool.Count > 0)
        {
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _publishing;
        _sink.Dispose();
        _spool.Dispose();
        _stop.Dispose();
    }
}

using System.Threading.Channels;
using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Spool;

/// <summary>Writes a collector's events to its spool, as many in one commit as have come meanwhile.</summary>
internal sealed class SpoolSink(EventSpool spool) : IEventSink, IDisposable
{
    private const int BatchLimit = 256;

    private readonly Channel<DockerEvent> _arrived = Channel.CreateBounded<DockerEvent>(
        new BoundedChannelOptions(4 * BatchLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SemaphoreSlim _news = new(0, 1);

    public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken) =>
        _arrived.Writer.WriteAsync(dockerEvent, cancellationToken);

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _ = _arrived.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>, and all that came before it.</summary>
    public async Task RunAsync()
    {
        var batch = new List<DockerEvent>(BatchLimit);
        while (await _arrived.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchLimit && _arrived.Reader.TryRead(out var dockerEvent))
            {
                batch.Add(dockerEvent);
            }

            spool.Append(batch);
            Tell();
        }
    }

    /// <summary>Returns when something was written since the last call, or after this long.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _news.WaitAsync(most, cancellationToken);

    public void Dispose() => _news.Dispose();

    private void Tell()
    {
        if (_news.CurrentCount == 0)
        {
            _ = _news.Release();
        }
    }
}

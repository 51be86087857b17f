using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Publishing;

/// <summary>The one way out: hands events to the sink one at a time, without secrets, numbered without holes, so that the reader can tell a loss.</summary>
internal sealed class Outlet(IEventSink sink, EventRedaction redaction, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _epoch = Guid.NewGuid().ToString("N");
    private long _seq;

    public async Task PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken)
    {
        var clean = redaction.Redact(dockerEvent);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await sink.PublishAsync(clean with { Seq = _seq + 1, Epoch = _epoch, ObservedTime = clock.GetUtcNow() }, cancellationToken);
            _seq++;
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

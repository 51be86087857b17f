using System.Threading.Channels;

namespace Diagnoser.Collector.Sources;

/// <summary>
/// Where the event stream's reader puts what it read and goes on: it must never wait, for an engine with a slow reader delays
/// everybody's events and then drops them. Drops repetitions; counts what does not fit.
/// </summary>
internal sealed class EventFunnel
{
    private const int Capacity = 64 * 1024;
    private const int Remembered = 8192;

    private readonly Channel<FunnelItem> _channel = Channel.CreateUnbounded<FunnelItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private int _waiting;
    private long _lost;
    private long _lastNano;

    /// <summary>The time of the newest event, in nanoseconds; never goes back.</summary>
    public long LastNano => Interlocked.Read(ref _lastNano);

    /// <summary>Takes an event; the two readers that overlap after a reconnect may both bring it.</summary>
    public bool TryAdd(RawEvent raw, string id)
    {
        lock (_gate)
        {
            if (!_seen.Add(id))
            {
                return false;
            }

            _order.Enqueue(id);
            if (_order.Count > Remembered)
            {
                _ = _seen.Remove(_order.Dequeue());
            }

            _lastNano = Math.Max(_lastNano, raw.TimeNano);
            if (_waiting >= Capacity)
            {
                _lost++;
                return false;
            }

            _waiting++;
            return _channel.Writer.TryWrite(new FunnelItem(raw, null));
        }
    }

    /// <summary>Completes when all that was added before has been taken out.</summary>
    public Task DrainedAsync(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting++;
            _ = _channel.Writer.TryWrite(new FunnelItem(null, reached));
        }

        return reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>How many events did not fit since the last question.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

    /// <summary>Gives each event to <paramref name="accept"/> until cancelled.</summary>
    public async Task RunAsync(Action<RawEvent> accept, CancellationToken cancellationToken)
    {
        await foreach (var item in _channel.Reader.ReadAllAsync(cancellationToken))
        {
            _ = Interlocked.Decrement(ref _waiting);
            if (item.Raw is { } raw)
            {
                accept(raw);
            }

            item.Reached?.SetResult();
        }
    }

    private readonly record struct FunnelItem(RawEvent? Raw, TaskCompletionSource? Reached);
}

using System.Threading.Channels;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>
/// Where the event stream's reader puts what it read and goes on: it must never wait, for an engine with a slow reader delays
/// everybody's events and then drops them. Drops repetitions; counts what does not fit.
/// </summary>
internal sealed class EventFunnel
{
    private const int Capacity = 64 * 1024;
    private const long MaxCharacters = 8 * 1024 * 1024;
    private const int Remembered = 8192;

    // 64 bits of the hash.
    private const int ShortId = 16;

    private readonly Channel<FunnelItem> _channel = Channel.CreateUnbounded<FunnelItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private int _waiting;
    private long _characters;
    private long _lost;
    private long _live;
    private long _lastNano;

    /// <summary>The time of the newest event, in nanoseconds; never goes back.</summary>
    public long LastNano => Interlocked.Read(ref _lastNano);

    /// <summary>How many events the stream has brought, repetitions too.</summary>
    public long Live => Interlocked.Read(ref _live);

    /// <summary>Takes an event; false if it came before, or does not fit.</summary>
    /// <param name="raw">The event.</param>
    /// <param name="id">Its id: the stream and the engine's memory may both bring it.</param>
    /// <param name="isLive">True if the stream brought it.</param>
    public bool TryAdd(RawEvent raw, string id, bool isLive)
    {
        if (isLive)
        {
            _ = Interlocked.Increment(ref _live);
        }

        var length = raw.Length;
        lock (_gate)
        {
            if (!Note(id))
            {
                return false;
            }

            _lastNano = Math.Max(_lastNano, raw.TimeNano);
            if (_waiting >= Capacity || (_characters > 0 && _characters + length > MaxCharacters))
            {
                _lost++;
                return false;
            }

            _waiting++;
            _characters += length;
            return _channel.Writer.TryWrite(new FunnelItem(raw, length, null));
        }
    }

    /// <summary>Completes when all that was added before has been taken out.</summary>
    public Task DrainedAsync(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting++;
            _ = _channel.Writer.TryWrite(new FunnelItem(null, 0, reached));
        }

        return reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The newest events' ids in short, oldest first; as many as an engine remembers.</summary>
    public IReadOnlyList<string> Recent()
    {
        lock (_gate)
        {
            return [.. _order.Skip(Math.Max(0, _order.Count - EngineMemory.Capacity))];
        }
    }

    /// <summary>Events that were taken before this process began, by their short ids.</summary>
    public void Recall(IEnumerable<string> recent)
    {
        lock (_gate)
        {
            foreach (var id in recent)
            {
                _ = Note(id);
            }
        }
    }

    /// <summary>How many events did not fit since the last question.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

    /// <summary>Gives each event to <paramref name="accept"/> until cancelled.</summary>
    public async Task RunAsync(Action<RawEvent> accept, CancellationToken cancellationToken)
    {
        await foreach (var item in _channel.Reader.ReadAllAsync(cancellationToken))
        {
            lock (_gate)
            {
                _waiting--;
                _characters -= item.Length;
            }

            if (item.Raw is { } raw)
            {
                accept(raw);
            }

            item.Reached?.SetResult();
        }
    }

    private bool Note(string id)
    {
        var key = id.Length > ShortId ? id[..ShortId] : id;
        if (!_seen.Add(key))
        {
            return false;
        }

        _order.Enqueue(key);
        if (_order.Count > Remembered)
        {
            _ = _seen.Remove(_order.Dequeue());
        }

        return true;
    }

    private readonly record struct FunnelItem(RawEvent? Raw, int Length, TaskCompletionSource? Reached);
}

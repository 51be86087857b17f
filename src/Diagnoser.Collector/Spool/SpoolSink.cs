using System.Threading.Channels;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>
/// Writes a collector's events to its spool, as many in one commit as have come meanwhile. While the spool cannot be written (the disk is
/// full) it keeps a bounded number in memory, tries on, and counts what it could not keep; the numbers of those stay empty, so that the store
/// sees the loss too.
/// </summary>
internal sealed class SpoolSink(EventSpool spool, TimeProvider clock, Action<CollectorNotice> notice) : IEventSink, IDisposable
{
    private const int BatchLimit = 256;

    // While nothing can be written. The rest of the room is for what cannot be told another time.
    private const int Room = 4096;
    private const int RoomForAll = Room / 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<DockerEvent> _arrived = Channel.CreateBounded<DockerEvent>(
        new BoundedChannelOptions(4 * BatchLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly List<DockerEvent> _pending = [];
    private readonly SpoolNews _news = new();
    private volatile string? _trouble;
    private readonly LossTally _lost = new();
    private long _lostInAll;

    /// <summary>Why nothing can be written; null while all is well.</summary>
    public string? Trouble => _trouble;

    /// <summary>Events that could not be kept.</summary>
    public long Lost => Interlocked.Read(ref _lostInAll);

    public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken) =>
        _arrived.Writer.WriteAsync(dockerEvent, cancellationToken);

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _ = _arrived.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>, and all that came before it.</summary>
    public async Task RunAsync()
    {
        while (await _arrived.Reader.WaitToReadAsync())
        {
            while (_pending.Count < BatchLimit && _arrived.Reader.TryRead(out var dockerEvent))
            {
                _pending.Add(dockerEvent);
            }

            while (!TryWrite())
            {
                if (_arrived.Reader.Completion.IsCompleted)
                {
                    _pending.ForEach(Drop);
                    Say(true, $"the last {_pending.Count} events could not be kept");
                    return;
                }

                await Task.Delay(Pause, clock);
                Admit();
            }
        }

        // The rest need not wait for company.
        _news.Tell(urgent: true);
    }

    /// <summary>Returns when there is something to publish, or after this long.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _news.WaitAsync(most, cancellationToken);

    public void Dispose() => _news.Dispose();

    private bool TryWrite()
    {
        try
        {
            spool.Append(_pending, _lost.Entries);
        }
        catch (SqliteException problem)
        {
            if (_trouble is null)
            {
                _trouble = $"the spool cannot be written: {problem.Message}";
                Say(true, $"{_trouble}; events are kept in memory, {Room} at most", "make room on its disk, or put the data folder elsewhere");
            }

            return false;
        }

        if (_trouble is not null)
        {
            _trouble = null;
            Say(false, _lost.Count == 0 ? "the spool can be written again; nothing was lost" : $"the spool can be written again; {_lost.Count} events were lost");
        }

        CollectorMeters.Spooled.Add(_pending.Count);
        _news.Tell(_pending.Any(Priorities.IsUrgent));
        _pending.Clear();
        _lost.Clear();
        return true;
    }

    // Takes what comes meanwhile, so that the sources go on; what has no room is counted.
    private void Admit()
    {
        while (_arrived.Reader.TryRead(out var dockerEvent))
        {
            if (_pending.Count < (Priorities.Of(dockerEvent) == EventPriority.Critical ? Room : RoomForAll))
            {
                _pending.Add(dockerEvent);
            }
            else
            {
                Drop(dockerEvent);
            }
        }
    }

    private void Drop(DockerEvent dockerEvent)
    {
        _lost.Add(Priorities.Of(dockerEvent), dockerEvent.Time);
        _ = Interlocked.Increment(ref _lostInAll);
        CollectorMeters.Dropped.Add(1, CollectorMeters.NoSpool);
    }

    private void Say(bool degraded, string text, string? remedy = null) => notice(new CollectorNotice(clock.GetUtcNow(), "spool", degraded, text, remedy));
}

using System.Threading.Channels;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>
/// Writes a collector's events to its spool, as many in one commit as have come meanwhile. While the spool cannot be written it keeps a bounded
/// number in memory (<see cref="MemoryRoom"/>), tries on, and counts what it could not keep.
/// </summary>
internal sealed class SpoolSink(EventSpool spool, TimeProvider clock, Action<CollectorNotice> notice) : IEventSink, IDisposable
{
    private const int BatchLimit = 256;

    // On a full disk a small step may go where a large one does not.
    private const int TroubledBatchLimit = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<DockerEvent> _arrived = Channel.CreateBounded<DockerEvent>(
        new BoundedChannelOptions(4 * BatchLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly MemoryRoom _pending = new();
    private readonly LossTally _lost = new();
    private readonly SpoolNews _news = new();
    private volatile string? _trouble;
    private long _lostBefore;

    /// <summary>Why not everything can be kept; null while all is well.</summary>
    public string? Trouble => _trouble;

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
                _ = _pending.Add(dockerEvent);
            }

            while (_pending.Count > 0)
            {
                if (TryWrite())
                {
                    continue;
                }

                if (_arrived.Reader.Completion.IsCompleted)
                {
                    GiveUp();
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
        var some = _pending.Oldest(_trouble is null ? BatchLimit : TroubledBatchLimit);
        try
        {
            spool.Append(some, _lost.Entries);
        }
        catch (SqliteException problem)
        {
            Tell(($"the spool cannot be written: {problem.Message}; events are kept in memory, {MemoryRoom.Most} at most", "make room on its disk, or put the data folder elsewhere"));
            return false;
        }

        _lost.Clear();
        _pending.Remove(some.Count);
        Tell(spool.Shortage);
        CollectorMeters.Spooled.Add(some.Count);
        _news.Tell(some.Any(Priorities.IsUrgent));
        return true;
    }

    // Takes what comes meanwhile, so that the sources go on; what has no room is counted, and that is written down as soon as it can be.
    private void Admit()
    {
        while (_arrived.Reader.TryRead(out var dockerEvent))
        {
            if (_pending.Add(dockerEvent) is { } dropped)
            {
                Drop(dropped);
            }
        }

        NoteLosses();
    }

    private void NoteLosses()
    {
        if (_lost.Count == 0)
        {
            return;
        }

        try
        {
            spool.Append([], _lost.Entries);
            _lost.Clear();
        }
        catch (SqliteException)
        {
            // Kept in memory until it can be.
        }
    }

    private void GiveUp()
    {
        foreach (var dockerEvent in _pending.Oldest(MemoryRoom.Most))
        {
            Drop(dockerEvent);
        }

        NoteLosses();
        Say(true, $"the last {_pending.Count} events could not be kept");
    }

    private void Drop(DockerEvent dockerEvent)
    {
        if (dockerEvent.IsHeartbeat)
        {
            return;
        }

        var priority = Priorities.Of(dockerEvent);
        _lost.Add(priority, dockerEvent.Time);
        spool.Lost.Add(priority, 1, LossCause.NoRoom);
    }

    private void Tell((string Text, string Remedy)? trouble)
    {
        if (trouble?.Text == _trouble)
        {
            return;
        }

        if (_trouble is null)
        {
            _lostBefore = spool.Lost.Sum;
        }

        _trouble = trouble?.Text;
        if (trouble is { } told)
        {
            Say(true, told.Text, told.Remedy);
            return;
        }

        var lost = spool.Lost.Sum - _lostBefore;
        Say(false, lost == 0 ? "the spool can be written again; nothing was lost" : $"the spool has room again; {lost} events were lost");
    }

    private void Say(bool degraded, string text, string? remedy = null) => notice(new CollectorNotice(clock.GetUtcNow(), "spool", degraded, text, remedy));
}

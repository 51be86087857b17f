using System.Threading.Channels;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>What the daemon says of itself: publishes its troubles, and the pulls that failed.</summary>
internal sealed class DaemonLogSource
{
    /// <summary>Its name in messages.</summary>
    public const string Name = "daemon log";

    /// <summary>The setting that reads the journal.</summary>
    public const string Journal = "journal";

    /// <summary>The setting that reads nothing.</summary>
    public const string Off = "off";

    private const int Waiting = 256;
    private const int MostOfKind = 10;
    private const int Most = 300;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    private readonly SourceKit _kit;
    private readonly BlindWindows _blindWindows;
    private readonly IDaemonLogReader? _reader;
    private readonly DaemonLogEvents _events;
    private readonly PullFailures _pulls;
    private readonly RepeatedLines<WrittenLine> _repeated;

    // A log that comes faster than it is taken waits where it is: in its file, or with the journal.
    private readonly Channel<DaemonLogEntry> _entries = Channel.CreateBounded<DaemonLogEntry>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });
    private volatile string? _place;

    public DaemonLogSource(SourceKit kit, BlindWindows blindWindows)
        : this(kit, blindWindows, kit.Factory.Context.IsLocal ? ReaderOf(kit.Factory.Context.Options, kit.Clock) : null)
    {
    }

    internal DaemonLogSource(SourceKit kit, BlindWindows blindWindows, IDaemonLogReader? reader)
    {
        (_kit, _blindWindows, _reader) = (kit, blindWindows, reader);
        _events = new DaemonLogEvents(kit);
        _pulls = new PullFailures(kit.Clock);
        _repeated = new RepeatedLines<WrittenLine>(MostOfKind, Most, kit.Clock);
    }

    /// <summary>Where to go on after a restart; null if nothing was read yet.</summary>
    public string? Place => _place;

    /// <summary>The reader of these options; null if the daemon's log is not to be read.</summary>
    public static IDaemonLogReader? ReaderOf(CollectorOptions options, TimeProvider clock) => options.DaemonLog switch
    {
        Off => null,
        Journal => new DaemonJournal(DaemonJournal.Program, clock),
        var path => new DaemonLogFile(options.OnHost(path), clock),
    };

    /// <summary>Why it cannot be read; null if it can, is not to be, or is another machine's.</summary>
    public async Task<MissingEvidence?> FindMissingAsync(CancellationToken cancellationToken) => _reader is null ? null : await _reader.FindMissingAsync(cancellationToken);

    /// <summary>Reads until cancelled.</summary>
    /// <param name="place">Where it stopped the last time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(string? place, CancellationToken cancellationToken)
    {
        _place = place;
        if (_reader is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _kit.Clock, cancellationToken);
            return;
        }

        await await Task.WhenAny(ReadAsync(_reader, cancellationToken), TakeAsync(cancellationToken));
    }

    /// <summary>Whatever ends the reading, the other sources go on: it is told, and tried again behind the last line.</summary>
    private async Task ReadAsync(IDaemonLogReader reader, CancellationToken cancellationToken)
    {
        string? told = null;
        while (true)
        {
            try
            {
                await reader.ReadAsync(_place, _entries.Writer, cancellationToken);
            }
#pragma warning disable CA1031 // because one source must not end the watch over all others, and it is told
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (told != problem.Message)
                {
                    told = problem.Message;
                    var now = _kit.Clock.GetUtcNow();
                    _kit.Notices.Say(Name, true, $"cannot be read any more: {problem.Message}; trying on");
                    await _kit.Notices.WatchAsync(_blindWindows.PublishAsync(
                        new Blindness(BlindKinds.Unreadable, BlindSources.DaemonLog, now, now, problem.Message, "what the daemon says of its troubles from then on"), cancellationToken));
                }
            }

            await Task.Delay(AgainAfter, _kit.Clock, cancellationToken);
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var any = _entries.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            _ = await Task.WhenAny(any, Task.Delay(Tick, _kit.Clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            while (_entries.Reader.TryRead(out var entry))
            {
                await _kit.Notices.WatchAsync(TakeAsync(entry, cancellationToken));
                _place = entry.Place;
            }

            await _kit.Notices.WatchAsync(SettleAsync(cancellationToken));
            any = any.IsCompleted ? _entries.Reader.WaitToReadAsync(cancellationToken).AsTask() : any;
        }
    }

    private async Task TakeAsync(DaemonLogEntry entry, CancellationToken cancellationToken)
    {
        var now = _kit.Clock.GetUtcNow();
        if (entry.Hole is { } hole)
        {
            _kit.Notices.Say(Name, true, hole);
            await _blindWindows.PublishAsync(new Blindness(BlindKinds.Overflow, BlindSources.DaemonLog, now, now, hole, "what the daemon said of its troubles in between"), cancellationToken);
        }

        if ((DaemonLineParser.Parse(entry.Text) ?? OfUnit(entry)) is not { } line)
        {
            return;
        }

        var time = line.Time ?? entry.Time ?? now;
        var failed = new List<PullFailure>();
        var isOfPull = _pulls.Accept(line, time, failed);
        await PublishAsync(failed, cancellationToken);
        if (!isOfPull && DaemonLineFilter.IsWorthTelling(line) && _repeated.Admit(KindOf(line), new WrittenLine(line, time)))
        {
            await _kit.Outlet.PublishAsync(_events.Of(line, time, 0), cancellationToken);
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var failed = new List<PullFailure>();
        _pulls.Settle(_kit.Factory.Context.Identity.HasMirror, failed);
        await PublishAsync(failed, cancellationToken);
        foreach (var held in _repeated.TakeHeld())
        {
            await _kit.Outlet.PublishAsync(_events.Of(held.Last.Line, held.Last.Time, held.Count), cancellationToken);
        }

        if (_repeated.TakeDropped() is > 0 and var dropped)
        {
            var now = _kit.Clock.GetUtcNow();
            await _blindWindows.PublishAsync(
                new Blindness(BlindKinds.Dropped, BlindSources.DaemonLog, now - Tick, now, "the daemon wrote more different lines than are told", $"{dropped} lines") { Count = dropped },
                cancellationToken);
        }
    }

    private async Task PublishAsync(List<PullFailure> failed, CancellationToken cancellationToken)
    {
        foreach (var failure in failed)
        {
            await _kit.Outlet.PublishAsync(_events.Of(failure), cancellationToken);
        }
    }

    // Whose name server does not answer is not the same as another's.
    private static string KindOf(DaemonLine line)
    {
        var kind = $"{line.Level} {RepeatedLines<WrittenLine>.KindOf(line.Message)}";
        return DnsFailure.Of(line) is { } dns ? $"{kind} {dns.Client} {dns.Server}" : kind;
    }

    // What the service manager writes of the daemon's unit has no form of its own.
    private static DaemonLine? OfUnit(DaemonLogEntry entry) => entry.Level is { } level ? new DaemonLine(level, entry.Text, []) : null;

    private readonly record struct WrittenLine(DaemonLine Line, DateTimeOffset Time);
}

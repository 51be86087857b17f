using System.Collections.Concurrent;
using System.Net;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Containers;

namespace Diagnoser.Collector.Sources.ContainerLogs;

/// <summary>
/// Follows what all running containers write, and publishes the lines that a loaded rule may look at; nothing else leaves the host. While no rule looks at lines
/// only those containers are followed that the engine removes at their end: their last lines are kept for their death.
/// </summary>
internal sealed class ContainerLogSource : IDisposable
{
    /// <summary>Its name in messages.</summary>
    public const string Name = "container logs";

    /// <summary>The label that keeps a container's log to itself: <c>diagnoser.logs: off</c>.</summary>
    public const string Label = "diagnoser.logs";

    private const int Opening = 8;
    private const int Share = 4;
    private const int MostOfKind = 20;
    private const int Most = 200;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // The engine notes the start of a run when its process has already written.
    private static readonly TimeSpan AheadOfRun = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    private readonly SourceKit _kit;
    private readonly EngineClient _client;
    private readonly BlindWindows _blindWindows;
    private readonly RecentLines _recent;
    private readonly CollectorOptions _options;
    private readonly ByteBudget _all;
    private readonly SemaphoreSlim _opening = new(Opening);
    private readonly ConcurrentDictionary<string, Following> _following = new(StringComparer.Ordinal);

    public ContainerLogSource(SourceKit kit, EngineClient client, BlindWindows blindWindows, RecentLines recent)
    {
        (_kit, _client, _blindWindows, _recent) = (kit, client, blindWindows, recent);
        _options = kit.Factory.Context.Options;
        _all = new ByteBudget(_options.LogRate, kit.Clock);
    }

    /// <summary>Containers that are followed now.</summary>
    public int Count => _following.Values.Count(following => !following.Task.IsCompleted);

    /// <summary>Follows until cancelled.</summary>
    /// <param name="since">Nothing older is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var soughtSince = since;
        while (true)
        {
            if (_options.FollowLogs)
            {
                Begin(since, soughtSince, cancellationToken);
            }

            // What was written before a rule asked for it is not news.
            soughtSince = _options.LogLiterals.IsEmpty ? _kit.Clock.GetUtcNow() : soughtSince;

            foreach (var following in _following.Values)
            {
                await _kit.Notices.WatchAsync(TellHeldAsync(following, cancellationToken));
            }

            await Task.Delay(Look, _kit.Clock, cancellationToken);
        }
    }

    public void Dispose() => _opening.Dispose();

    private void Begin(DateTimeOffset since, DateTimeOffset soughtSince, CancellationToken cancellationToken)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in _kit.Inventory.All)
        {
            _ = present.Add(container.Id);
            if (container is { Run: { } run, Snapshot: { } snapshot } && IsWanted(snapshot) && Next(container, run, snapshot.AutoRemove ? since : soughtSince) is { } next)
            {
                _following[container.Id] = next;
                next.Task = _kit.Notices.WatchAsync(FollowAsync(next, snapshot.AutoRemove, cancellationToken));
            }
        }

        foreach (var id in _following.Keys.Where(id => !present.Contains(id)))
        {
            _ = _following.TryRemove(id, out _);
        }

        _recent.Keep(present);
    }

    private bool IsWanted(ContainerSnapshot snapshot) => snapshot.Labels.GetValueOrDefault(Label) != "off" && (snapshot.AutoRemove || !_options.LogLiterals.IsEmpty);

    /// <summary>What is to be followed of it now; null if nothing is, or it is already.</summary>
    private Following? Next(KnownContainer container, DateTimeOffset run, DateTimeOffset since)
    {
        var last = _following.GetValueOrDefault(container.Id);
        if (last is { Task.IsCompleted: false })
        {
            return null;
        }

        if (last?.Run == run)
        {
            // It was broken off, and lasts.
            var isTime = container.IsAlive && !last.IsRefused && _kit.Clock.GetElapsedTime(last.Ended) >= AgainAfter;
            return isTime ? new Following(container, run, last.Until, _kit.Clock) : null;
        }

        // A run that began and ended between two looks is read all the same.
        var from = Later(run - AheadOfRun, Later(since, last?.Until ?? default));
        return container.IsAlive || run > since ? new Following(container, run, from, _kit.Clock) { IsRefused = last?.IsRefused == true } : null;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private async Task FollowAsync(Following following, bool isKept, CancellationToken cancellationToken)
    {
        var container = following.Container;
        var reader = new FollowedRun(_client, container.Id, _options.LogLiterals, [_all, new ByteBudget(_options.LogRate / Share, _kit.Clock)], _kit.Clock)
        {
            Opening = _opening,
            Ring = isKept ? _recent.Of(container.Id) : null,
            Hit = (raw, cancellation) => TakeAsync(following, raw, cancellation),
            Passed = (from, cancellation) => _kit.Notices.WatchAsync(_blindWindows.PublishAsync(PassedOver(container, from), cancellation)),
        };
        try
        {
            await reader.ReadAsync(following.Until, cancellationToken);
        }
        catch (EngineRefusedException refused) when (refused.Status is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            if (!following.IsRefused)
            {
                await _kit.Notices.WatchAsync(_blindWindows.PublishAsync(Refused(following, refused), cancellationToken));
            }

            following.IsRefused = true;
        }
        catch (Exception failure) when (EngineFailure.Is(failure) || failure is IOException or OperationCanceledException)
        {
            // The container is gone, or the engine is away, which the event stream notices and tells, or we are to stop.
        }

        // To the next tick: the engine gives what was written at the very time that is asked for, too.
        following.Until = Later(following.Until, reader.LastTime?.AddTicks(1) ?? default);
        following.Ended = _kit.Clock.GetTimestamp();
    }

    private async Task TakeAsync(Following following, RawLogLine raw, CancellationToken cancellationToken)
    {
        var blank = raw.Text.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0 || !Rfc3339.TryParse(raw.Text.AsSpan(0, blank), out var time))
        {
            return;
        }

        var line = new WrittenLine(time, raw.Stream, raw.Text[(blank + 1)..]);
        if (following.Admit(line))
        {
            await _kit.Notices.WatchAsync(_kit.Outlet.PublishAsync(LogLineEvents.Of(_kit.Factory, following.Container, line, 0), cancellationToken));
        }
    }

    private async Task TellHeldAsync(Following following, CancellationToken cancellationToken)
    {
        foreach (var held in following.TakeHeld())
        {
            await _kit.Outlet.PublishAsync(LogLineEvents.Of(_kit.Factory, following.Container, held.Last, held.Count), cancellationToken);
        }

        if (following.TakeDropped() is > 0 and var dropped)
        {
            var now = _kit.Clock.GetUtcNow();
            await _blindWindows.PublishAsync(
                new Blindness(BlindKinds.Dropped, BlindSources.ContainerLog, now - Look, now, $"{NameOf(following.Container)} wrote more different lines than are told", $"{dropped} lines") { Count = dropped },
                cancellationToken);
        }
    }

    private Blindness PassedOver(KnownContainer container, DateTimeOffset from) => new(
        BlindKinds.Overflow,
        BlindSources.ContainerLog,
        from,
        _kit.Clock.GetUtcNow(),
        $"{NameOf(container)} writes more than {_options.LogRate / Share / 1024} KB/s, or all containers more than {_options.LogRate / 1024} KB/s",
        "lines that rules look at");

    private Blindness Refused(Following following, EngineRefusedException refused) => new(
        BlindKinds.Unreadable,
        BlindSources.ContainerLog,
        following.Until,
        _kit.Clock.GetUtcNow(),
        $"the log of {NameOf(following.Container)} cannot be read: {refused.Message}",
        "lines that rules look at; a log driver that can be read is json-file or local");

    private static string NameOf(KnownContainer container) => container.Snapshot?.Name ?? container.Id;

    /// <summary>A run that is followed.</summary>
    private sealed class Following(KnownContainer container, DateTimeOffset run, DateTimeOffset from, TimeProvider clock)
    {
        private readonly Lock _gate = new();
        private readonly RepeatedLines<WrittenLine> _repeated = new(MostOfKind, Most, clock);

        public KnownContainer Container { get; } = container;

        public DateTimeOffset Run { get; } = run;

        public Task Task { get; set; } = Task.CompletedTask;

        /// <summary>From here it is read, and once it has ended, up to here it was.</summary>
        public DateTimeOffset Until { get; set; } = from;

        /// <summary>True if the engine will not give it.</summary>
        public bool IsRefused { get; set; }

        /// <summary>When reading ended.</summary>
        public long Ended { get; set; }

        public bool Admit(WrittenLine line)
        {
            lock (_gate)
            {
                return _repeated.Admit(RepeatedLines<WrittenLine>.KindOf(line.Text), line);
            }
        }

        public IReadOnlyList<HeldLines<WrittenLine>> TakeHeld()
        {
            lock (_gate)
            {
                return _repeated.TakeHeld();
            }
        }

        public long TakeDropped()
        {
            lock (_gate)
            {
                return _repeated.TakeDropped();
            }
        }
    }
}

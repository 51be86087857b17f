using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>
/// Compares what the stream brought with what the engine remembers, every ten seconds: the engine drops events for a slow reader without a word, a dead
/// connection looks like a quiet one, and what people do in containers is not asked of the stream at all. Looks more often while events come fast, so
/// that the engine's memory is not overrun between two looks; says so where it was.
/// </summary>
internal sealed class EventAudit(HostContext context, EngineClient client, EventFunnel funnel, DockerEventsSource stream, AuditOutlets outlets, TimeProvider clock)
{
    public const string Name = "event audit";

    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    // What is younger may still be on its way through the stream.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(60);

    private readonly EngineMemory _memory = new(client);
    private HashSet<string> _activitySeen = [];
    private DateTimeOffset? _cursor;
    private long _live;
    private TimeSpan _interval = LongestInterval;

    // An overrun that is not told yet; a host that is always busy is told of once a minute.
    private (DateTimeOffset From, DateTimeOffset To, int Looks)? _overrun;
    private DateTimeOffset _told;

    /// <summary>Events that the stream did not bring and the engine's memory did.</summary>
    public long Healed { get; private set; }

    /// <summary>Looks on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_interval, clock, cancellationToken);
            try
            {
                await LookAsync(cancellationToken);
            }
            catch (Exception failure) when (EngineFailure.Is(failure))
            {
                // Who follows the stream notices an engine that is away, and tells.
            }
        }
    }

    /// <summary>One look.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!stream.IsStanding)
        {
            // What happens meanwhile is read when the stream stands again, activity by the next look's own cursor.
            return;
        }

        var now = context.EngineTime(clock);
        var from = _cursor ?? now - LongestInterval;
        var live = funnel.Live;
        var reading = await _memory.ReadAsync(from - Overlap, now, cancellationToken);
        var missed = 0;
        foreach (var raw in reading.Rows.Where(raw => RawEventTypes.IsOfStream(raw.Type) && raw.Time <= now - Settled))
        {
            missed += funnel.TryAdd(raw, raw.ComputeId(context.Identity.EngineId), isLive: false) ? 1 : 0;
        }

        TakeActivity(reading, cancellationToken);
        var hasBrought = live != _live;
        (_cursor, _live) = (now, live);
        Adapt(reading.Rows.Count(raw => raw.Time > from), now - from);
        if (missed > 0)
        {
            await HealAsync(missed, from, now, hasBrought, cancellationToken);
        }

        if (!reading.ReachesBackTo(from))
        {
            _overrun = (_overrun?.From ?? from, now, (_overrun?.Looks ?? 0) + 1);
        }

        await TellOverrunAsync(now, cancellationToken);
    }

    private void TakeActivity(EngineMemoryReading reading, CancellationToken cancellationToken)
    {
        var activity = reading.Rows.Where(raw => RawEventTypes.IsActivity(raw.Type)).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var fresh = new List<RawEvent>();
        foreach (var raw in activity)
        {
            var id = raw.ComputeId(context.Identity.EngineId);
            if (seen.Add(id) && !_activitySeen.Contains(id))
            {
                fresh.Add(raw);
            }
        }

        _activitySeen = seen;
        if (fresh.Count > 0)
        {
            outlets.Activity(fresh, cancellationToken);
        }
    }

    private async Task HealAsync(int missed, DateTimeOffset from, DateTimeOffset to, bool hasBrought, CancellationToken cancellationToken)
    {
        Healed += missed;
        var blind = new Blindness(
            BlindKinds.Dropped,
            BlindSources.DockerEvents,
            from,
            to,
            hasBrought ? "the engine left events out of its stream, as it does for a slow reader" : "the event stream had gone silent",
            "nothing: they were read from the engine's memory")
        {
            Count = missed,
            IsRecovered = true,
        };
        await outlets.Blind.PublishAsync(blind, cancellationToken);
        if (!hasBrought)
        {
            stream.Reopen("it brought nothing while events happened");
        }
    }

    private async Task TellOverrunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_overrun is not { } overrun || now - _told < TellInterval)
        {
            return;
        }

        (_overrun, _told) = (null, now);
        var found = await outlets.Reconcile(cancellationToken);
        var looks = overrun.Looks.ToString(CultureInfo.InvariantCulture);
        await outlets.Blind.PublishAsync(
            new Blindness(
                BlindKinds.Overflow,
                BlindSources.DockerActivity,
                overrun.From,
                overrun.To,
                $"the engine remembers {EngineMemory.Capacity} events, and more came between two looks ({looks} times)",
                $"programs run in containers and files copied may be missing, and whether the stream left events out is not known; {found.ToString(CultureInfo.InvariantCulture)} starts, ends and changes were found by comparing states"),
            cancellationToken);
    }

    /// <summary>The next look comes when the engine's memory is half full.</summary>
    private void Adapt(int events, TimeSpan elapsed)
    {
        var full = events == 0 ? LongestInterval : elapsed * (EngineMemory.Capacity / 2.0 / events);
        _interval = full < ShortestInterval ? ShortestInterval : full > LongestInterval ? LongestInterval : full;
    }
}

/// <summary>Where an audit's findings go.</summary>
/// <param name="Blind">Told of what was missed.</param>
/// <param name="Activity">Takes what people did in containers; returns at once.</param>
/// <param name="Reconcile">Compares the states of all containers; gives how many events were made up for.</param>
internal sealed record AuditOutlets(BlindWindows Blind, Action<IReadOnlyList<RawEvent>, CancellationToken> Activity, Func<CancellationToken, Task<int>> Reconcile);

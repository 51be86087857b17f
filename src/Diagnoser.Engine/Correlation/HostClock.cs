using System.Collections.Frozen;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>Event time of one host (or of the fleet), what waits for it, and when nothing could be seen.</summary>
internal sealed class HostClock
{
    private const int AbsencesKept = 16;

    private static readonly FrozenSet<string> Reconciled = FrozenSet.Create(
        StringComparer.Ordinal,
        EventTypes.ContainerCreate,
        EventTypes.ContainerStart,
        EventTypes.ContainerDie,
        EventTypes.ContainerDestroy,
        EventTypes.ContainerHealthStatus,
        EventTypes.ContainerUpdate,
        EventTypes.ContainerRename);

    private readonly PriorityQueue<(RuleWindows Rule, KeyWindow Window), (long Due, long Order)> _waiting = new();
    private readonly List<(RuleWindows Rule, KeyWindow Window)> _suspended = [];
    private readonly List<(long From, long To, string Source)> _absences = [];
    private long _order;
    private long _newest = long.MinValue;

    /// <summary>The time that everything which waits has reached, in UTC ticks.</summary>
    public long Now { get; private set; } = long.MinValue;

    /// <summary>An engine before this one concluded what there was up to this time; the oldest time there is if there was none.</summary>
    public long ConcludedUntil { get; set; } = long.MinValue;

    /// <summary>What that one took is taken again from this time on; the oldest time there is if there was none.</summary>
    public long TakenFrom { get; init; } = long.MinValue;

    /// <summary>True while what that one took is taken again.</summary>
    public bool IsTakingAgain { get; set; }

    /// <summary>Since when the collector is silent; null while it is heard.</summary>
    public long? SilentSince { get; private set; }

    /// <summary>When the next wait ends; null if nothing waits.</summary>
    public DateTimeOffset? NextDue =>
        _waiting.TryPeek(out _, out var priority) ? new DateTimeOffset(Math.Clamp(priority.Due, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero) : null;

    /// <summary>Looks at a window again once time has passed this instant.</summary>
    public void Await(long due, RuleWindows rule, KeyWindow window) => _waiting.Enqueue((rule, window), (due, _order++));

    /// <summary>Looks at a window again once the host is heard again.</summary>
    public void Suspend(RuleWindows rule, KeyWindow window) => _suspended.Add((rule, window));

    /// <summary>An event came from the host: it is not silent any more, and the time that only a clock claimed meanwhile does not count.</summary>
    public void Hear(long ticks)
    {
        _newest = Math.Max(_newest, ticks);
        if (SilentSince is { } since)
        {
            SilentSince = null;
            Now = Math.Min(Now, Math.Max(since, _newest));
            Add(since, ticks, "");
            foreach (var (rule, window) in _suspended)
            {
                Await(Now, rule, window);
            }

            _suspended.Clear();
        }
    }

    /// <summary>The host's collector is silent since this time: what does not come is unknown, not absent.</summary>
    public void FallSilent(long since) => SilentSince ??= since;

    /// <summary>A source of the host saw nothing in this time; an empty source stands for all of them.</summary>
    public void Add(long from, long to, string source)
    {
        _absences.Add((from, to, source));
        if (_absences.Count > AbsencesKept)
        {
            _absences.RemoveAt(0);
        }
    }

    /// <summary>True if an event of this type could have come unseen in this time.</summary>
    public bool WasBlind(long from, long to, string type)
    {
        foreach (var absence in _absences)
        {
            if (absence.From < to && absence.To > from && Concerns(absence.Source, type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Event time has reached this instant; it never goes back.</summary>
    public void Reach(long now, List<MatchStep> steps)
    {
        Now = Math.Max(Now, now);
        while (_waiting.TryPeek(out var waiting, out var priority) && priority.Due <= Now)
        {
            _ = _waiting.Dequeue();
            if (!waiting.Window.IsEvicted)
            {
                waiting.Rule.Settle(waiting.Window, steps);
            }
        }
    }

    // What the stream of the engine missed in a blind window is found by comparing states, where states tell it.
    private static bool Concerns(string source, string type) => source.Length == 0
        || (source.StartsWith("kernel", StringComparison.Ordinal)
            ? type.StartsWith("kernel.", StringComparison.Ordinal)
            : !type.StartsWith("kernel.", StringComparison.Ordinal) && !Reconciled.Contains(type));
}

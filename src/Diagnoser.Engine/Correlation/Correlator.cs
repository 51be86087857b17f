using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>Folds events into the windows of the rules of one scope and yields what becomes of their conditions. Works on event time only.</summary>
internal sealed class Correlator
{
    private readonly RuleSet _rules;
    private readonly EngineOptions _options;
    private readonly long _disorder;
    private readonly RuleScope _scope;
    private readonly EventMatcher _matcher;
    private readonly RuleWindows[] _windows;
    private readonly Dictionary<string, HostClock> _clocks = new(StringComparer.Ordinal);
    private (string Host, HostClock? Clock) _lastClock;
    private (long From, bool IsOn) _again = (long.MinValue, false);

    // Reused from call to call.
    private readonly List<SelectionHit> _hits = [];
    private EventView? _view;

    public Correlator(RuleSet rules, RuleScope scope, EngineOptions options, ITopology? topology)
    {
        _rules = rules;
        _scope = scope;
        _options = options;
        _disorder = options.Disorder.Ticks;
        _matcher = new EventMatcher(rules, scope);
        var kit = new SightingKit();
        _windows = [.. rules.Rules.Select(r => new RuleWindows(r, options, topology, kit))];
    }

    /// <summary>Sightings and keys that bounded windows had to drop, by rule; only rules that dropped any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Dropped =>
        _windows.Where(w => w.Dropped > 0).Select(w => KeyValuePair.Create(w.Rule.Id, w.Dropped));

    /// <summary>How often nothing was concluded from an absence, since nobody could have seen; by rule, only rules with any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Suspended =>
        _windows.Where(w => w.Suspended > 0).Select(w => KeyValuePair.Create(w.Rule.Id, w.Suspended));

    /// <summary>Correlation keys that are kept.</summary>
    public int Keys => _windows.Sum(w => w.Keys);

    /// <summary>The earliest event time at which something that waits can be decided, by host order.</summary>
    public DateTimeOffset? NextDue => _clocks.Values.Select(c => c.NextDue).Where(d => d is not null).Min();

    /// <summary>What an engine before this one took from this time on is about to be taken again.</summary>
    public void TakeAgain(DateTimeOffset from) => _again = (from.UtcTicks, true);

    /// <summary>All of it was taken again, and the clocks had reached these times: what that engine told and does not show now never was.</summary>
    public void TakeNew(Func<string, DateTimeOffset> reached, List<MatchStep> steps)
    {
        _again.IsOn = false;
        foreach (var clock in _clocks.Values)
        {
            clock.IsTakingAgain = false;
        }

        Advance(reached, steps);
        foreach (var windows in _windows)
        {
            windows.LookAtTold(steps);
        }
    }

    /// <summary>The event time that a host (empty: the fleet) has reached; null before its first event.</summary>
    public DateTimeOffset? Reached(string host) =>
        _clocks.TryGetValue(host, out var clock) && clock.Now > 0 ? new DateTimeOffset(clock.Now, TimeSpan.Zero) : null;

    /// <summary>An engine before this one concluded what there was on a host (empty for the fleet) up to this time.</summary>
    public void Resume(string host, DateTimeOffset concludedUntil) =>
        ClockOf(_scope == RuleScope.Host ? host : "").ConcludedUntil = concludedUntil.UtcTicks;

    /// <summary>Goes on with an episode of a rule that an engine before this one told; true if nothing that is taken again can change it.</summary>
    public bool Resume(Rule rule, UInt128 key, long anchor, Diagnosis diagnosis)
    {
        var windows = Array.Find(_windows, w => w.Rule == rule);
        return windows?.Resume(key, anchor, diagnosis, ClockOf(_scope == RuleScope.Host ? diagnosis.Host.Id : "")) ?? true;
    }

    /// <summary>Takes one event and adds what it makes known, also about waits that its time ends.</summary>
    /// <param name="dockerEvent">The event.</param>
    /// <param name="amended">True if it was taken before with another verdict: where it no longer matches it is forgotten.</param>
    /// <param name="steps">Receives what became known.</param>
    public void Process(DockerEvent dockerEvent, bool amended, List<MatchStep> steps)
    {
        var clock = ClockOf(_scope == RuleScope.Host ? dockerEvent.Host.Id : "");
        Listen(clock, dockerEvent);
        _options.Witness?.Hear(_scope, dockerEvent);

        // What was due before this event cannot depend on it; what is due at this very instant can.
        var reached = dockerEvent.Time.UtcTicks - _disorder;
        clock.Reach(reached - 1, steps);
        _matcher.Match(dockerEvent, _hits);
        if (amended)
        {
            ForgetOthers(dockerEvent, steps);
        }

        foreach (var (selectionRef, captures) in _hits)
        {
            if (!IsExcepted(selectionRef, dockerEvent))
            {
                _windows[selectionRef.RuleIndex].Take(selectionRef.SelectionIndex, dockerEvent, captures, amended, clock, steps);
            }
            else if (amended)
            {
                _windows[selectionRef.RuleIndex].Forget(selectionRef.SelectionIndex, dockerEvent, steps);
            }
        }

        clock.Reach(reached, steps);
    }

    /// <summary>Takes what rules of another scope said, or forgets it if it is hidden now.</summary>
    public void Process(Diagnosis diagnosis, List<MatchStep> steps)
    {
        var dockerEvent = DiagnosisEvent.Of(diagnosis);
        if (diagnosis.HiddenBy is null)
        {
            Process(dockerEvent, amended: true, steps);
            return;
        }

        foreach (var selectionRef in _rules.ForType(dockerEvent.Type).Where(s => s.Rule.Scope == _scope))
        {
            _windows[selectionRef.RuleIndex].Forget(selectionRef.SelectionIndex, dockerEvent, steps);
        }
    }

    /// <summary>True if a selection of these rules matches the event.</summary>
    public bool Watches(DockerEvent dockerEvent)
    {
        _matcher.Match(dockerEvent, _hits);
        return _hits.Count > 0;
    }

    /// <summary>The clocks of the hosts have reached these times.</summary>
    public void Advance(Func<string, DateTimeOffset> reached, List<MatchStep> steps)
    {
        foreach (var (host, clock) in _clocks)
        {
            clock.Reach(reached(host).UtcTicks, steps);
        }
    }

    // What matched with the verdict before, and does not with this one.
    private void ForgetOthers(DockerEvent dockerEvent, List<MatchStep> steps)
    {
        foreach (var selectionRef in _rules.ForType(dockerEvent.Type))
        {
            if (selectionRef.Rule.Scope == _scope && !_hits.Exists(h => h.Ref == selectionRef))
            {
                _windows[selectionRef.RuleIndex].Forget(selectionRef.SelectionIndex, dockerEvent, steps);
            }
        }
    }

    // An exception keeps a rule silent; what ends its condition is heard all the same.
    private bool IsExcepted(SelectionRef selectionRef, DockerEvent dockerEvent)
    {
        var rule = selectionRef.Rule;
        if (rule.Exceptions.Count == 0 || selectionRef.SelectionIndex >= rule.Selections.Count)
        {
            return false;
        }

        var view = _view ??= new EventView(dockerEvent, new Captures());
        view.Turn(dockerEvent);
        view.Captures.Clear();
        for (var i = 0; i < rule.Exceptions.Count; i++)
        {
            var exception = rule.Exceptions[i];
            if ((exception.Until is not { } until || dockerEvent.Time < until) && exception.Condition.Holds(view))
            {
                return true;
            }
        }

        return false;
    }

    private static void Listen(HostClock clock, DockerEvent dockerEvent)
    {
        if (dockerEvent.Type == EventTypes.CollectorSilent)
        {
            clock.FallSilent(Since(dockerEvent, AttributeNames.CollectorLastSeen));
            return;
        }

        clock.Hear(dockerEvent.Time.UtcTicks);
        if (dockerEvent.LeftSomethingUnseen())
        {
            clock.Add(Since(dockerEvent, AttributeNames.BlindFrom), dockerEvent.Time.UtcTicks, dockerEvent.Attributes[AttributeNames.BlindSource].Text ?? "");
        }
    }

    private static long Since(DockerEvent dockerEvent, string attribute) =>
        DateTimeOffset.TryParse(
            dockerEvent.Attributes[attribute].Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from)
        && from <= dockerEvent.Time ? from.UtcTicks : dockerEvent.Time.UtcTicks;

    private HostClock ClockOf(string host)
    {
        // Events of one host come in a row.
        if (_lastClock.Clock is { } last && _lastClock.Host == host)
        {
            return last;
        }

        if (!_clocks.TryGetValue(host, out var clock))
        {
            _clocks[host] = clock = new HostClock { TakenFrom = _again.From, IsTakingAgain = _again.IsOn };
        }

        _lastClock = (host, clock);
        return clock;
    }
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Folds events into the windows of the rules and yields the matches that become complete. Works on event time only.</summary>
internal sealed class Correlator
{
    private readonly RuleSet _rules;
    private readonly EngineOptions _options;
    private readonly RuleWindows[] _windows;
    private readonly Dictionary<string, HostClock> _clocks = new(StringComparer.Ordinal);

    public Correlator(RuleSet rules, EngineOptions options)
    {
        _rules = rules;
        _options = options;
        _windows = [.. rules.Rules.Select(r => new RuleWindows(r, options))];
    }

    /// <summary>Matched events and keys that bounded windows had to drop, by rule; only rules that dropped any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Dropped =>
        _windows.Where(w => w.Dropped > 0).Select(w => KeyValuePair.Create(w.Rule.Id, w.Dropped));

    /// <summary>The earliest event time at which something that waits can be decided, by host order.</summary>
    public DateTimeOffset? NextDue => _clocks.Values.Select(c => c.NextDue).Where(d => d is not null).Min();

    /// <summary>Takes one event and adds the matches it completes, also those of waits that its time ends.</summary>
    /// <param name="dockerEvent">The event.</param>
    /// <param name="amended">True if it was taken before with another verdict: where it no longer matches it is forgotten.</param>
    /// <param name="matches">Receives the matches.</param>
    public void Process(DockerEvent dockerEvent, bool amended, List<Match> matches)
    {
        var clock = ClockOf(dockerEvent.Host.Id);
        foreach (var selectionRef in _rules.ForType(dockerEvent.Type))
        {
            Feed(clock, selectionRef, dockerEvent, amended, matches);
        }

        clock.Reach(dockerEvent.Time - _options.Disorder, matches);
    }

    /// <summary>The clocks of the hosts have reached these times.</summary>
    public void Advance(Func<string, DateTimeOffset> reached, List<Match> matches)
    {
        foreach (var (host, clock) in _clocks)
        {
            clock.Reach(reached(host), matches);
        }
    }

    private void Feed(HostClock clock, SelectionRef selectionRef, DockerEvent dockerEvent, bool amended, List<Match> matches)
    {
        var (rule, selection) = (selectionRef.Rule, selectionRef.Selection);
        var windows = _windows[selectionRef.RuleIndex];
        var captures = new Captures();
        if (!selection.Condition.Matches(dockerEvent, captures) || IsExcepted(rule, dockerEvent))
        {
            if (amended)
            {
                windows.Forget(selectionRef.SelectionIndex, dockerEvent);
            }

            return;
        }

        var matched = new MatchedEvent(selection.Name, dockerEvent, captures);
        if (windows.Key.Of(selectionRef.SelectionIndex, matched) is not { } key)
        {
            return;
        }

        var window = windows.Add(key, selectionRef.SelectionIndex, matched);
        if (rule.Correlation.Kind == CorrelationKind.Absent)
        {
            AwaitAbsence(clock, rule, key, window, matched);
            return;
        }

        var unseen = new List<MissingEvidence>();
        var complete = Conjunction.Complete(rule, window, matched, s => IsUnseen(rule, s, dockerEvent, unseen));
        if (complete is null)
        {
            return;
        }

        var match = new Match(rule, key, Context.Around(rule, window, complete), dockerEvent, complete[^1].Event.Time, unseen);
        AddUnseenNeeds(match, unseen);
        if (rule.Correlation.Unless.Count == 0)
        {
            matches.Add(match);
        }
        else
        {
            clock.Await(match.Time + rule.Correlation.Within, () => IsForbidden(match, window) ? null : match);
        }
    }

    private static void AwaitAbsence(HostClock clock, Rule rule, string key, KeyWindow window, MatchedEvent matched)
    {
        if (matched.Selection != rule.Correlation.Steps[0].Selection)
        {
            return;
        }

        var until = matched.Event.Time + rule.Correlation.Within;
        var absent = Conjunction.IndexOf(rule, rule.Correlation.Absent!);
        clock.Await(until, () =>
        {
            var came = window.Of(absent).Any(m => m.Event.Time >= matched.Event.Time && m.Event.Time <= until);
            var unseen = new List<MissingEvidence>();
            var match = new Match(rule, key, Context.Around(rule, window, [matched]), matched.Event, until, unseen);
            AddUnseenNeeds(match, unseen);
            return came || IsForbidden(match, window) ? null : match;
        });
    }

    private static bool IsForbidden(Match match, KeyWindow window)
    {
        var (rule, within) = (match.Rule, match.Rule.Correlation.Within);
        var (from, to) = (match.Events[0].Event.Time - within, match.Events[^1].Event.Time + within);
        return rule.Correlation.Unless.Any(name =>
            window.Of(Conjunction.IndexOf(rule, name)).Any(m => m.Event.Time >= from && m.Event.Time <= to));
    }

    /// <summary>A selection on a needed event type is unknown, not absent, where an event says that the type could not be observed.</summary>
    private static bool IsUnseen(Rule rule, Selection selection, DockerEvent dockerEvent, List<MissingEvidence> unseen)
    {
        if (!rule.Needs.Contains(selection.EventType) || MissingOf(dockerEvent, selection.EventType) is not { } missing)
        {
            return false;
        }

        unseen.Add(missing);
        return true;
    }

    private static void AddUnseenNeeds(Match match, List<MissingEvidence> unseen)
    {
        var matched = match.Events;
        foreach (var need in match.Rule.Needs.Where(n => matched.All(m => m.Event.Type != n) && unseen.All(u => u.What != n)))
        {
            if (matched.Select(m => MissingOf(m.Event, need)).FirstOrDefault(m => m is not null) is { } missing)
            {
                unseen.Add(missing);
            }
        }
    }

    private static MissingEvidence? MissingOf(DockerEvent dockerEvent, string what) =>
        dockerEvent.Missing.Concat(dockerEvent.Exit?.Missing ?? []).FirstOrDefault(m => m.What == what);

    private static bool IsExcepted(Rule rule, DockerEvent dockerEvent) =>
        rule.Exceptions.Any(x => (x.Until is not { } until || dockerEvent.Time < until) && x.Condition.Matches(dockerEvent, new Captures()));

    private HostClock ClockOf(string host)
    {
        if (!_clocks.TryGetValue(host, out var clock))
        {
            _clocks[host] = clock = new HostClock();
        }

        return clock;
    }
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>The windows of one rule by correlation key, and what its condition does in them; bounded, with what was dropped counted.</summary>
internal sealed class RuleWindows
{
    private readonly SightingKit _kit;
    private readonly RulePlan _plan;
    private readonly CorrelationKey _key;
    private readonly Completion _completion;
    private readonly MatchWriter _writer;
    private readonly Episodes _episodes;
    private readonly BoundedWindows _windows;
    private readonly IRuleWitness? _witness;
    private readonly ITopology? _topology;

    // Reused: most looks find nothing missing.
    private readonly List<MissingEvidence> _unseen = [];

    public RuleWindows(Rule rule, EngineOptions options, ITopology? topology, SightingKit kit)
    {
        _kit = kit;
        _plan = new RulePlan(rule, options);
        _key = new CorrelationKey(rule, kit);
        _completion = new Completion(_plan, topology);
        _writer = new MatchWriter(_plan, _completion);
        _episodes = new Episodes(_plan);
        _windows = new BoundedWindows(_plan, options.KeyLimit);
        (_witness, _topology) = (options.Witness, topology);
    }

    /// <summary>The rule.</summary>
    public Rule Rule => _plan.Rule;

    /// <summary>Keys that are kept.</summary>
    public int Keys => _windows.Count;

    /// <summary>Sightings and keys dropped to stay within the bounds.</summary>
    public long Dropped { get; private set; }

    /// <summary>Times that an event did not come while nobody could have seen it, so that nothing was concluded.</summary>
    public long Suspended { get; private set; }

    /// <summary>Goes on with an episode that an engine before this one told; true if nothing that is taken again can change it.</summary>
    /// <param name="key">The correlation key.</param>
    /// <param name="anchor">The episode.</param>
    /// <param name="diagnosis">What was told of it; those of one key come in order of their time.</param>
    /// <param name="clock">The clock by which the key waits.</param>
    public bool Resume(UInt128 key, long anchor, Diagnosis diagnosis, HostClock clock)
    {
        var last = (diagnosis.LastSeen ?? diagnosis.Time).UtcTicks;
        var opened = diagnosis.Time.UtcTicks - _plan.For;
        var episode = Episode.Resumed(anchor, opened, last, diagnosis.Occurrences, diagnosis.Ended?.UtcTicks ?? 0);
        var window = _windows.Get(key, clock);
        (window.Told ??= []).Add(episode);

        // What began but now may turn out to have begun otherwise, and all its events come again; what another wording of the rule told stands.
        var isFinal = opened <= _plan.ConcludedUntil(clock) || diagnosis.RuleVersion != Rule.Version;
        if (isFinal)
        {
            window.FinalAnchor = window.Before?.Anchor ?? window.FinalAnchor;
            window.Before = episode.Copy();
        }

        Dropped += _windows.Touch(last);
        return isFinal;
    }

    /// <summary>Takes an event that a selection matched.</summary>
    /// <param name="selection">The selection, by index among what the rule watches for.</param>
    /// <param name="dockerEvent">The event.</param>
    /// <param name="captures">What the selection's regular expressions caught.</param>
    /// <param name="amended">True if the event was taken before with another verdict.</param>
    /// <param name="clock">The clock by which the key waits.</param>
    /// <param name="steps">Receives what became known.</param>
    public void Take(int selection, DockerEvent dockerEvent, Captures captures, bool amended, HostClock clock, List<MatchStep> steps)
    {
        if (_key.Of(selection, dockerEvent, captures) is not { } key)
        {
            return;
        }

        var sighting = new Sighting(_plan.Sightings[selection], dockerEvent, captures, _kit)
        {
            IsTakenAgain = clock.IsTakingAgain,
            LacksPast = clock.IsTakingAgain && dockerEvent.Time.UtcTicks < _plan.JudgedFrom(clock),
        };
        var window = _windows.Get(key, clock);
        var along = _plan.ComesAlong(selection) ? sighting.Ticks : long.MaxValue;
        var changed = amended ? window.Remove(sighting.Id) : -1;
        if (amended && changed < 0)
        {
            // Its run may have been another.
            Forget(_windows.Holding(sighting.Id, selection), sighting.Id, along, steps);
        }

        var at = window.Insert(sighting);
        if (at < 0)
        {
            return;
        }

        changed = changed < 0 ? at : Math.Min(changed, at);
        if (window.Thin(selection, _plan.Limit))
        {
            Dropped++;
            changed = 0;
        }

        Dropped += _windows.Touch(sighting.Ticks);
        Conclude(window, new Change(changed, along), steps);
    }

    /// <summary>Forgets an event whose verdict was amended, so that this selection does not match it any more.</summary>
    public void Forget(int selection, DockerEvent dockerEvent, List<MatchStep> steps)
    {
        var id = EventKey.Of(dockerEvent.Id);
        var key = _key.Of(selection, dockerEvent, Captures.None);
        var along = _plan.ComesAlong(selection) ? dockerEvent.Time.UtcTicks : long.MaxValue;
        Forget(key is { } one && _windows.Find(one) is { } found ? [found] : _windows.Holding(id, selection), id, along, steps);
    }

    private void Forget(IReadOnlyList<KeyWindow> windows, EventKey id, long along, List<MatchStep> steps)
    {
        foreach (var window in windows)
        {
            if (window.Remove(id) is >= 0 and var at)
            {
                Conclude(window, new Change(at, along), steps);
            }
        }
    }

    /// <summary>Compares what was told with what there is.</summary>
    public void LookAtTold(List<MatchStep> steps)
    {
        foreach (var window in _windows.Told)
        {
            Settle(window, steps);
        }
    }

    /// <summary>Time has gone on: decides what waited for it.</summary>
    public void Settle(KeyWindow window, List<MatchStep> steps)
    {
        window.Due = long.MaxValue;
        Conclude(window, new Change(window.Count), steps);
    }

    private void Conclude(KeyWindow window, Change change, List<MatchStep> steps)
    {
        // Nothing can be complete without a step: most windows hold only what would come along, forbid or end.
        var due = window is { Told: null, Before: null } && !HoldsStep(window) ? long.MaxValue : Decide(window, change, steps);
        _witness?.Look(Rule, window, _topology);
        while (window.Count > 1 && window.Items[0].Ticks < window.Newest - _plan.Keep)
        {
            _episodes.Forget(window);
        }

        if (due < window.Due)
        {
            window.Due = due;
            window.Clock.Await(due, this, window);
        }
    }

    private bool HoldsStep(KeyWindow window)
    {
        foreach (var item in window.Items)
        {
            if (_plan.IsStep(item.Selection))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Decides what is complete, and tells what that makes known; gives when something that waits will be decided.</summary>
    private long Decide(KeyWindow window, Change change, List<MatchStep> steps)
    {
        var changed = change.From;
        var first = _plan.LooksAhead || _plan.Disorder > 0 ? 0 : FirstOfInstant(window, changed);
        var (due, isNews) = (long.MaxValue, first == 0 && changed < window.Count);

        // What a window before an older one held is not all there any more; and nothing that is still to come can change it.
        var oldest = window.Newest - _plan.Keep + Math.Max(_plan.LookBack, _plan.Within);
        for (var i = first; i < window.Count; i++)
        {
            var item = window.Items[i];
            if (item.Ticks < oldest && i != changed)
            {
                continue;
            }

            var (was, decided) = (item.Completes, Evaluate(window, i));
            due = Math.Min(due, decided);
            isNews |= item.Completes || was || _plan.Ends(item.Selection);
        }

        if (isNews || changed == window.Count || window.Told is not null)
        {
            due = Math.Min(due, Tell(window, change, steps));
        }

        return due;
    }

    // In a sequence what is of one instant may be the step before what stands before it.
    private int FirstOfInstant(KeyWindow window, int changed)
    {
        while (_plan.IsSequence && changed > 0 && changed < window.Count && window.Items[changed - 1].Ticks == window.Items[changed].Ticks)
        {
            changed--;
        }

        return changed;
    }

    /// <summary>Decides whether the correlation is complete with a sighting; gives when it will be, if that waits.</summary>
    private long Evaluate(KeyWindow window, int at)
    {
        var item = window.Items[at];
        item.Completes = false;
        _unseen.Clear();
        if (item.LacksPast || _plan.Ends(item.Selection) || _completion.At(window, at, _unseen) is not { } complete || _completion.IsForbidden(window, complete))
        {
            return long.MaxValue;
        }

        var decided = _completion.DecidedAt(item);
        if (_plan.LooksAhead && decided > window.Clock.Now)
        {
            return decided;
        }

        if (_plan.Absent >= 0 && window.Clock.SilentSince < decided)
        {
            window.Clock.Suspend(this, window);
            return long.MaxValue;
        }

        if (_plan.Absent >= 0 && window.Clock.WasBlind(item.Ticks, decided, _plan.Sightings[_plan.Absent].Type))
        {
            Suspended++;
            return long.MaxValue;
        }

        item.Completes = true;
        return long.MaxValue;
    }

    /// <summary>Compares the episodes with what was told of them; gives when the next of them will be decided.</summary>
    private long Tell(KeyWindow window, Change change, List<MatchStep> steps)
    {
        var (now, due) = (window.Clock.Now, long.MaxValue);
        var episodes = _episodes.Of(window);
        Withdraw(window, episodes, steps);
        foreach (var episode in episodes)
        {
            if (_plan.For > 0 && episode.DueAt(_plan) > now)
            {
                due = Math.Min(due, episode.DueAt(_plan));
                continue;
            }

            var told = Find(window.Told, episode.Anchor);
            if (told is null && episode.IsTakenAgain && _plan is { For: > 0, Tells: true } && episode.DueAt(_plan) <= _plan.ConcludedUntil(window.Clock))
            {
                continue;
            }

            if (episode.Teller is { } teller)
            {
                var at = window.Items.IndexOf(teller);
                var isNews = told is null || !told.TellsLike(episode) || at >= change.From || change.Along <= _writer.ComesAlongUntil(teller, episode);
                if (isNews && _writer.Telling(told is null ? MatchStepKind.Opened : MatchStepKind.Again, window, at, episode) is { } step)
                {
                    steps.Add(step);
                }
            }

            Remember(window, episode, told);
            due = Math.Min(due, episode.RetellAt);
            if (episode.EndsAt > now)
            {
                due = Math.Min(due, episode.EndsAt);
            }
            else if (episode is { EndsAt: > 0, Ended: false })
            {
                episode.Ended = true;
                steps.Add(_writer.Step(MatchStepKind.Ended, window, episode, episode.EndsAt));
            }
        }

        return due;
    }

    // Of what an engine before this one told not all that it rests on may be taken again yet.
    private void Withdraw(KeyWindow window, List<Episode> episodes, List<MatchStep> steps)
    {
        for (var i = (window.Told?.Count ?? 0) - 1; i >= 0; i--)
        {
            var told = window.Told![i];
            if (told.Anchor <= window.FinalAnchor)
            {
                window.Told.RemoveAt(i);
            }
            else if (!(told.CountedUntil > 0 && window.Clock.IsTakingAgain) && Find(episodes, told.Anchor) is null)
            {
                window.Told.RemoveAt(i);
                steps.Add(_writer.Step(MatchStepKind.Withdrawn, window, told, told.EndsAt));
            }
        }
    }

    private static Episode? Find(List<Episode>? episodes, long anchor)
    {
        foreach (var episode in episodes ?? [])
        {
            if (episode.Anchor == anchor)
            {
                return episode;
            }
        }

        return null;
    }

    private static void Remember(KeyWindow window, Episode episode, Episode? told)
    {
        window.Told ??= new List<Episode>(1);
        if (told is null)
        {
            window.Told.Add(episode);
        }
        else
        {
            episode.Ended = told.Ended;
            window.Told[window.Told.IndexOf(told)] = episode;
        }
    }
}

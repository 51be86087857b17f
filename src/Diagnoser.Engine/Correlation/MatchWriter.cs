using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>Writes down what an episode tells: the events that complete its rule's correlation, those that come along, and what could not be seen.</summary>
internal sealed class MatchWriter(RulePlan plan, Completion completion)
{
    /// <summary>The step that tells an episode by its match.</summary>
    /// <param name="kind">Whether it is told for the first time.</param>
    /// <param name="window">The sightings of its key.</param>
    /// <param name="at">Place of the sighting that completes the match.</param>
    /// <param name="episode">The episode.</param>
    /// <returns>
    /// Null if one that is older than what is looked at again rested on an event that is forgotten now: what was told of it stands.
    /// </returns>
    public MatchStep? Telling(MatchStepKind kind, KeyWindow window, int at, Episode episode)
    {
        var unseen = new List<MissingEvidence>();
        if (completion.At(window, at, unseen) is not { } complete)
        {
            return null;
        }

        if (plan.Context.Length > 0)
        {
            AddContext(window, complete, ComesAlongUntil(window.Items[at], episode));
        }

        return Step(kind, window, episode, episode.DueAt(plan)) with
        {
            LastSeen = TimeAt(episode.Retold),
            Ties = Tie.Of(complete),
            Match = plan.Rule.Diagnosis is null ? null : MatchOf(window, complete, at, episode, unseen),
        };
    }

    /// <summary>A step of an episode without a match.</summary>
    public MatchStep Step(MatchStepKind kind, KeyWindow window, Episode episode, long time) =>
        new(kind, plan.Rule, window.Key, episode.Anchor, TimeAt(time));

    /// <summary>
    /// Up to when an event comes along with a match, in ticks: until it is told, and a little longer, since what belongs to one moment is
    /// not always stamped with it. A time of the events' own, so that it does not depend on which of them came first.
    /// </summary>
    public long ComesAlongUntil(Sighting last, Episode episode) =>
        Math.Max(Math.Max(completion.DecidedAt(last), episode.DueAt(plan)), last.Ticks + Math.Min(plan.Along, plan.Within));

    private void AddContext(KeyWindow window, List<Sighting> complete, long until)
    {
        var from = complete[0].Ticks - plan.Within;
        foreach (var item in window.Items)
        {
            if (item.Ticks >= from && item.Ticks <= until && plan.ComesAlong(item.Selection))
            {
                complete.Add(item);
            }
        }

        complete.Sort(Sighting.Order);
    }

    private Match MatchOf(KeyWindow window, List<Sighting> complete, int at, Episode episode, List<MissingEvidence> unseen)
    {
        var events = complete.ConvertAll(s => s.ToMatched(plan.Rule, plan.Sightings[s.Selection]));
        AddUnseenNeeds(events, unseen);
        var completedBy = window.Items[at].Id.ToString();
        return new Match(plan.Rule, window.Key, events, events.Find(e => e.Event.Id == completedBy)!.Event, TimeAt(episode.DueAt(plan)), unseen)
        {
            Occurrences = episode.ToldOccurrences,
            LastSeen = TimeAt(episode.Retold),
        };
    }

    private void AddUnseenNeeds(List<MatchedEvent> matched, List<MissingEvidence> unseen)
    {
        foreach (var need in plan.Rule.Needs.Where(n => matched.All(m => m.Event.Type != n) && unseen.All(u => u.What != n)))
        {
            var missing = matched.SelectMany(m => m.Event.Missing.Concat(m.Event.Exit?.Missing ?? [])).FirstOrDefault(m => m.What == need);
            if (missing is not null)
            {
                unseen.Add(missing);
            }
        }
    }

    private static DateTimeOffset TimeAt(long ticks) => new(ticks, TimeSpan.Zero);
}

namespace Diagnoser.Engine.Correlation;

/// <summary>Reads the episodes off the sightings of a key. A function of the sightings alone: in whatever order they came, the episodes are the same.</summary>
internal sealed class Episodes(RulePlan plan)
{
    /// <summary>The episodes that the kept sightings belong to, oldest first; the first may have begun before them.</summary>
    public List<Episode> Of(KeyWindow window)
    {
        var episodes = new List<Episode>(1);
        var current = window.Before?.Copy();
        if (current?.Earlier is { } earlier)
        {
            episodes.Add(earlier);
        }

        if (current is not null)
        {
            episodes.Add(current);
        }

        foreach (var sighting in window.Items)
        {
            var (last, before) = (current, current?.Earlier);
            current = Step(window, last, sighting);
            if (last is not null && current != last && current == before)
            {
                _ = episodes.Remove(last);
            }
            else if (current is not null && current != last)
            {
                episodes.Add(current);
            }
        }

        return episodes;
    }

    /// <summary>Lets the oldest sighting go: what follows from it is kept in <see cref="KeyWindow.Before"/>.</summary>
    public void Forget(KeyWindow window)
    {
        var (before, earlier) = (window.Before, window.Before?.Earlier);
        window.Before = Step(window, before, window.Items[0]);
        window.Before?.LetGo();
        if (window.Before is { } now && now != before && now != earlier && (now.Earlier == before ? earlier : before) is { } final)
        {
            window.FinalAnchor = final.Anchor;
        }

        window.RemoveAt(0);
    }

    /// <summary>
    /// The episode after a sighting; null if none goes on. One that ended without being told has not been: the one before it goes on, and ends.
    /// </summary>
    private Episode? Step(KeyWindow window, Episode? episode, Sighting sighting)
    {
        if (plan.Ends(sighting.Selection))
        {
            return End(episode, sighting);
        }

        if (!sighting.Completes)
        {
            return episode;
        }

        var time = plan.TimeOf(sighting);
        if (episode is null ? IsConcluded(window, sighting) : time <= episode.CountedUntil)
        {
            return episode;
        }

        var isOver = episode is not null && ((episode.EndsAt > 0 && episode.EndsAt <= time) || time - episode.Last > plan.KeepOpen);

        // Another one would have been told before the stop: so the matches between are not here any more. One that had to hold may not have held.
        isOver = isOver && (plan.For > 0 || episode!.CountedUntil == 0 || !IsConcluded(window, sighting));
        if (episode?.EndsAt > time)
        {
            // A match came before it was over.
            episode.ComeAgain();
        }

        if (isOver)
        {
            episode!.Stand();
        }

        var next = episode is null || isOver ? new Episode(sighting, episode, plan) : episode;
        next.Add(sighting, time, plan, window.Clock.Now);
        return next;
    }

    // The engine before this one told it, and it is over; or it saw what this one did not, and did not tell it. What a rule that only hides
    // others concluded is kept nowhere: it concludes it again.
    private bool IsConcluded(KeyWindow window, Sighting sighting) =>
        plan.Tells && sighting.IsTakenAgain
        && sighting.Ticks + (plan.LooksAhead ? plan.Within : 0) + plan.For <= plan.ConcludedUntil(window.Clock);

    private Episode? End(Episode? episode, Sighting sighting)
    {
        // One that was told with a later match went on.
        if (episode is null || sighting.Ticks < episode.Opened || sighting.Ticks < episode.CountedUntil)
        {
            return episode;
        }

        if (sighting.Ticks < episode.DueAt(plan))
        {
            // An episode that was told already had held long enough.
            return episode.CountedUntil > 0 ? episode : End(episode.Earlier, sighting);
        }

        if (sighting.Selection == plan.Recover)
        {
            episode.End(sighting.Ticks + plan.Rule.Recover!.For.Ticks);
        }
        else if (plan.Recover < 0)
        {
            episode.End(sighting.Ticks);
        }

        return episode;
    }
}

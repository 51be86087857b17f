namespace Diagnoser.Engine.Correlation;

/// <summary>
/// A time in which a rule's condition held for one key: matches that follow each other closely are one episode, and so one diagnosis.
/// Times are UTC ticks.
/// </summary>
internal sealed class Episode
{
    // Coarse, so that an event which arrives late and makes an episode begin a little earlier does not make it another one.
    private const long AnchorTicks = 10 * TimeSpan.TicksPerSecond;

    /// <summary>While an episode goes on it is told again at most this often.</summary>
    public const long RetellTicks = TimeSpan.TicksPerMinute;

    /// <summary>An episode that begins with this match.</summary>
    /// <param name="first">The sighting that completes it.</param>
    /// <param name="before">The episode before, if any.</param>
    /// <param name="plan">The rule.</param>
    public Episode(Sighting first, Episode? before, RulePlan plan)
    {
        var time = plan.TimeOf(first);
        Anchor = Math.Max(time / AnchorTicks, (before?.Anchor ?? -1) + 1);
        (Opened, Last, Retold) = (time, time, time);
        IsTakenAgain = first.IsTakenAgain;
        Earlier = plan.For > 0 ? before : null;
    }

    private Episode(Episode other) =>
        (Anchor, Opened, Last, Retold, Occurrences, ToldOccurrences, EndsAt, Ended, CountedUntil) =
        (other.Anchor, other.Opened, other.Last, other.Retold, other.Occurrences, other.ToldOccurrences, other.EndsAt, other.Ended, other.CountedUntil);

    private Episode(Episode other, Episode? earlier)
        : this(other) => (IsTakenAgain, Earlier) = (other.IsTakenAgain, earlier);

    private Episode(long anchor, long opened, long last, int occurrences, long ended) =>
        (Anchor, Opened, Last, Retold, Occurrences, ToldOccurrences, CountedUntil, EndsAt, Ended) =
        (anchor, opened, last, last, occurrences, occurrences, last, ended, ended > 0);

    /// <summary>Matches up to this time are counted already, since an engine before this one saw them; zero if this one saw all.</summary>
    public long CountedUntil { get; }

    /// <summary>An episode that an engine before this one told.</summary>
    public static Episode Resumed(long anchor, long opened, long last, int occurrences, long ended) => new(anchor, opened, last, occurrences, ended);

    /// <summary>What tells it from the other episodes of its rule and key.</summary>
    public long Anchor { get; }

    /// <summary>True if an engine before this one saw it begin.</summary>
    public bool IsTakenAgain { get; }

    /// <summary>The one before it, which goes on if this one ends before it has held long enough: then this one never was.</summary>
    public Episode? Earlier { get; private set; }

    /// <summary>When its first match was complete.</summary>
    public long Opened { get; }

    /// <summary>When its last match was complete.</summary>
    public long Last { get; private set; }

    /// <summary>The match that is told of it: the first, or a later one since it goes on.</summary>
    public long Retold { get; private set; }

    /// <summary>Number of matches.</summary>
    public int Occurrences { get; private set; }

    /// <summary>Number of matches as of the one that is told.</summary>
    public int ToldOccurrences { get; private set; }

    /// <summary>When it will be over, if no match comes before; zero if nothing has ended it.</summary>
    public long EndsAt { get; private set; }

    /// <summary>True once it was told that it is over.</summary>
    public bool Ended { get; set; }

    /// <summary>The sighting that completes the match which is told; null once it is not kept any more.</summary>
    public Sighting? Teller { get; private set; }

    /// <summary>When it may first be told.</summary>
    public long DueAt(RulePlan plan) => Opened + plan.For;

    /// <summary>When it is to be told anew; the largest number if nothing new is known of it.</summary>
    public long RetellAt => Last - Retold >= RetellTicks ? Last : long.MaxValue;

    /// <summary>The same at this moment.</summary>
    public Episode Copy() => new(this, Earlier?.Copy());

    /// <summary>Another match of it.</summary>
    /// <param name="sighting">The sighting that completes it.</param>
    /// <param name="time">When it was complete.</param>
    /// <param name="plan">The rule.</param>
    /// <param name="now">What is later than this may yet be preceded by what arrives late, so that it is not told as a repetition.</param>
    public void Add(Sighting sighting, long time, RulePlan plan, long now)
    {
        Occurrences += sighting.Weight;
        Last = time;

        // Before it is told the newest match is the one to tell; afterwards one a minute.
        if (time <= DueAt(plan) || (time - Retold >= RetellTicks && time <= now))
        {
            (Retold, ToldOccurrences, Teller) = (time, Occurrences, sighting);
        }
    }

    /// <summary>A match came before it was over.</summary>
    public void ComeAgain() => EndsAt = 0;

    /// <summary>The sighting that tells it is not kept any more.</summary>
    public void LetGo() => Teller = null;

    /// <summary>It has held long enough to be told: the one before it cannot go on any more.</summary>
    public void Stand() => Earlier = null;

    /// <summary>Something ended it, at this time unless a match comes before.</summary>
    public void End(long time) => EndsAt = EndsAt == 0 ? time : EndsAt;

    /// <summary>True if both tell the same.</summary>
    public bool TellsLike(Episode other) => (Opened, Retold, ToldOccurrences) == (other.Opened, other.Retold, other.ToldOccurrences);
}

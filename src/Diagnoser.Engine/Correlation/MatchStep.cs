namespace Diagnoser.Engine.Correlation;

/// <summary>What became of an episode of a rule.</summary>
internal enum MatchStepKind
{
    /// <summary>It began.</summary>
    Opened,

    /// <summary>It goes on, or what arrived late changes what is to be told of it.</summary>
    Again,

    /// <summary>What arrived late shows that it never was.</summary>
    Withdrawn,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>Something that became known about a rule's condition for one key.</summary>
/// <param name="Kind">What.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Key">The correlation key.</param>
/// <param name="Anchor">The episode.</param>
/// <param name="Time">From when it is told, or when it ended.</param>
internal sealed record MatchStep(MatchStepKind Kind, Rules.Rule Rule, UInt128 Key, long Anchor, DateTimeOffset Time)
{
    /// <summary>Which one it is.</summary>
    public EpisodeId Episode => new(Rule.Id, Key, Anchor);

    /// <summary>Event time of its newest match.</summary>
    public DateTimeOffset LastSeen { get; init; } = Time;

    /// <summary>What it may have in common with others: the runs of its containers and its events.</summary>
    public Tie[] Ties { get; init; } = [];

    /// <summary>The match that tells it; null for one that is withdrawn or over, and where the rule only suppresses others.</summary>
    public Match? Match { get; init; }
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>An event that a selection matched, with what its regular expressions caught.</summary>
internal sealed record MatchedEvent(string Selection, DockerEvent Event, Captures Captures)
{
    /// <summary>How many events it stands for: those beside it that a full window had to drop, and itself.</summary>
    public int Weight { get; init; } = 1;
}

/// <summary>A rule whose correlation is complete for one key.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Key">The correlation key, host included; a hash.</param>
/// <param name="Events">The matched events in time order.</param>
/// <param name="CompletedBy">The event that completed it; for <c>absent</c> the event after which was waited.</param>
/// <param name="Time">Event time from which the condition is told: of the first match, and later by what it must hold.</param>
/// <param name="Unseen">Event types the rule needs and that could not be observed; not empty makes it inconclusive.</param>
internal sealed record Match(
    Rule Rule,
    UInt128 Key,
    IReadOnlyList<MatchedEvent> Events,
    DockerEvent CompletedBy,
    DateTimeOffset Time,
    IReadOnlyList<MissingEvidence> Unseen)
{
    /// <summary>Number of matches since the condition began to hold.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>Event time of the newest of them.</summary>
    public DateTimeOffset LastSeen { get; init; } = Time;

    /// <summary>The event that the diagnosis is about: the last one about a container, of those that completed the match if it is one.</summary>
    public MatchedEvent Subject =>
        Events.LastOrDefault(m => m.Event.Id == CompletedBy.Id && m.Event.Subject.Kind == Contracts.Subject.Container)
        ?? Events.LastOrDefault(m => m.Event.Subject.Kind == Contracts.Subject.Container)
        ?? Events[^1];

    /// <summary>The events of one selection, in time order.</summary>
    public IEnumerable<MatchedEvent> Of(string selection) => Events.Where(m => m.Selection == selection);
}

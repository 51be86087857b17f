namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>What a selection made of one event.</summary>
/// <param name="Event">The event's id.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Host">The host's name.</param>
/// <param name="Subject">The name of what it is about.</param>
/// <param name="Matched">True if the selection matched it.</param>
/// <param name="Alternatives">What <c>where</c> asks, predicate by predicate; one alternative if it has no list of them.</param>
/// <param name="Nearest">Index of the alternative that came nearest.</param>
public sealed record EventExplanation(
    string Event,
    DateTimeOffset Time,
    string Host,
    string Subject,
    bool Matched,
    IReadOnlyList<AlternativeExplanation> Alternatives,
    int Nearest)
{
    /// <summary>What became of <c>when</c>; null if there is none.</summary>
    public WhenExplanation? When { get; init; }

    /// <summary>The exception that keeps the rule silent about it; null if none does.</summary>
    public string? ExceptedBy { get; init; }

    /// <summary>The values of the rule's key in it; empty if it was not matched or the rule has none.</summary>
    public IReadOnlyList<NamedValue> Key { get; init; } = [];

    /// <summary>The part of the key that it lacks, so that it can come together with nothing; null if it lacks none.</summary>
    public string? KeyLacks { get; init; }

    /// <summary>How many predicates of the nearest alternative and <c>when</c> did not hold.</summary>
    public int Refusals => Alternatives[Nearest].Refusals + (When is { Holds: false } ? 1 : 0);
}

/// <summary>Predicates that must all hold.</summary>
/// <param name="Predicates">They; none where <c>where</c> asks nothing.</param>
public sealed record AlternativeExplanation(IReadOnlyList<PredicateExplanation> Predicates)
{
    /// <summary>How many do not hold.</summary>
    public int Refusals => Predicates.Count(p => !p.Holds);
}

/// <summary>One predicate and the value it saw.</summary>
/// <param name="Text">The predicate as written.</param>
/// <param name="Holds">True if the event satisfies it.</param>
/// <param name="Seen">The field's value, made visible and cut; why there is none if there is none.</param>
/// <param name="IsAbsent">True if the event lacks the field.</param>
public sealed record PredicateExplanation(string Text, bool Holds, string Seen, bool IsAbsent);

/// <summary>The <c>when</c> of a selection for one event.</summary>
/// <param name="Source">The expression as written.</param>
/// <param name="Holds">True if it is true.</param>
/// <param name="Value">Its value; why there is none if there is none.</param>
/// <param name="Names">The values of the names in it.</param>
public sealed record WhenExplanation(string Source, bool Holds, string Value, IReadOnlyList<NamedValue> Names);

/// <summary>A name and its value, made visible and cut.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; why there is none if there is none.</param>
/// <param name="IsAbsent">True if there is none.</param>
public sealed record NamedValue(string Name, string Value, bool IsAbsent = false);

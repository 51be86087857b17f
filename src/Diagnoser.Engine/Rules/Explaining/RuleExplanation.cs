using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Why a rule did what it did with some events.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Selections">What each of its selections made of the events of its type.</param>
/// <param name="Keys">How the matched events came together, by the rule's key; those that came farthest first.</param>
/// <param name="Outcomes">What the rule said; empty if it said nothing.</param>
public sealed record RuleExplanation(
    Rule Rule,
    IReadOnlyList<SelectionExplanation> Selections,
    IReadOnlyList<KeyExplanation> Keys,
    IReadOnlyList<OutcomeExplanation> Outcomes)
{
    /// <summary>Number of events that went through the engine.</summary>
    public long Events { get; init; }

    /// <summary>Keys that are not listed since there are too many.</summary>
    public int KeysLeftOut { get; init; }

    /// <summary>What else has to be known: windows that were full, defects.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What a selection is for.</summary>
public enum SelectionRole
{
    /// <summary>It is counted or awaited.</summary>
    Step,

    /// <summary>It must not come after another.</summary>
    Absent,

    /// <summary>It forbids a match.</summary>
    Unless,

    /// <summary>It decides nothing, but comes along as evidence.</summary>
    Context,

    /// <summary>It ends the condition.</summary>
    Recover,
}

/// <summary>What one selection made of the events.</summary>
/// <param name="Name">Its alias.</param>
/// <param name="EventType">The event type.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Came">How many events of its type came.</param>
/// <param name="Matched">How many it matched.</param>
public sealed record SelectionExplanation(string Name, string EventType, SelectionRole Role, int Came, int Matched)
{
    /// <summary>How many of the matched an exception keeps the rule silent about.</summary>
    public int Excepted { get; init; }

    /// <summary>How many of the matched lack a part of the rule's key.</summary>
    public int Keyless { get; init; }

    /// <summary>Some that it matched, the newest.</summary>
    public IReadOnlyList<EventExplanation> Matches { get; init; } = [];

    /// <summary>Some that it did not match, those that came nearest first.</summary>
    public IReadOnlyList<EventExplanation> Refusals { get; init; } = [];
}

/// <summary>How the events of one key came together.</summary>
/// <param name="Values">The key; empty if the rule has none.</param>
/// <param name="Host">The host's name; null for a rule that sees the fleet.</param>
/// <param name="Completions">When the correlation was complete.</param>
public sealed record KeyExplanation(IReadOnlyList<NamedValue> Values, string? Host, IReadOnlyList<DateTimeOffset> Completions)
{
    /// <summary>How far the attempt came that came farthest; null if the correlation was complete each time.</summary>
    public AttemptExplanation? Attempt { get; init; }

    /// <summary>What the rule's <c>for</c> made of it.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];
}

/// <summary>What kept a correlation from being complete.</summary>
public enum AttemptOutcome
{
    /// <summary>Something did not come.</summary>
    Lacking,

    /// <summary>A relation of the topology does not hold, or holds and forbids.</summary>
    Unrelated,

    /// <summary>Something that forbids it was seen.</summary>
    Forbidden,

    /// <summary>Something that forbids it could still come.</summary>
    Waiting,

    /// <summary>The collector was silent or blind: what did not come is unknown, not absent.</summary>
    Suspended,
}

/// <summary>How far a correlation came with one event.</summary>
/// <param name="Outcome">What kept it from being complete.</param>
/// <param name="Selection">The selection that matched the event from which it looks back.</param>
/// <param name="Time">When that event happened.</param>
/// <param name="Reasons">What was there, what was lacking, what forbade it, in words.</param>
public sealed record AttemptExplanation(AttemptOutcome Outcome, string Selection, DateTimeOffset Time, IReadOnlyList<string> Reasons)
{
    /// <summary>How much of what is wanted was there, 0 to 1.</summary>
    public double Progress { get; init; }
}

/// <summary>A diagnosis of the rule, and what became of it.</summary>
/// <param name="Diagnosis">The last word on it.</param>
/// <param name="Shown">True if it is shown.</param>
/// <param name="Text">What hides it and why, or that it is shown.</param>
public sealed record OutcomeExplanation(Diagnosis Diagnosis, bool Shown, string Text);

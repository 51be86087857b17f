namespace Diagnoser.Engine.Rules;

/// <summary>How selections must come together.</summary>
public enum CorrelationKind
{
    /// <summary>One event of any of the selections.</summary>
    Any,

    /// <summary>One event of each selection within the window, in any order.</summary>
    All,

    /// <summary>The steps in order of event time within the window.</summary>
    Sequence,

    /// <summary>A number of events of one selection within the window.</summary>
    Count,

    /// <summary>No event of one selection within the window after an event of another.</summary>
    Absent,
}

/// <summary>The <c>correlate</c> block.</summary>
public sealed record Correlation
{
    /// <summary>Which of the five forms.</summary>
    public required CorrelationKind Kind { get; init; }

    /// <summary>
    /// What events must share. An entry gives the field of each selection by its alias; a field may also be
    /// <c>captures.NAME</c>. Empty: all events of one host.
    /// </summary>
    public IReadOnlyList<KeyPart> By { get; init; } = [];

    /// <summary>The window; for <c>absent</c> how long to wait. Default 1 minute.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The steps: for <c>any</c> and <c>all</c> the selections, for <c>sequence</c> in order, for <c>count</c> one step.
    /// For <c>absent</c> one step, the event after which is waited.
    /// </summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>For <c>absent</c>: the selection that must not come.</summary>
    public string? Absent { get; init; }

    /// <summary>Selections that forbid the match if they are seen within ± the window of it.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];

    /// <summary>Relations of the topology that the matched events must have.</summary>
    public IReadOnlyList<RelationSpec> Relate { get; init; } = [];

    /// <summary>Relations of the topology that forbid the match.</summary>
    public IReadOnlyList<RelationSpec> UnlessRelated { get; init; } = [];

    /// <summary>How far the clocks of the hosts may be apart: events of a sequence may seem to come in the wrong order by as much.</summary>
    public TimeSpan Disorder { get; init; }

    /// <summary>How far before an event there may lie what decides whether the correlation is complete with it.</summary>
    public TimeSpan LookBack =>
        (Kind is CorrelationKind.Any or CorrelationKind.Absent ? TimeSpan.Zero : Within + Disorder)
        + (Unless.Count + UnlessRelated.Count > 0 ? Within : TimeSpan.Zero);

    /// <summary>How long an event matters: one that arrives late may look back, and one that is waited for may lie ahead, by a window.</summary>
    public TimeSpan Reach => Within + Disorder + (LookBack > Within ? LookBack : Within);
}

/// <summary>A relation between a matched event and another, or a name.</summary>
/// <param name="From">Alias of the selection that has the relation.</param>
/// <param name="Relation">The relation, such as <c>depends_on</c>.</param>
/// <param name="To">Alias of the other selection; null if it is to a name.</param>
/// <param name="Name">The name it is to; null if it is to a selection.</param>
public sealed record RelationSpec(string From, string Relation, string? To, Template? Name);

/// <summary>One step of a correlation.</summary>
/// <param name="Selection">The selection's alias.</param>
/// <param name="AtLeast">How many events it takes.</param>
/// <param name="Distinct">The field of which so many different values are needed; null if events are counted.</param>
public sealed record Step(string Selection, int AtLeast = 1, string? Distinct = null);

/// <summary>One part of the correlation key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">The field of each selection, by the selection's alias.</param>
public sealed record KeyPart(string Name, IReadOnlyDictionary<string, string> Fields);

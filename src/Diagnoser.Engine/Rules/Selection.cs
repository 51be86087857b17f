using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Conditions;

namespace Diagnoser.Engine.Rules;

/// <summary>A named selection of events: one event type and a condition.</summary>
/// <param name="Name">Its alias in the rule.</param>
/// <param name="EventType">The event type; the index.</param>
/// <param name="Condition">The compiled <c>where</c> and <c>when</c>.</param>
public sealed record Selection(string Name, string EventType, EventCondition Condition)
{
    /// <summary>The fields of its events that the rule reads, without alias; what else an event carries need not be kept for it.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What <c>where</c> asks: every predicate of any of these lists. One empty list if it asks nothing.</summary>
    public IReadOnlyList<IReadOnlyList<Predicate>> Alternatives { get; init; } = [[]];

    /// <summary>Where it stands.</summary>
    public Mark Mark { get; init; }

    /// <summary>The expression that must hold besides; null if there is none.</summary>
    public WhenClause? When { get; init; }
}

/// <summary>One line of a <c>where</c>: what is asked of a field.</summary>
/// <param name="Key">The key as written, such as <c>container.exit_code|not</c>.</param>
/// <param name="Field">The field.</param>
/// <param name="Comparison">The comparison, such as <c>gte</c> or <c>contains</c>; empty for equality.</param>
/// <param name="Mark">Where it stands in the file.</param>
/// <param name="Condition">It, compiled: true if the event satisfies it.</param>
public sealed record Predicate(string Key, EventField Field, string Comparison, Mark Mark, EventCondition Condition)
{
    /// <summary>True if it is negated.</summary>
    public bool Not { get; init; }

    /// <summary>True if every operand must hold, not any of them.</summary>
    public bool All { get; init; }

    /// <summary>True if upper and lower case are the same.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>True if the operand names another field.</summary>
    public bool IsOfField { get; init; }

    /// <summary>The operands as written.</summary>
    public IReadOnlyList<string> Operands { get; init; } = [];

    /// <summary>The operands of an equality or an order in the field's base unit; empty for other comparisons.</summary>
    public IReadOnlyList<Value> Values { get; init; } = [];

    /// <summary><c>key: operands</c>.</summary>
    public override string ToString() => $"{Key}: {(Operands.Count == 1 ? Operands[0] : $"[{string.Join(", ", Operands)}]")}";
}

/// <summary>The <c>when</c> of a selection.</summary>
/// <param name="Source">The expression as written.</param>
/// <param name="Mark">Where it stands in the file.</param>
/// <param name="Condition">It, compiled.</param>
public sealed record WhenClause(string Source, Mark Mark, EventCondition Condition);

/// <summary>A compiled condition on one event.</summary>
public abstract class EventCondition
{
    /// <summary>True if the event satisfies it. Named groups of its regular expressions go into <paramref name="captures"/>.</summary>
    public bool Matches(DockerEvent dockerEvent, Captures captures) => Holds(new EventView(dockerEvent, captures));

    /// <summary>True if the event that is looked at satisfies it; allocates nothing if it does not.</summary>
    internal abstract bool Holds(EventView view);

    /// <summary>What is left to ask where these parts are known to hold.</summary>
    internal virtual EventCondition Without(IReadOnlyCollection<EventCondition> known) => known.Contains(this) ? new AlwaysCondition() : this;
}

/// <summary>Named groups that regular expressions of a selection caught in one event. Attacker-controlled text.</summary>
public sealed class Captures
{
    private Dictionary<string, string>? _values;

    /// <summary>What was caught where nothing was; nobody may write into it.</summary>
    internal static readonly Captures None = new();

    /// <summary>True if nothing was caught.</summary>
    public bool IsEmpty => _values is null || _values.Count == 0;

    /// <summary>The captured text, or null.</summary>
    public string? this[string name]
    {
        get => _values?.GetValueOrDefault(name);
        set
        {
            if (value is not null)
            {
                (_values ??= new Dictionary<string, string>(StringComparer.Ordinal))[name] = value;
            }
        }
    }

    /// <summary>Forgets everything, so that it can be used again.</summary>
    internal void Clear() => _values?.Clear();
}

/// <summary>Events for which a rule stays silent.</summary>
/// <param name="Name">Why.</param>
/// <param name="Condition">The compiled <c>where</c>; evaluated on each event that a selection matched.</param>
/// <param name="Until">Event time from which it no longer holds.</param>
public sealed record RuleException(string Name, EventCondition Condition, DateTimeOffset? Until)
{
    /// <summary>What its <c>where</c> asks: every predicate of any of these lists.</summary>
    public IReadOnlyList<IReadOnlyList<Predicate>> Alternatives { get; init; } = [];

    /// <summary>Who wants it.</summary>
    public string? By { get; init; }
}

using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules;

/// <summary>A named selection of events: one event type and a condition.</summary>
/// <param name="Name">Its alias in the rule.</param>
/// <param name="EventType">The event type; the index.</param>
/// <param name="Condition">The compiled <c>where</c> and <c>when</c>.</param>
public sealed record Selection(string Name, string EventType, EventCondition Condition)
{
    /// <summary>The fields of its events that the rule reads, without alias; what else an event carries need not be kept for it.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}

/// <summary>A compiled condition on one event.</summary>
public abstract class EventCondition
{
    /// <summary>True if the event satisfies it. Named groups of its regular expressions go into <paramref name="captures"/>.</summary>
    public abstract bool Matches(DockerEvent dockerEvent, Captures captures);
}

/// <summary>Named groups that regular expressions of a selection caught in one event. Attacker-controlled text.</summary>
public sealed class Captures
{
    private Dictionary<string, string>? _values;

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
}

/// <summary>Events for which a rule stays silent.</summary>
/// <param name="Name">Why.</param>
/// <param name="Condition">The compiled <c>where</c>; evaluated on each event that a selection matched.</param>
/// <param name="Until">Event time from which it no longer holds.</param>
public sealed record RuleException(string Name, EventCondition Condition, DateTimeOffset? Until);

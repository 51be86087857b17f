using System.Collections.Frozen;

namespace Diagnoser.Engine.Events;

/// <summary>An event type and its fields.</summary>
public sealed class EventSchema
{
    private readonly FrozenDictionary<string, EventField> _byName;
    private readonly IReadOnlyList<EventField> _families;

    internal EventSchema(string name, string meaning, string source, params IEnumerable<EventField> fields)
    {
        Name = name;
        Meaning = meaning;
        Source = source;
        Fields = [.. fields.OrderBy(f => f.Name, StringComparer.Ordinal)];
        _byName = Fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
        _families = [.. Fields.Where(f => f.IsFamily)];
    }

    /// <summary>The event type, such as <c>container.die</c>.</summary>
    public string Name { get; }

    /// <summary>What happened.</summary>
    public string Meaning { get; }

    /// <summary>What it is read from, such as <c>docker events</c> or <c>kernel log</c>.</summary>
    public string Source { get; }

    /// <summary>True if some source of this version makes such events; else only other publishers can.</summary>
    public bool IsMade { get; init; } = true;

    /// <summary>Its fields in order of their names.</summary>
    public IReadOnlyList<EventField> Fields { get; }

    /// <summary>The field by this name, with the full name for a member of a family; null if there is none.</summary>
    public EventField? Find(string name)
    {
        if (_byName.TryGetValue(name, out var field) && !field.IsFamily)
        {
            return field;
        }

        var family = _families.FirstOrDefault(f => name.Length > f.Name.Length && name.StartsWith(f.Name, StringComparison.Ordinal));
        return family is null ? null : family with { Name = name };
    }
}

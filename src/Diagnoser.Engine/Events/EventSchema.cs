using System.Collections.Frozen;

namespace Diagnoser.Engine.Events;

/// <summary>An event type and its fields.</summary>
public sealed class EventSchema
{
    private readonly FrozenDictionary<string, EventField> _byName;
    private readonly IReadOnlyList<EventField> _families;

    internal EventSchema(string name, string meaning, params IEnumerable<EventField> fields)
    {
        Name = name;
        Meaning = meaning;
        Fields = [.. fields.OrderBy(f => f.Name, StringComparer.Ordinal)];
        _byName = Fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
        _families = [.. Fields.Where(f => f.IsFamily)];
    }

    /// <summary>The event type, such as <c>container.die</c>.</summary>
    public string Name { get; }

    /// <summary>What happened.</summary>
    public string Meaning { get; }

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

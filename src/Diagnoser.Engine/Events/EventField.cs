using System.Collections.Concurrent;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Events;

/// <summary>A field of an event as rules name it.</summary>
/// <param name="Name">Its name; for an open family such as <c>container.label.</c> the prefix, with the dot.</param>
/// <param name="Type">Its type.</param>
/// <param name="Meaning">What it says, in a few words.</param>
public sealed record EventField(string Name, FieldType Type, string Meaning)
{
    /// <summary>The values it can have; empty if they are not a closed set.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>True if some source of this version fills it.</summary>
    public bool IsMade { get; init; } = true;

    /// <summary>True if it can be less than 0: what has no unit, and the amounts of which that is said.</summary>
    public bool MayBeNegative { get; init; } = Type is FieldType.Integer or FieldType.Number;

    /// <summary>True if any name that begins with <see cref="Name"/> belongs to it.</summary>
    public bool IsFamily => Name.EndsWith('.');

    /// <summary>Its unit; empty if it has none.</summary>
    public string Unit => Type switch
    {
        FieldType.Bytes => "bytes",
        FieldType.Duration => "seconds",
        FieldType.Ratio => "ratio of 1",
        FieldType.Time => "RFC 3339",
        _ => "",
    };

    /// <summary>Gives the function that reads this field, one for all who read it; resolve it once, at load.</summary>
    public static FieldReader Reader(string name) => Readers.GetOrAdd(name, FieldReaders.For);

    /// <summary>Reads one field of one event, for places that are not on the path of every event.</summary>
    public static Value Read(DockerEvent dockerEvent, string name, Captures? captures = null) => Reader(name)(dockerEvent, captures ?? Captures.None);

    // The names come from rules: there are as many as their authors wrote.
    private static readonly ConcurrentDictionary<string, FieldReader> Readers = new(StringComparer.Ordinal);
}

/// <summary>Reads one field of an event; a missing value if the event lacks it.</summary>
/// <param name="dockerEvent">The event.</param>
/// <param name="captures">What the selection's regular expressions caught in it.</param>
public delegate Value FieldReader(DockerEvent dockerEvent, Captures captures);

using System.Collections.Concurrent;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules;

/// <summary>
/// A field that conditions read, bound to its reader once. All that read one field share it: what a thousand rules ask must fit the processor's
/// caches.
/// </summary>
internal sealed class ReadField
{
    // The names come from rules: there are as many as their authors wrote.
    private static readonly ConcurrentDictionary<string, ReadField> ByName = new(StringComparer.Ordinal);

    private readonly FieldReader _reader;

    private ReadField(string name) => (_reader, Name, IsTail) = (EventField.Reader(name), name, name == FieldNames.LogTail);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>True of the log tail, which is costly to read.</summary>
    public bool IsTail { get; }

    /// <summary>The field of this name.</summary>
    public static ReadField By(string name) => ByName.GetOrAdd(name, static n => new ReadField(n));

    /// <summary>Its value in the event that is looked at.</summary>
    public Value Of(EventView view) => IsTail ? view.Tail(_reader) : _reader(view.Event, view.Captures);
}

using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules;

/// <summary>A field that conditions read, bound to its reader once.</summary>
internal sealed class ReadField(string name)
{
    private readonly FieldReader _reader = EventField.Reader(name);

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>True of the log tail, which is costly to read.</summary>
    public bool IsTail { get; } = name == FieldNames.LogTail;

    /// <summary>Its value in the event that is looked at.</summary>
    public Value Of(EventView view) => IsTail ? view.Tail(_reader) : _reader(view.Event, view.Captures);
}

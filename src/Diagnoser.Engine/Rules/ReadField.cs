using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules;

/// <summary>A field that conditions read, bound to its reader once.</summary>
internal sealed class ReadField(string name)
{
    private readonly FieldReader _reader = EventField.Reader(name);
    private readonly bool _isTail = name == FieldNames.LogTail;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its value in the event that is looked at.</summary>
    public Value Of(EventView view) => _isTail ? view.Tail(_reader) : _reader(view.Event, view.Captures);
}

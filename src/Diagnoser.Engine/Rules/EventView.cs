using Diagnoser.Contracts;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules;

/// <summary>One event as conditions look at it, with what was caught in it so far. Reused from event to event; keeps what is costly to read.</summary>
internal sealed class EventView(DockerEvent dockerEvent, Captures captures) : IScope
{
    private const int Unread = -1;

    private Value _tail;
    private bool _hasTail;
    private char[] _buffer = [];
    private int _start;
    private int _length = Unread;

    /// <summary>The event.</summary>
    public DockerEvent Event { get; private set; } = dockerEvent;

    /// <summary>What the selection's regular expressions caught in it.</summary>
    public Captures Captures { get; set; } = captures;

    /// <summary>Looks at another event.</summary>
    public void Turn(DockerEvent dockerEvent)
    {
        Event = dockerEvent;
        _hasTail = false;
        _length = Unread;
        _tail = default;
    }

    /// <summary>The log tail, which is joined once.</summary>
    public Value Tail(FieldReader reader)
    {
        if (!_hasTail)
        {
            _tail = reader(Event, Captures);
            _hasTail = true;
        }

        return _tail;
    }

    /// <summary>The characters of the log tail, of which no text is made; valid until the view is turned.</summary>
    public ReadOnlySpan<char> TailCharacters()
    {
        if (_length == Unread)
        {
            var tail = LogTail.Read(Event, ref _buffer);
            _ = _buffer.AsSpan().Overlaps(tail, out _start);
            _length = tail.Length;
        }

        return _buffer.AsSpan(_start, _length);
    }

    /// <inheritdoc/>
    public Value Resolve(string path) => EventField.Read(Event, path, Captures);
}

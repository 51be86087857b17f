using System.Buffers;
using System.Text;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.ContainerLogs;

/// <summary>
/// The texts of which a line of a container must hold one to leave the host: those without which no loaded rule about lines can match. Upper and lower case are the
/// same. Any thread; those who follow logs see a change at their next line.
/// </summary>
public sealed class LogLiterals
{
    /// <summary>Most texts; what comes from outside must not make every line leave the host.</summary>
    public const int MaxCount = 2000;

    /// <summary>Fewest characters of a text.</summary>
    public const int MinLength = 3;

    /// <summary>Most characters of a text.</summary>
    public const int MaxLength = EventWire.SoughtTextLimit;

    private const int Stack = 1024;

    private volatile State _state = State.None;

    /// <summary>True while no rule looks at lines.</summary>
    public bool IsEmpty => _state.Texts.Count == 0;

    /// <summary>The texts, in order.</summary>
    public IReadOnlyList<string> Texts => _state.Texts;

    /// <summary>Takes other ones; those that are too short, too long, not ASCII or too many are left out.</summary>
    /// <returns>How many were left out.</returns>
    public int Set(IEnumerable<string> texts)
    {
        var given = texts.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var good = given.Where(text => text.Length is >= MinLength and <= MaxLength && Ascii.IsValid(text)).Take(MaxCount).Order(StringComparer.Ordinal).ToList();
        if (!good.SequenceEqual(_state.Texts))
        {
            _state = new State(good, SearchValues.Create([.. good], StringComparison.OrdinalIgnoreCase));
        }

        return given.Count - good.Count;
    }

    /// <summary>True if the line, UTF-8, holds one of them.</summary>
    internal bool IsIn(ReadOnlySpan<byte> line)
    {
        var state = _state;
        if (state.Texts.Count == 0)
        {
            return false;
        }

        // Byte by byte: what is sought is ASCII, which stands for itself in UTF-8 and nothing else does.
        var rented = line.Length > Stack ? ArrayPool<char>.Shared.Rent(line.Length) : null;
        var letters = rented is null ? stackalloc char[Stack] : rented;
        var count = Encoding.Latin1.GetChars(line, letters);
        var isIn = letters[..count].ContainsAny(state.Search);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return isIn;
    }

    private sealed record State(IReadOnlyList<string> Texts, SearchValues<string> Search)
    {
        public static State None { get; } = new([], SearchValues.Create([], StringComparison.OrdinalIgnoreCase));
    }
}

using System.Runtime.CompilerServices;

namespace Diagnoser.Collector;

/// <summary>What a scan of one raw line found.</summary>
public enum RawScan
{
    /// <summary>The line must be read by <see cref="RawEventReader.Read(ReadOnlySpan{byte})"/>: it is damaged, or written as no engine writes.</summary>
    Unusual,

    /// <summary>A whole line that nobody uses.</summary>
    Unused,

    /// <summary>An event.</summary>
    Event,
}

/// <summary>What stands where in one raw line of an event; the texts are left in the line.</summary>
public struct RawLine
{
    internal string Type { get; set; }

    internal string Kind { get; set; }

    /// <summary>The health state, of a change of it.</summary>
    internal string Detail { get; set; }

    /// <summary>The event's id.</summary>
    internal string Id { get; set; }

    internal long TimeNano { get; set; }

    internal LinePart SubjectId { get; set; }

    internal LinePart Name { get; set; }

    /// <summary>Of a network event, its container.</summary>
    internal LinePart Container { get; set; }

    /// <summary>The attributes that the lines of one container repeat: all but the name and those that the engine sets itself.</summary>
    internal LineParts Repeated;

    internal int RepeatedCount;

    internal long? ExitCode { get; set; }

    internal long? ExecDuration { get; set; }

    internal int? Signal { get; set; }
}

/// <summary>A part of a line; the default value is none, an empty part has a start.</summary>
internal readonly record struct LinePart(int Start, int End)
{
    public bool IsGiven => Start > 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line) => line[Start..End];
}

/// <summary>Some parts of a line.</summary>
[InlineArray(Limit)]
internal struct LineParts
{
    public const int Limit = 4;

    private LinePart _first;
}

using Diagnoser.Collector;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>What a line of a recording is.</summary>
internal enum BlockLineKind
{
    /// <summary>Blank, another record, or nothing that is used.</summary>
    Nothing,

    /// <summary>One of our own event lines.</summary>
    Event,

    /// <summary>A raw line whose event must be made in its turn.</summary>
    Raw,

    /// <summary>A raw line that must be read as a whole in its turn.</summary>
    UnusualRaw,

    /// <summary>Damaged.</summary>
    Damaged,
}

/// <summary>One line of a block. Kept in arrays that are used again, so that a line costs no object.</summary>
internal struct BlockLine
{
    public BlockLineKind Kind { get; set; }

    public int Start { get; set; }

    public int Length { get; set; }

    public DockerEvent? Event { get; set; }

    public string? Problem { get; set; }

    /// <summary>How many of the events that were released for the block's lines were so up to this line.</summary>
    public int Released { get; set; }

    /// <summary>What stands where in a raw line.</summary>
    public RawLine Raw;
}

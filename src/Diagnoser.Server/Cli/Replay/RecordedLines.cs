using Diagnoser.Collector;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>One line of a recording, read.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Event">Its event; null if it has none.</param>
/// <param name="Problem">What is wrong with it; null if nothing is.</param>
internal readonly record struct RecordedLine(long Number, DockerEvent? Event, string? Problem);

/// <summary>Reads a recording line by line, for those who want its events and not their conclusions.</summary>
internal static class RecordedLines
{
    private const int LineLimit = 1 << 20;

    /// <summary>The lines in order; the stream is read as they are asked for.</summary>
    public static IEnumerable<RecordedLine> Read(Stream stream)
    {
        var (reader, parser, raw, block) = (new BlockReader(stream, LineLimit), new EventLineParser(), new RawEventReader(), new LineBlock());
        for (var number = 0L; reader.FillAsync(block, CancellationToken.None).AsTask().GetAwaiter().GetResult(); block.Reset())
        {
            block.Parse(parser, LineLimit);
            for (var i = 0; i < block.Count; i++)
            {
                var (dockerEvent, problem) = Read(raw, block, block[i]);
                yield return new RecordedLine(++number, dockerEvent, problem);
            }
        }
    }

    /// <summary>What a parsed line says; lines are to be read in their order.</summary>
    public static RawEventReading Read(RawEventReader raw, LineBlock block, in BlockLine line) => line.Kind switch
    {
        BlockLineKind.Raw => new RawEventReading(raw.Read(block.Of(line), line.Raw), null),
        BlockLineKind.UnusualRaw => raw.Read(block.Of(line)),
        _ => new RawEventReading(line.Event, line.Problem),
    };
}

using System.Text.Unicode;
using Diagnoser.Collector;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>Some whole lines of a recording and what was read in them. Goes from hand to hand and round again: one holder at a time.</summary>
internal sealed class LineBlock
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private static ReadOnlySpan<byte> Blank => " \t\r"u8;

    private TaskCompletionSource _parsed = New();
    private BlockLine[] _lines = new BlockLine[256];

    // A hand that comes late may still hold this block of a round before: it must find it taken while other lines are read into it.
    private int _claimed = 1;

    /// <summary>The bytes; longer than what is used of them.</summary>
    public byte[] Bytes { get; set; } = [];

    /// <summary>How many of the bytes are lines of this block.</summary>
    public int Length { get; set; }

    /// <summary>True if the recording begins here.</summary>
    public bool IsFirst { get; set; }

    /// <summary>True if the first line is too long; its bytes are not here.</summary>
    public bool BeginsTooLong { get; set; }

    /// <summary>Number of lines, once parsed.</summary>
    public int Count { get; private set; }

    /// <summary>Completes when the lines are parsed.</summary>
    public Task Parsed => _parsed.Task;

    /// <summary>The events that were released for the lines, in the order of both.</summary>
    public List<DockerEvent> Released { get; } = [];

    /// <summary>What was concluded from the lines, in their order.</summary>
    public List<Conclusion> Conclusions { get; } = [];

    /// <summary>A line, once parsed.</summary>
    public ref BlockLine this[int index] => ref _lines[index];

    /// <summary>The bytes of one of the lines.</summary>
    public ReadOnlySpan<byte> Of(in BlockLine line) => Bytes.AsSpan(line.Start, line.Length);

    /// <summary>The lines are complete, and anybody may claim them.</summary>
    public void Offer() => Volatile.Write(ref _claimed, 0);

    /// <summary>True for the first who asks: the lines are theirs to parse.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Parses the lines. What goes wrong here is known to those who wait for <see cref="Parsed"/>.</summary>
    public void Parse(EventLineParser parser, int limit)
    {
        try
        {
            Count = 0;
            if (BeginsTooLong)
            {
                Refuse(ref Next(0, 0));
            }

            ParseLines(parser, limit);
            _parsed.SetResult();
        }
#pragma warning disable CA1031 // because it is thrown where the block is awaited
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _parsed.SetException(problem);
        }
    }

    /// <summary>Makes the events of the lines that were parsed; blocks are to come in their order.</summary>
    public void MakeEvents(RawEventReader raw)
    {
        for (var i = 0; i < Count; i++)
        {
            ref var line = ref _lines[i];
            (line.Event, line.Problem) = RecordedLines.Read(raw, this, line);
        }
    }

    /// <summary>Makes it ready for other lines.</summary>
    public void Reset()
    {
        _parsed = New();
        Released.Clear();
        Conclusions.Clear();
        (Length, Count, IsFirst, BeginsTooLong) = (0, 0, false, false);
    }

    private void ParseLines(EventLineParser parser, int limit)
    {
        var isText = Utf8.IsValid(Bytes.AsSpan(0, Length));
        for (var start = 0; start < Length;)
        {
            var length = Bytes.AsSpan(start, Length - start).IndexOf((byte)'\n');
            var end = length < 0 ? Length : start + length;
            ref var line = ref Next(start, end - start);
            if (end - start > limit)
            {
                Refuse(ref line);
            }
            else
            {
                Trim(ref line);
                parser.Parse(Of(line), isText, ref line);
            }

            start = end + 1;
        }
    }

    private void Trim(ref BlockLine line)
    {
        var bytes = Of(line);
        var from = IsFirst && Count == 1 && bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var trimmed = bytes[from..].TrimStart(Blank);
        line.Start += bytes.Length - trimmed.Length;
        line.Length = trimmed.TrimEnd(Blank).Length;
    }

    private static void Refuse(ref BlockLine line) => (line.Kind, line.Problem) = (BlockLineKind.Damaged, "it is longer than 1 MB");

    private ref BlockLine Next(int start, int length)
    {
        if (Count == _lines.Length)
        {
            Array.Resize(ref _lines, Count * 2);
        }

        ref var line = ref _lines[Count++];
        (line.Kind, line.Start, line.Length, line.Event, line.Problem) = (BlockLineKind.Nothing, start, length, null, null);
        return ref line;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

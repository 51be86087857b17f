using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Diagnoser.Collector.Evidence;

/// <summary>
/// Takes the engine's frames, or a terminal's plain text, apart into lines, as their bytes come in. A line that the engine hands out in
/// several frames, because it is long, is one line again, so that nothing in it is cut in two. Keeps the last lines, and of each its beginning.
/// </summary>
/// <param name="mostLines">Lines that are kept.</param>
/// <param name="mostLine">Bytes of a line that are kept.</param>
/// <param name="heard">Gets each line at its end instead, with the engine's time before it; null keeps them.</param>
internal sealed class LogFrames(int mostLines, int mostLine, LogLineHandler? heard = null)
{
    private const int HeaderSize = 8;

    private readonly List<RawLogLine> _lines = [];
    private readonly Open[] _open = [new("stdout"), new("stderr")];
    private readonly byte[] _header = new byte[HeaderSize];
    private int _headerLength;
    private long _left;
    private bool? _isFramed;
    private long _number;
    private int _stream;
    private bool _isFrameStart;

    /// <summary>Takes more bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_isFramed == false)
            {
                AddText(bytes);
                return;
            }

            if (_left == 0)
            {
                var count = Math.Min(HeaderSize - _headerLength, bytes.Length);
                bytes[..count].CopyTo(_header.AsSpan(_headerLength));
                _headerLength += count;
                bytes = bytes[count..];
                if (_headerLength == HeaderSize)
                {
                    ReadHeader();
                }

                continue;
            }

            var length = (int)Math.Min(_left, bytes.Length);
            _left -= length;
            AddText(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    /// <summary>The last lines in the order in which they began, what was left unfinished among them.</summary>
    public IReadOnlyList<RawLogLine> End()
    {
        if (_isFramed is null && _headerLength > 0)
        {
            _isFramed = false;
            AddText(_header.AsSpan(0, _headerLength));
        }

        foreach (var open in _open)
        {
            Finish(open);
        }

        _lines.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        _lines.RemoveRange(0, Math.Max(0, _lines.Count - mostLines));
        return _lines;
    }

    private void ReadHeader()
    {
        if (_isFramed is null && (_header[0] > 2 || _header[1] != 0 || _header[2] != 0 || _header[3] != 0))
        {
            _isFramed = false;
            AddText(_header);
            return;
        }

        (_isFramed, _headerLength, _isFrameStart) = (true, 0, true);
        _stream = _header[0] == 2 ? 1 : 0;
        _left = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
    }

    private void AddText(ReadOnlySpan<byte> bytes)
    {
        var open = _open[_stream];
        if (_isFrameStart && open.Length > 0)
        {
            // The engine puts its time before each frame, that of a line's next part too.
            open.TimeLeft = true;
        }

        _isFrameStart = false;
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            if (open.TimeLeft)
            {
                var blank = part.IndexOf((byte)' ');
                part = part[(blank < 0 ? part.Length : blank + 1)..];
                open.TimeLeft = blank < 0 && end < 0;
            }

            if (!part.IsEmpty && open.Length == 0)
            {
                open.Number = ++_number;
            }

            open.Add(part, mostLine);
            if (end < 0)
            {
                return;
            }

            Finish(open);
            bytes = bytes[(end + 1)..];
        }
    }

    private void Finish(Open open)
    {
        if (heard is not null)
        {
            if (open.Length > 0)
            {
                heard(open.Stream, open.Written);
            }

            open.Clear();
            return;
        }

        var line = open.Take();
        if (line.Length == 0)
        {
            return;
        }

        _lines.Add(new RawLogLine(open.Number, open.Stream, line));
        if (_lines.Count > 2 * mostLines)
        {
            _lines.RemoveRange(0, mostLines);
        }
    }

    /// <summary>The line of a stream that did not end yet.</summary>
    private sealed class Open(string stream)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private bool _isCut;

        public string Stream { get; } = stream;

        public long Number { get; set; }

        public bool TimeLeft { get; set; }

        public ReadOnlySpan<byte> Written => _bytes.WrittenSpan.TrimEnd((byte)'\r');

        public int Length => _bytes.WrittenCount;

        public void Add(ReadOnlySpan<byte> part, int most)
        {
            var kept = Math.Min(part.Length, most - Length);
            _bytes.Write(part[..kept]);
            _isCut |= kept < part.Length;
        }

        public string Take()
        {
            var line = Encoding.UTF8.GetString(Written) + (_isCut ? "…" : "");
            Clear();
            return line;
        }

        public void Clear()
        {
            _bytes.ResetWrittenCount();
            (_isCut, TimeLeft) = (false, false);
        }
    }
}

/// <summary>A line of a log with the engine's time before it.</summary>
/// <param name="Number">Its place among the lines of both streams.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The line.</param>
internal readonly record struct RawLogLine(long Number, string Stream, string Text);

/// <summary>Gets a line with the engine's time before it, UTF-8.</summary>
internal delegate void LogLineHandler(string stream, ReadOnlySpan<byte> line);

namespace Diagnoser.Server.Cli.Replay;

/// <summary>Cuts a stream into lines without making strings. A line longer than the limit is skipped and reported as such.</summary>
internal sealed class LineReader(Stream stream, int limit)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private readonly byte[] _buffer = new byte[limit + 1];
    private int _start;
    private int _end;
    private bool _skipping;
    private bool _ended;

    /// <summary>Number of the line that <see cref="TryTake"/> gave last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads more; false when nothing more comes and every line was taken.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        _ended = read == 0;
        return !_ended || _end > 0 || _skipping;
    }

    /// <summary>Takes the next whole line without its end; false when more must be read first.</summary>
    /// <param name="line">The line; empty if it is too long. Valid until the next call.</param>
    /// <param name="tooLong">True if the line was longer than the limit.</param>
    public bool TryTake(out ReadOnlySpan<byte> line, out bool tooLong)
    {
        line = default;
        tooLong = false;
        var rest = _buffer.AsSpan(_start, _end - _start);
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            if (!_ended)
            {
                if (rest.Length > limit)
                {
                    _skipping = true;
                }

                if (_skipping)
                {
                    _start = _end;
                }

                return false;
            }

            if (rest.IsEmpty && !_skipping)
            {
                return false;
            }

            length = rest.Length;
        }

        _start = Math.Min(_end, _start + length + 1);
        Number++;
        tooLong = _skipping;
        _skipping = false;
        line = tooLong ? default : Trim(rest[..length]);
        return true;
    }

    private ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        if (Number == 1 && line.StartsWith(ByteOrderMark))
        {
            line = line[ByteOrderMark.Length..];
        }

        return line.Trim(" \t\r"u8);
    }
}

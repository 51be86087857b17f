namespace Diagnoser.Collector.Sources.Events;

/// <summary>Takes a stream of events apart into lines.</summary>
internal sealed class EventStreamReader(RawEventParser parser, Action<RawEvent> found)
{
    private const int MaxLine = 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private bool _isSkipping;

    /// <summary>Lines that were no event, or too long for one.</summary>
    public long Damaged { get; private set; }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length)
            {
                Grow();
            }

            var count = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (count == 0)
            {
                return;
            }

            _length += count;
            TakeLines();
        }
    }

    private void TakeLines()
    {
        var rest = _buffer.AsSpan(0, _length);
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            var line = rest[..end].TrimEnd((byte)'\r');
            rest = rest[(end + 1)..];
            if (_isSkipping)
            {
                _isSkipping = false;
            }
            else if (!line.IsEmpty)
            {
                Take(line);
            }
        }

        rest.CopyTo(_buffer);
        _length = rest.Length;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (!parser.TryParse(line, out var raw, out _))
        {
            Damaged++;
        }
        else if (raw is not null)
        {
            found(raw);
        }
    }

    private void Grow()
    {
        if (_buffer.Length < MaxLine)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
            return;
        }

        // A container with megabytes of labels: its line is given up, not the stream.
        if (!_isSkipping)
        {
            Damaged++;
        }

        _isSkipping = true;
        _length = 0;
    }
}

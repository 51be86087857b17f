namespace Diagnoser.Server.Cli.Replay;

/// <summary>Cuts a stream into blocks of whole lines. Of a line longer than the limit only that it was there is kept.</summary>
internal sealed class BlockReader(Stream stream, int limit)
{
    /// <summary>Some hundred lines: little enough to stay in the cache from one task to the next.</summary>
    private const int Usual = 64 * 1024;

    // What came after the end of the last whole line.
    private byte[] _begun = new byte[4096];
    private int _begunLength;
    private bool _isFirst = true;
    private bool _isSkipping;
    private bool _ended;

    /// <summary>Fills a block with the lines that come next, as many as are there; false if none is left.</summary>
    public async ValueTask<bool> FillAsync(LineBlock block, CancellationToken cancellationToken)
    {
        (block.IsFirst, _isFirst) = (_isFirst, false);
        var length = TakeBegun(block);
        while (!_ended)
        {
            if (length > limit || _isSkipping)
            {
                (_isSkipping, length) = (true, 0);
            }

            if (length == block.Bytes.Length)
            {
                block.Bytes = Longer(block.Bytes);
            }

            var read = await stream.ReadAsync(block.Bytes.AsMemory(length), cancellationToken);
            _ended = read == 0;
            var end = block.Bytes.AsSpan(length, read).LastIndexOf((byte)'\n');
            if (end >= 0)
            {
                KeepBegun(block.Bytes.AsSpan((length + end + 1)..(length + read)));
                Cut(block, length + end + 1);
                return true;
            }

            length += read;
        }

        block.BeginsTooLong = _isSkipping;
        block.Length = _isSkipping ? 0 : length;
        _isSkipping = false;
        return block.BeginsTooLong || block.Length > 0;
    }

    private void Cut(LineBlock block, int length)
    {
        if (_isSkipping)
        {
            var skipped = block.Bytes.AsSpan(0, length).IndexOf((byte)'\n') + 1;
            length -= skipped;
            block.Bytes.AsSpan(skipped, length).CopyTo(block.Bytes);
        }

        (block.BeginsTooLong, _isSkipping) = (_isSkipping, false);
        block.Length = length;
    }

    private int TakeBegun(LineBlock block)
    {
        if (block.Bytes.Length < Math.Max(Usual, _begunLength))
        {
            block.Bytes = new byte[Math.Max(Usual, _begunLength)];
        }

        _begun.AsSpan(0, _begunLength).CopyTo(block.Bytes);
        var length = _begunLength;
        _begunLength = 0;
        return length;
    }

    private void KeepBegun(ReadOnlySpan<byte> bytes)
    {
        if (_begun.Length < bytes.Length)
        {
            _begun = new byte[bytes.Length];
        }

        bytes.CopyTo(_begun);
        _begunLength = bytes.Length;
    }

    private byte[] Longer(byte[] bytes)
    {
        var longer = new byte[Math.Min(bytes.Length * 2, limit + 1)];
        bytes.CopyTo(longer, 0);
        return longer;
    }
}

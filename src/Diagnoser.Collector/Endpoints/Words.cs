namespace Diagnoser.Collector.Endpoints;

/// <summary>Goes through a text line by line, or word by word across lines. Words are parted by blanks, tabs and line feeds.</summary>
internal ref struct Words(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The next line without its line feed, empty lines included; false at the end.</summary>
    public bool NextLine(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <summary>The next word; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> word)
    {
        var begin = _rest.IndexOfAnyExcept(" \t\n"u8);
        if (begin < 0)
        {
            _rest = default;
            word = default;
            return false;
        }

        _rest = _rest[begin..];
        var end = _rest.IndexOfAny(" \t\n"u8);
        word = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..];
        return true;
    }

    /// <summary>Steps over so many words; false if there are fewer.</summary>
    public bool Skip(int count)
    {
        for (; count > 0; count--)
        {
            if (!Next(out _))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The next word as a number; false if there is none or it is no number.</summary>
    public bool NextNumber(out long number)
    {
        number = 0;
        return Next(out var word) && NumberText.TryRead(word, out number);
    }
}

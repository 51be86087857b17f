namespace Diagnoser.Collector.Redaction;

/// <summary>
/// Finds where one of many short literals begins: a bit for the first characters of each, looked up at each place of the text, and the
/// literals themselves only where it is set. Four kilobytes, a nanosecond a character, however many of them nearly match: vectorized search
/// for so many literals that share letters with all words takes eight times as long.
/// </summary>
internal sealed class LiteralIndex
{
    private const int HashBits = 15;
    private const int Known = 128;

    private readonly string[] _literals;
    private readonly StringComparison _comparison;
    private readonly byte[][] _byFirst;
    private readonly ulong[] _bits = new ulong[(1 << HashBits) / 64];
    private readonly int _width;
    private readonly int _shift;

    /// <summary>An index of literals of ASCII, two characters or longer, 256 at most.</summary>
    /// <param name="literals">The literals.</param>
    /// <param name="ignoresCase">True if case does not matter.</param>
    public LiteralIndex(IEnumerable<string> literals, bool ignoresCase)
    {
        _literals = [.. literals];
        _comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _width = Math.Min(3, _literals.Min(l => l.Length));
        _shift = HashBits / _width;
        _byFirst = [.. Enumerable.Range(0, Known).Select(first => (byte[])[.. _literals.Index().Where(l => l.Item.StartsWith($"{(char)first}", _comparison)).Select(l => (byte)l.Index)])];
        foreach (var literal in _literals)
        {
            Mark(literal);
            if (ignoresCase)
            {
                Mark(literal.ToUpperInvariant());
            }
        }
    }

    /// <summary>The place, at or after <paramref name="from"/>, where a literal begins; the text's length if there is none.</summary>
    public int Next(ReadOnlySpan<char> text, int from)
    {
        var bits = _bits;
        var (shift, low, mask) = (_shift, (1U << _shift) - 1, (1U << (_shift * _width)) - 1);
        uint hash = 0;
        var i = from;

        // Four places at once: the four look-ups do not wait for each other.
        for (; i + 4 <= text.Length; i += 4)
        {
            var four = text.Slice(i, 4);
            var first = ((hash << shift) | (four[0] & low)) & mask;
            var second = ((first << shift) | (four[1] & low)) & mask;
            var third = ((second << shift) | (four[2] & low)) & mask;
            hash = ((third << shift) | (four[3] & low)) & mask;
            var hits = (bits[first >> 6] >> (int)(first & 63)) | (bits[second >> 6] >> (int)(second & 63)) | (bits[third >> 6] >> (int)(third & 63)) | (bits[hash >> 6] >> (int)(hash & 63));
            if ((hits & 1) != 0 && FirstAt(text, Math.Max(from, i - _width + 1), i + 4 - _width) is var at && at >= 0)
            {
                return at;
            }
        }

        return FirstAt(text, Math.Max(from, i - _width + 1), text.Length - _width) is var last && last >= 0 ? last : text.Length;
    }

    private int FirstAt(ReadOnlySpan<char> text, int from, int to)
    {
        for (var at = from; at <= to; at++)
        {
            if (IsAt(text, at))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The numbers of the literals that may begin with the text's character at this place, in the order in which they were given.</summary>
    public ReadOnlySpan<byte> Candidates(ReadOnlySpan<char> text, int at) => text[at] < Known ? _byFirst[text[at]] : [];

    private bool IsAt(ReadOnlySpan<char> text, int at)
    {
        foreach (var number in Candidates(text, at))
        {
            if (text[at..].StartsWith(_literals[number], _comparison))
            {
                return true;
            }
        }

        return false;
    }

    // Of three characters five bits each count, so that case does not; of two seven.
    private uint Roll(uint hash, char character) => ((hash << _shift) | (character & ((1U << _shift) - 1))) & ((1U << (_shift * _width)) - 1);

    private void Mark(string literal)
    {
        uint hash = 0;
        for (var i = 0; i < _width; i++)
        {
            hash = Roll(hash, literal[i]);
        }

        _bits[hash >> 6] |= 1UL << (int)(hash & 63);
    }
}

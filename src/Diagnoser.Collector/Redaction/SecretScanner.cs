namespace Diagnoser.Collector.Redaction;

/// <summary>
/// Goes through a text once and finds its secrets in their order: at landmarks, and in the long runs of token characters between them.
/// Takes time linear in the text's length and allocates nothing.
/// </summary>
internal ref struct SecretScanner
{
    // No format is shorter; the words of people nearly all are.
    private const int LeastRun = 20;

    // Texts that others may have cut off are long, or say so.
    private const int LeastCut = 1024;

    private readonly ReadOnlySpan<char> _text;
    private readonly Span<int> _ends;
    private Landmarks.Scan _scan;
    private int _landmark = -1;
    private (int Start, int End) _run = (-1, -1);
    private SecretSpan? _later;

    /// <summary>A scanner of one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ends">Room for a number for each format.</param>
    public SecretScanner(ReadOnlySpan<char> text, Span<int> ends)
    {
        var told = text.EndsWith("...") ? 3 : text.EndsWith("…") ? 1 : 0;
        _text = text[..^told];
        _ends = ends;
        _scan.CutAt = told > 0 || text.Length >= LeastCut ? _text.Length : -1;
        _ends.Clear();
    }

    /// <summary>Finds the next secret.</summary>
    public bool Next(out SecretSpan secret)
    {
        while (true)
        {
            if (_landmark < _scan.From)
            {
                _landmark = Landmarks.Next(_text, _scan.From);
            }

            if (_run.Start < _scan.From)
            {
                _run = NextRun(_scan.From);
            }

            if (_landmark >= _text.Length && _run.Start >= _text.Length && _later is null)
            {
                secret = default;
                return false;
            }

            if (Take(_run.Start <= _landmark && _run.Start < _text.Length ? OfRun() : OfLandmark()) is { Rule: not null } found)
            {
                secret = found;
                return true;
            }
        }
    }

    /// <summary>Keeps what was found further on until its turn comes.</summary>
    private SecretSpan? Take(SecretSpan? found)
    {
        if (found is { IsAhead: true })
        {
            _later ??= found;
            found = null;
        }

        if (_later is { } later && (found is null ? Math.Min(_landmark, _run.Start) >= later.Start : found.Value.End > later.Start))
        {
            if (found is not { Rule: not null } || found.Value.Start > later.Start)
            {
                // What was found beyond it is found again.
                (found, _landmark, _run) = (later, -1, (-1, -1));
            }

            _later = null;
        }

        if (found is { } known)
        {
            _scan.From = Math.Max(_scan.From, known.End);
        }

        return found;
    }

    private SecretSpan? OfRun()
    {
        var (start, end) = _run;
        if (SecretFormats.Find(_text, _run, _scan.From, _scan.CutAt, _ends) is { } known)
        {
            return known.Start > start ? TokenIn(start, known.Start) ?? known : known;
        }

        _run = NextRun(end);
        return TokenIn(start, end);
    }

    private readonly SecretSpan? TokenIn(int start, int end)
    {
        while (start < end && !CharSet.Alphanumeric.Has(_text[start]))
        {
            start++;
        }

        while (end > start && !CharSet.Alphanumeric.Has(_text[end - 1]) && _text[end - 1] != '=')
        {
            end--;
        }

        return Randomness.IsToken(_text[start..end], _text[..start]) ? new SecretSpan(start, CharSet.Equal.EndOf(_text, end), "random") : null;
    }

    private SecretSpan? OfLandmark()
    {
        var at = _landmark;
        if (at >= _text.Length)
        {
            return null;
        }

        _landmark = Landmarks.Next(_text, at + 1);
        var found = Landmarks.Find(_text, at, ref _scan);
        if (found is { Rule: null, IsPassed: false } plain)
        {
            _landmark = Math.Max(_landmark, Landmarks.Next(_text, plain.End));
            return null;
        }

        return found;
    }

    /// <summary>
    /// The next run of token characters that is long enough; the last one of a text that was cut off may be shorter. Looks at every
    /// twentieth character, and back from it only as far as it must.
    /// </summary>
    private readonly (int Start, int End) NextRun(int from)
    {
        var start = from;
        while (start + LeastRun <= _text.Length)
        {
            var at = start + LeastRun - 1;
            while (at >= start && CharSet.Token.Has(_text[at]))
            {
                at--;
            }

            if (at < start)
            {
                return (start, CharSet.Token.EndOf(_text, start + LeastRun));
            }

            start = at + 1;
        }

        var last = CharSet.Token.StartOf(_text, Math.Max(from, _scan.CutAt), from);
        return _scan.CutAt > 0 && last < _scan.CutAt ? (last, _scan.CutAt) : (_text.Length, _text.Length);
    }
}

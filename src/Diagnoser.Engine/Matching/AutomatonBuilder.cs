namespace Diagnoser.Engine.Matching;

/// <summary>Builds the automaton of Aho and Corasick for the windows of literals, with every move written down.</summary>
internal sealed class AutomatonBuilder
{
    private const int None = -1;

    private readonly Literal[] _literals;
    private readonly byte[] _classes = new byte[LiteralFold.Count];
    private readonly int _width;

    // A row for each state, a column for each class of characters.
    private readonly List<int[]> _rows = [];
    private readonly List<List<int>> _found = [];

    public AutomatonBuilder(Literal[] literals)
    {
        _literals = literals;
        _width = 1;
        foreach (var c in literals.SelectMany(WindowOf).Distinct().Order())
        {
            // Class 0 is for what is in no literal.
            _classes[c] = (byte)_width++;
        }
    }

    public LiteralAutomaton Build()
    {
        _ = NewState();
        for (var i = 0; i < _literals.Length; i++)
        {
            _found[Path(WindowOf(_literals[i]))].Add(i);
        }

        var order = Complete();
        return Numbered(order);
    }

    private static string WindowOf(Literal literal) => literal.Text[literal.Window];

    private int NewState()
    {
        var row = new int[_width];
        Array.Fill(row, None);
        _rows.Add(row);
        _found.Add([]);
        return _rows.Count - 1;
    }

    private int Path(string text)
    {
        var state = 0;
        foreach (var c in text)
        {
            var next = _rows[state][_classes[c]];
            if (next == None)
            {
                next = NewState();
                _rows[state][_classes[c]] = next;
            }

            state = next;
        }

        return state;
    }

    /// <summary>Fills in the moves that fall back, shallow states first; yields the states in that order.</summary>
    private List<int> Complete()
    {
        var fallback = new int[_rows.Count];
        var order = new List<int> { 0 };
        for (var i = 0; i < order.Count; i++)
        {
            var state = order[i];
            for (var c = 0; c < _width; c++)
            {
                var otherwise = state == 0 ? 0 : _rows[fallback[state]][c];
                var next = _rows[state][c];
                if (next == None)
                {
                    _rows[state][c] = otherwise;
                    continue;
                }

                fallback[next] = otherwise;
                _found[next].AddRange(_found[otherwise]);
                order.Add(next);
            }
        }

        return order;
    }

    /// <summary>States that found something get the highest numbers, so that one comparison tells them; others stay shallow first.</summary>
    private LiteralAutomaton Numbered(List<int> order)
    {
        List<int> sorted = [.. order.Where(s => _found[s].Count == 0), .. order.Where(s => _found[s].Count > 0)];
        var offsets = new int[sorted.Count];
        for (var i = 0; i < sorted.Count; i++)
        {
            offsets[sorted[i]] = i * _width;
        }

        var moves = new int[sorted.Count * _width];
        for (var i = 0; i < sorted.Count; i++)
        {
            for (var c = 0; c < _width; c++)
            {
                moves[(i * _width) + c] = offsets[_rows[sorted[i]][c]];
            }
        }

        var found = sorted.Where(s => _found[s].Count > 0).Select(s => _found[s].ToArray()).ToArray();
        return new LiteralAutomaton(_classes, _width, moves, (sorted.Count - found.Length) * _width, found, _literals.Max(l => WindowOf(l).Length));
    }
}

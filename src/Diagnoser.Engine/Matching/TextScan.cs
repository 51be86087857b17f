using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Matching;

/// <summary>One look through a field's text finds the selections of which it holds a literal.</summary>
internal sealed class TextScan
{
    private readonly ReadField _field;
    private readonly Literal[] _literals;
    private readonly LiteralAutomaton _automaton;

    private TextScan(string field, Literal[] literals)
    {
        _field = ReadField.By(field);
        _literals = literals;
        _automaton = new AutomatonBuilder(literals).Build();
    }

    /// <summary>A look for these texts, each for a selection.</summary>
    public static TextScan Of(string field, IEnumerable<(string Text, int Selection)> texts)
    {
        var bySelection = texts.GroupBy(t => LiteralFold.Of(t.Text), t => t.Selection, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var windows = LiteralWindow.Choose([.. bySelection.Select(g => g.Key)]);
        return new TextScan(field, [.. bySelection.Select((g, i) => new Literal(g.Key, windows[i], [.. g.Distinct()]))]);
    }

    /// <summary>Adds the selections of which the event's text holds a literal.</summary>
    public void Collect(EventView view, Candidates candidates)
    {
        if (_field.IsTail)
        {
            Look(view.TailCharacters(), candidates);
            return;
        }

        var value = _field.Of(view);
        if (value.AsText is { } text)
        {
            Look(text, candidates);
            return;
        }

        var list = value.AsList;
        for (var i = 0; i < list?.Count; i++)
        {
            Look(list[i], candidates);
        }
    }

    private void Look(ReadOnlySpan<char> text, Candidates candidates) => _automaton.Scan(text, new LiteralSink(_literals, text, candidates));
}

/// <summary>A literal and who is interested in it.</summary>
/// <param name="Text">It, in folded characters.</param>
/// <param name="Window">The part of it that is looked for.</param>
/// <param name="Selections">The selections, by index.</param>
internal sealed record Literal(string Text, Range Window, int[] Selections);

/// <summary>Takes what an automaton found: where the window of a literal is, the whole of it may be.</summary>
internal readonly ref struct LiteralSink(Literal[] literals, ReadOnlySpan<char> text, Candidates candidates)
{
    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>The window of this literal ends before this place.</summary>
    public void Take(int index, int end)
    {
        var literal = literals[index];
        var start = end - literal.Window.End.Value;
        if (start >= 0 && start + literal.Text.Length <= _text.Length && LiteralFold.IsAt(_text[start..], literal.Text))
        {
            candidates.Add(literal.Selections);
        }
    }
}

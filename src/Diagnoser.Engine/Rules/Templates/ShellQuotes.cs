using System.Text;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>Follows the quotes and here-documents of a POSIX shell through a command.</summary>
internal sealed class ShellQuotes
{
    private readonly Queue<(string Delimiter, bool Tabs)> _awaited = new();
    private readonly StringBuilder _word = new();
    private Place _place;
    private char _previous;
    private int _angles;
    private bool _tabs;

    private enum Place
    {
        Bare,
        Escaped,
        Single,
        Double,
        EscapedInDouble,
        Backquote,
        Ansi,
        EscapedInAnsi,
        Delimiter,
        HereDocument,
    }

    /// <summary>True if the text read so far ends inside quotes, in a here-document, or right behind a backslash.</summary>
    public bool Open => _place is not (Place.Bare or Place.Delimiter);

    /// <summary>True if a command cannot end here; a here-document can, with its delimiter.</summary>
    public bool Unclosed => Open && !(_place == Place.HereDocument && _awaited.Count == 1 && IsEnd());

    /// <summary>Reads the text up to the next placeholder, or the end.</summary>
    public void Read(string text)
    {
        _previous = '\0';
        foreach (var c in text)
        {
            _place = Next(c);
            _previous = c;
        }
    }

    private Place Next(char c) => _place switch
    {
        Place.Bare => Bare(c),
        Place.Escaped => Place.Bare,
        Place.Single => c == '\'' ? Place.Bare : Place.Single,
        Place.Double => c switch { '"' => Place.Bare, '\\' => Place.EscapedInDouble, _ => Place.Double },
        Place.EscapedInDouble => Place.Double,
        Place.Backquote => c == '`' ? Place.Bare : Place.Backquote,
        Place.Ansi => c switch { '\'' => Place.Bare, '\\' => Place.EscapedInAnsi, _ => Place.Ansi },
        Place.EscapedInAnsi => Place.Ansi,
        Place.Delimiter => Delimiter(c),
        _ => HereDocument(c),
    };

    private Place Bare(char c)
    {
        if (c == '<')
        {
            _angles++;
            return Place.Bare;
        }

        // Three of them are a here-string, which is one word like any other.
        var begins = _angles == 2;
        _angles = 0;
        if (begins)
        {
            _ = _word.Clear();
            _tabs = c == '-';
            return _tabs ? Place.Delimiter : Delimiter(c);
        }

        return c switch
        {
            '\\' => Place.Escaped,
            '\'' => _previous == '$' ? Place.Ansi : Place.Single,
            '"' => Place.Double,
            '`' => Place.Backquote,
            '\n' when _awaited.Count > 0 => Begin(),
            _ => Place.Bare,
        };
    }

    private Place Delimiter(char c)
    {
        if (c is '\'' or '"' or '\\' || (c is ' ' or '\t' && _word.Length == 0))
        {
            return Place.Delimiter;
        }

        if (!char.IsWhiteSpace(c) && c is not (';' or '&' or '|' or '<' or '>' or ')'))
        {
            _ = _word.Append(c);
            return Place.Delimiter;
        }

        _awaited.Enqueue((_word.ToString(), _tabs));
        return Bare(c);
    }

    private Place Begin()
    {
        _ = _word.Clear();
        return Place.HereDocument;
    }

    private Place HereDocument(char c)
    {
        if (c != '\n')
        {
            _ = _word.Append(c);
            return Place.HereDocument;
        }

        if (IsEnd())
        {
            _ = _awaited.Dequeue();
        }

        _ = _word.Clear();
        return _awaited.Count > 0 ? Place.HereDocument : Place.Bare;
    }

    private bool IsEnd()
    {
        var (delimiter, tabs) = _awaited.Peek();
        var line = _word.ToString();
        return (tabs ? line.TrimStart('\t') : line) == delimiter;
    }
}

using System.Globalization;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>
/// A rough reading of a regular expression: how long a literal each match must hold (the prefilter of all rules lives on such literals),
/// and how large its counted repeats make it.
/// </summary>
internal sealed class RegexShape
{
    private const int MaxRepeat = 1000;
    private const int MaxNesting = 20;

    private readonly string _pattern;
    private int _at;
    private int _nesting;

    private RegexShape(string pattern) => _pattern = pattern;

    /// <summary>Length of the longest literal that every match holds.</summary>
    public int Literal { get; private set; }

    /// <summary>Why the pattern is refused, or null.</summary>
    public string? Problem { get; private set; }

    public static RegexShape Of(string pattern)
    {
        var shape = new RegexShape(pattern);
        while (shape._at < pattern.Length && shape.Problem is null)
        {
            // A stray ')' is the compiler's to report; reading goes on behind it.
            (shape.Literal, _) = shape.Alternatives();
            shape._at++;
        }

        return shape;
    }

    private (int Literal, long Repeat) Alternatives()
    {
        if (++_nesting > MaxNesting)
        {
            Problem = $"groups nest at most {MaxNesting} deep";
            _at = _pattern.Length;
            return (0, 1);
        }

        var (least, repeat) = Sequence();
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            var (literal, times) = Sequence();
            (least, repeat) = (Math.Min(least, literal), Math.Max(repeat, times));
        }

        _nesting--;
        return (least, Math.Max(1, repeat));
    }

    private (int Literal, long Repeat) Sequence()
    {
        var (best, run, repeat) = (0, 0, 1L);
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var (literal, isCharacter, inner) = Atom();
            var (least, most, open) = Quantifier();
            repeat = Math.Max(repeat, most * inner);
            if (most > MaxRepeat || most * inner > MaxRepeat)
            {
                Problem = $"counted repeats, multiplied where they nest, go up to {MaxRepeat}";
            }

            if (isCharacter && least > 0)
            {
                run += literal;
                best = Math.Max(best, run);
                run = open || most > 1 || least != most ? 0 : run;
            }
            else
            {
                best = least > 0 ? Math.Max(best, literal) : best;
                run = 0;
            }
        }

        return (best, repeat);
    }

    private (int Literal, bool IsCharacter, long Repeat) Atom()
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case '\\':
                return Escape();
            case '[':
                SkipClass();
                return (0, false, 1);
            case '(':
                return Group();
            case '.':
                return (0, false, 1);
            case '^' or '$':
                return (0, true, 1);
            default:
                return (1, true, 1);
        }
    }

    private (int Literal, bool IsCharacter, long Repeat) Escape()
    {
        var c = _at < _pattern.Length ? _pattern[_at++] : '\\';
        if (c is 'p' or 'P' && _at < _pattern.Length && _pattern[_at] == '{')
        {
            _at = End('}');
        }

        return char.IsAsciiLetterOrDigit(c) ? (0, c is 'b' or 'B', 1) : (1, true, 1);
    }

    private (int Literal, bool IsCharacter, long Repeat) Group()
    {
        if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            _at++;
            while (_at < _pattern.Length && (char.IsAsciiLetter(_pattern[_at]) || _pattern[_at] is '-' or '=' or '!' or '#'))
            {
                _at++;
            }

            if (_at < _pattern.Length && _pattern[_at] is '<' or '\'')
            {
                _at = End(_pattern[_at] == '<' ? '>' : '\'', 1);
            }
            else if (_at < _pattern.Length && _pattern[_at] == ':')
            {
                _at++;
            }
        }

        var (literal, repeat) = Alternatives();
        _at = Math.Min(_at + 1, _pattern.Length);
        return (literal, false, repeat);
    }

    private void SkipClass()
    {
        if (_at < _pattern.Length && _pattern[_at] == '^')
        {
            _at++;
        }

        for (var first = true; _at < _pattern.Length && (first || _pattern[_at] != ']'); first = false)
        {
            _at += _pattern[_at] == '\\' ? 2 : 1;
        }

        _at = Math.Min(_at + 1, _pattern.Length);
    }

    private int End(char closing, int offset = 0)
    {
        var end = _pattern.IndexOf(closing, Math.Min(_at + offset, _pattern.Length));
        return end < 0 ? _pattern.Length : end + 1;
    }

    private (long Least, long Most, bool Open) Quantifier()
    {
        var found = _at < _pattern.Length ? _pattern[_at] : '\0';
        (long Least, long Most, bool Open) bounds = found switch
        {
            '*' => (0, 1, true),
            '+' => (1, 1, true),
            '?' => (0, 1, false),
            '{' => Counted(),
            _ => (1, 1, false),
        };
        if (found is '*' or '+' or '?')
        {
            _at++;
        }

        if (bounds != (1, 1, false) && _at < _pattern.Length && _pattern[_at] == '?')
        {
            _at++;
        }

        return bounds;
    }

    private (long Least, long Most, bool Open) Counted()
    {
        var end = _pattern.IndexOf('}', _at);
        var parts = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (parts.Length is 0 or > 2 || !TryCount(parts[0], out var least))
        {
            return (1, 1, false);
        }

        var most = least;
        if (parts.Length == 2 && parts[1].Length > 0 && !TryCount(parts[1], out most))
        {
            return (1, 1, false);
        }

        _at = end + 1;
        return (least, most, parts is [_, ""]);
    }

    private static bool TryCount(string text, out long count)
    {
        count = MaxRepeat + 1;
        return text.Length > 0 && text.All(char.IsAsciiDigit)
            && (text.Length > 9 || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count));
    }
}

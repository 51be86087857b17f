using System.Buffers;
using System.Globalization;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>
/// Reads out of a regular expression texts of which every match holds at least one, so that it need only be tried where one of them is.
/// Upper and lower case of ASCII letters are the same to it. Where it does not understand a pattern it yields nothing, which is always right.
/// </summary>
internal sealed class RegexLiterals
{
    /// <summary>Shorter texts are in everything.</summary>
    public const int Least = 3;

    private const int MaxNesting = 20;
    private const int MaxClass = 4;

    private static readonly LiteralPiece Anything = new(null, null);
    private static readonly LiteralPiece Nowhere = new([""], null);

    private static readonly SearchValues<char> Names = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private readonly string _pattern;
    private int _at;
    private int _nesting;
    private bool _lost;

    private RegexLiterals(string pattern) => _pattern = pattern;

    private bool IsAtEnd => _at >= _pattern.Length;

    /// <summary>Texts in lower case of which every match holds at least one; empty if there are none of some length.</summary>
    public static IReadOnlyList<string> Of(string pattern)
    {
        var reader = new RegexLiterals(pattern);
        var whole = reader.Alternatives();
        return reader._lost || !reader.IsAtEnd ? [] : whole.AsNeeded ?? [];
    }

    private LiteralPiece Alternatives()
    {
        if (++_nesting > MaxNesting)
        {
            return Lose();
        }

        var pieces = new List<LiteralPiece> { Sequence() };
        while (!IsAtEnd && _pattern[_at] == '|')
        {
            _at++;
            pieces.Add(Sequence());
        }

        _nesting--;
        return LiteralPiece.AnyOf(pieces);
    }

    private LiteralPiece Sequence()
    {
        var run = new LiteralRun();
        while (!IsAtEnd && _pattern[_at] is not ('|' or ')'))
        {
            var piece = Atom();
            var (least, most) = Quantifier();
            run.Add(piece, least, most);
        }

        return run.End();
    }

    private LiteralPiece Atom()
    {
        var c = _pattern[_at++];
        return c switch
        {
            '\\' => Escape(),
            '[' => Class(),
            '(' => Group(),
            '.' => Anything,
            '^' or '$' => Nowhere,
            _ => LiteralPiece.Of(c),
        };
    }

    private LiteralPiece Escape()
    {
        if (IsAtEnd)
        {
            return Lose();
        }

        var c = _pattern[_at++];
        switch (c)
        {
            case 'b' or 'B' or 'A' or 'z' or 'Z':
                return Nowhere;
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S':
                return Anything;
            case 'p' or 'P':
                _at = _pattern.IndexOf('}', _at) + 1;
                return _at == 0 ? Lose() : Anything;
            default:
                return Character(c) is { } character ? LiteralPiece.Of(character) : Lose();
        }
    }

    /// <summary>The character that an escape stands for; null if it is none that is known here.</summary>
    private char? Character(char escape) => escape switch
    {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'f' => '\f',
        'v' => '\v',
        'a' => '\a',
        'e' => '\e',
        'x' => Hexadecimal(2),
        'u' => Hexadecimal(4),
        _ => char.IsLetterOrDigit(escape) ? null : escape,
    };

    private char? Hexadecimal(int digits)
    {
        var end = _at + digits;
        if (end > _pattern.Length || !int.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        _at = end;
        return (char)code;
    }

    private LiteralPiece Class()
    {
        var members = new HashSet<char>();
        var isSmall = !Take('^');
        for (var first = true; !IsAtEnd && (first || _pattern[_at] != ']'); first = false)
        {
            var c = _pattern[_at++];
            var next = IsAtEnd ? '\0' : _pattern[_at];
            if (c is '[' or '-' && (next is '[' || (c == '[' && next == ':')))
            {
                return Lose();
            }

            if (c == '\\' && !IsAtEnd)
            {
                _at++;
                isSmall &= !char.IsLetterOrDigit(next);
                _lost |= next == 'c';
                c = next;
            }
            else if (c == '-' && !first && next != ']')
            {
                isSmall = false;
            }

            _ = members.Add(LiteralPiece.Lower(c));
        }

        return !Take(']') ? Lose() : isSmall && members.Count <= MaxClass ? new LiteralPiece([.. members.Select(m => m.ToString())], null) : Anything;
    }

    private LiteralPiece Group()
    {
        var isWhole = false;
        if (Take('?') && !Opening(out isWhole))
        {
            return Lose();
        }

        if (isWhole)
        {
            return Nowhere;
        }

        var inner = Alternatives();
        return Take(')') ? inner : Lose();
    }

    /// <summary>Reads what follows <c>(?</c>; false for what is not known here. A whole group only sets options.</summary>
    private bool Opening(out bool isWhole)
    {
        isWhole = false;
        if (!IsAtEnd && _pattern[_at] is '<' or '\'')
        {
            var closing = _pattern[_at] == '<' ? '>' : '\'';
            var end = _pattern.IndexOf(closing, _at + 1);
            var isName = end > _at + 1 && _pattern.AsSpan(_at + 1, end - _at - 1).IndexOfAnyExcept(Names) < 0;
            _at = end + 1;
            return isName;
        }

        // White space and comments within patterns, option x, are not read here.
        while (!IsAtEnd && _pattern[_at] is 'i' or 'm' or 's' or 'n' or '-')
        {
            _at++;
        }

        isWhole = Take(')');
        return isWhole || Take(':');
    }

    private (int Least, int Most) Quantifier()
    {
        var found = IsAtEnd ? '\0' : _pattern[_at];
        (int Least, int Most) bounds = found switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => Counted(),
            _ => (-1, -1),
        };
        if (bounds.Least < 0)
        {
            return (1, 1);
        }

        _at += found == '{' ? 0 : 1;
        _ = Take('?');
        return bounds;
    }

    private (int Least, int Most) Counted()
    {
        var end = _pattern.IndexOf('}', _at);
        var parts = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (parts.Length is 0 or > 2 || !IsCount(parts[0], out var least))
        {
            return (-1, -1);
        }

        var most = parts.Length == 1 ? least : int.MaxValue;
        if (parts.Length == 2 && parts[1].Length > 0 && !IsCount(parts[1], out most))
        {
            return (-1, -1);
        }

        _at = end + 1;
        return (least, most);
    }

    private static bool IsCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private bool Take(char c)
    {
        var isThere = !IsAtEnd && _pattern[_at] == c;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private LiteralPiece Lose()
    {
        _lost = true;
        _at = _pattern.Length;
        return Anything;
    }
}

using System.Globalization;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>A rough reading of a regular expression: how large its counted repeats make it, and whether it holds anything out of the ordinary.</summary>
internal sealed class RegexShape
{
    private const int MaxRepeat = 1000;
    private const int MaxNesting = 20;

    // A tenth of the states at which .NET refuses to build.
    private const int PlainSize = 1000;

    private static readonly Extent One = new(1, 1);

    private readonly string _pattern;
    private int _at;
    private int _nesting;

    private RegexShape(string pattern) => _pattern = pattern;

    /// <summary>Why the pattern is refused, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>True if what parses can certainly be built: it has no construct that needs to go back, and is not large.</summary>
    public bool IsPlain { get; private set; }

    public static RegexShape Of(string pattern)
    {
        var shape = new RegexShape(pattern);
        var size = 0L;
        while (shape._at < pattern.Length && shape.Problem is null)
        {
            // A stray ')' is the compiler's to report; reading goes on behind it.
            size += shape.Alternatives().Size;
            shape._at++;
        }

        shape.IsPlain = size <= PlainSize && !HasOddities(pattern);
        return shape;
    }

    // Looks at characters, not at what they mean, so that it errs on the safe side only.
    private static bool HasOddities(string pattern)
    {
        for (var i = 0; i + 1 < pattern.Length; i++)
        {
            var (c, next) = (pattern[i], pattern[i + 1]);
            if ((c == '\\' && (char.IsAsciiDigit(next) || next is 'k' or 'G')) || (c == '(' && next == '?' && !IsOrdinaryGroup(pattern, i + 2)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOrdinaryGroup(string pattern, int at)
    {
        var end = at;
        if (at < pattern.Length && pattern[at] == '<')
        {
            for (end = at + 1; end < pattern.Length && (char.IsAsciiLetterOrDigit(pattern[end]) || pattern[end] == '_'); end++)
            {
            }

            return end > at + 1 && end < pattern.Length && pattern[end] == '>';
        }

        while (end < pattern.Length && pattern[end] is 'i' or 'm' or 's' or 'n' or '-')
        {
            end++;
        }

        return end < pattern.Length && pattern[end] is ':' or ')';
    }

    private Extent Alternatives()
    {
        if (++_nesting > MaxNesting)
        {
            Problem = $"groups nest at most {MaxNesting} deep";
            _at = _pattern.Length;
            return One;
        }

        var all = Sequence();
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            all = all.And(Sequence());
        }

        _nesting--;
        return all;
    }

    private Extent Sequence()
    {
        var all = new Extent(1, 0);
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var inner = Atom();
            var repeated = inner.Times(Quantifier(out var copies), copies);
            all = all.And(repeated);
            if (repeated.Repeat > MaxRepeat)
            {
                Problem = $"counted repeats, multiplied where they nest, go up to {MaxRepeat}";
            }
        }

        return all;
    }

    private Extent Atom()
    {
        switch (_pattern[_at++])
        {
            case '\\':
                Escape();
                return One;
            case '[':
                SkipClass();
                return One;
            case '(':
                return Group();
            default:
                return One;
        }
    }

    private void Escape()
    {
        var c = _at < _pattern.Length ? _pattern[_at++] : '\\';
        if (c is 'p' or 'P' && _at < _pattern.Length && _pattern[_at] == '{')
        {
            _at = End('}');
        }
    }

    private Extent Group()
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

        var inner = Alternatives();
        _at = Math.Min(_at + 1, _pattern.Length);
        return inner with { Size = inner.Size + 1 };
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

    // Copies are what is built: of one that goes on without end, what it needs and the loop.
    private long Quantifier(out long copies)
    {
        var found = _at < _pattern.Length ? _pattern[_at] : '\0';
        var most = 1L;
        copies = found == '+' ? 2 : 1;
        if (found is '*' or '+' or '?')
        {
            _at++;
        }
        else if (found != '{' || (most = Counted()) == 0)
        {
            return 1;
        }
        else
        {
            copies = most + (_pattern[_at - 2] == ',' ? 1 : 0);
        }

        _at += _at < _pattern.Length && _pattern[_at] == '?' ? 1 : 0;
        return Math.Max(1, most);
    }

    /// <summary>The larger bound of a counted repeat; 0 if it is none.</summary>
    private long Counted()
    {
        var end = _pattern.IndexOf('}', _at);
        var parts = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (parts.Length is 0 or > 2 || !TryCount(parts[0], out var most) || (parts.Length == 2 && parts[1].Length > 0 && !TryCount(parts[1], out most)))
        {
            return 0;
        }

        _at = end + 1;
        return Math.Max(1, most);
    }

    private static bool TryCount(string text, out long count)
    {
        count = MaxRepeat + 1;
        return text.Length > 0 && text.All(char.IsAsciiDigit)
            && (text.Length > 9 || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count));
    }

    /// <summary>How large a part of a pattern is.</summary>
    /// <param name="Repeat">The largest counted repeat in it, multiplied where they nest.</param>
    /// <param name="Size">Its characters, classes and groups, each as often as it is repeated.</param>
    private readonly record struct Extent(long Repeat, long Size)
    {
        public Extent And(Extent other) => new(Math.Max(Repeat, other.Repeat), Size + other.Size);

        // Neither bound matters beyond what is refused, so that nothing overflows.
        public Extent Times(long count, long copies) => new(Math.Min(Repeat * count, int.MaxValue), Math.Min(Size * copies, int.MaxValue));
    }
}

using System.Buffers;
using System.Collections.Frozen;

namespace Diagnoser.Collector.Redaction;

/// <summary>
/// Finds the secret value beside a name that says so: <c>password=x</c>, <c>"apiKey": "x"</c>, <c>--token x</c>, <c>&lt;secret&gt;x&lt;</c>,
/// <c>PASSWORD 'x'</c>, a header's or YAML's <c>name: x</c>.
/// </summary>
internal static class NamedValues
{
    private const int MostBlanks = 8;
    private const int LeastProseToken = 6;
    private const int LongProseToken = 16;
    private const int LongestWord = 16;

    // A doubtful value that was cut off cannot be told from a secret any more.
    private const int LeastCut = 8;
    private const int LongestReference = 64;

    // What is not surely secret and longer than this is no key. Also keeps a line of nothing but such names linear.
    private const int LongestDoubtful = 512;

    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\"'`<>,;&\\");
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" ,.;:)\"'");
    private static readonly SearchValues<char> Openings = SearchValues.Create("${<(");
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private static readonly SearchValues<char> Meaning = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Schemes = Set("bearer", "basic", "token", "negotiate", "ntlm", "apikey", "oauth", "bot", "key", "dpop");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LongSchemes = Set("digest", "hawk", "signature", "aws4-hmac-sha256");

    /// <summary>What people and programs write where a secret would be.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NoValues = Set("null", "none", "nil", "true", "false", "yes", "no", "undefined", "empty", "(null)", "<nil>");

    // How sentences go on after "password:".
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Prose = Set(
        "required", "missing", "invalid", "incorrect", "wrong", "expired", "unset", "not", "no", "is", "was", "has", "failed", "mismatch", "authentication",
        "authorization", "string", "unknown", "cannot", "must", "does", "unable", "denied", "error", "unauthorized", "forbidden", "the", "a", "permission");

    /// <summary>The value beside the name at this place; without a rule where there is none: the name is then to be passed over.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">A place within the name.</param>
    /// <param name="from">Where the name may begin at the earliest.</param>
    /// <param name="cutAt">Where the text was cut off; -1 if it was not.</param>
    public static SecretSpan Find(ReadOnlySpan<char> text, int at, int from, int cutAt)
    {
        var start = CharSet.Name.StartOf(text, at, from);
        var end = CharSet.Name.EndOf(text, at);
        var skip = new SecretSpan(start, end, null);
        var kind = SecretNames.KindOf(text[start..end]);
        if (kind == NameKind.Doubtful && start > from + 1 && text[start - 1] == ' ')
        {
            // "API key: x" is a name of two words.
            var longer = SecretNames.KindOf(text[CharSet.Name.StartOf(text, start - 1, Math.Max(from, start - 32))..end]);
            kind = longer is NameKind.Secret or NameKind.Plain ? longer : kind;
        }

        if (kind == NameKind.Plain || AfterName(text, start, end, cutAt) is not { } place)
        {
            return skip;
        }

        var mark = RedactionMark.LengthAt(text, place.At);
        if (mark > 0)
        {
            return new SecretSpan(place.At, place.At + mark, null) { IsPassed = true };
        }

        var isProse = place.Form == Form.Colon && place.Quote == '\0';
        if (isProse && IsPlaceholder(FirstWord(text, place.At)))
        {
            return skip;
        }

        var (first, last) = kind switch
        {
            NameKind.Authorization => Header(text, place),
            NameKind.Doubtful => (place.At, DoubtfulEnd(text[..Math.Min(text.Length, place.At + LongestDoubtful)], place)),
            _ when isProse && (kind == NameKind.Cookie || IsYaml(text, start, from)) => (place.At, EndOfLine(text, place.At)),
            _ => (place.At, End(text, place)),
        };
        var value = text[first..last];
        return value.IsEmpty || RedactionMark.LengthAt(text, first) > 0 || !((kind == NameKind.Doubtful && last == cutAt && value.Length >= LeastCut) || IsSecret(value, kind, isProse && IsToken(text[start..end])))
            ? skip
            : new SecretSpan(first, last, SecretFormats.RuleOf(value) ?? (value.StartsWith(PrivateKeys.Opening) ? PrivateKeys.Rule : RuleOf(text[start..end], kind)));
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text, int at)
    {
        var word = text[at..Math.Min(text.Length, at + LongestReference)];
        var end = word.IndexOfAny(Blanks);
        word = end < 0 ? word : word[..end];
        var letters = word.IndexOfAny(WordEnds);
        return Prose.Contains(letters < 0 ? word : word[..letters]) ? "" : word;
    }

    /// <summary>The kind of secret that such a name is of.</summary>
    public static string RuleOf(ReadOnlySpan<char> name, NameKind kind) => kind switch
    {
        NameKind.Authorization => "authorization",
        NameKind.Cookie => "cookie",
        _ when IsToken(name) => "token",
        _ when name.EndsWith("key", StringComparison.OrdinalIgnoreCase) => "key",
        _ when name.Contains("secret", StringComparison.OrdinalIgnoreCase) => "secret",
        _ when name.Contains("pass", StringComparison.OrdinalIgnoreCase) || name.Contains("pwd", StringComparison.OrdinalIgnoreCase) => "password",
        _ => "credential",
    };

    /// <summary>True if the value can be no secret: empty, a word such as <c>null</c>, a reference to a variable, stars.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        value = value.Trim(" \t\"'");
        if (!value.ContainsAny(Meaning) || value.TrimStart("xX").IsEmpty || value is ['%', _])
        {
            return true;
        }

        var opening = value.IndexOfAnyExcept(Openings);
        var closing = CharSet.Name.EndOf(value, opening);
        var isReference = opening > 0 && value[closing..].TrimStart("})>").IsEmpty && (opening > 1 || value[0] != '$' || !value.ContainsAnyInRange('a', 'z'));
        return isReference || NoValues.Contains(value.TrimEnd(",.;:)"));
    }

    private static bool IsSecret(ReadOnlySpan<char> value, NameKind kind, bool isToldToken) => kind switch
    {
        NameKind.Doubtful => Randomness.IsValue(value),
        _ when IsPlaceholder(value) => false,
        _ when isToldToken => value.Length >= LongProseToken || (value.Length >= LeastProseToken && value.ContainsAnyInRange('0', '9')),
        _ => true,
    };

    private static bool IsToken(ReadOnlySpan<char> name) => name.EndsWith("token", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the value begins, past quotes, blanks and what parts it from its name; null if nothing does.</summary>
    private static Place? AfterName(ReadOnlySpan<char> text, int start, int end, int cutAt)
    {
        var at = end;
        var isQuoted = SkipQuote(text, ref at) != '\0';
        if (at < text.Length && text[at] == ']')
        {
            at++;
        }

        var blanks = SkipBlanks(text, ref at);
        if (at >= text.Length)
        {
            return null;
        }

        Form form;
        switch (text[at])
        {
            case '=':
                form = Form.Equal;
                at++;
                at += at < text.Length && text[at] is '=' or '>' ? 1 : 0;
                break;
            case ':' when !(at + 1 < text.Length && (text[at + 1] == ':' || text[(at + 1)..].StartsWith("//"))):
                form = isQuoted ? Form.Equal : at + 1 < text.Length && text[at + 1] is ' ' or '\t' ? Form.Colon : Form.Equal;
                at++;
                at += at < text.Length && text[at] == '=' ? 1 : 0;
                break;
            case '>' when blanks == 0 && !isQuoted:
                at++;
                return ElementEnd(text, at, cutAt) > at ? new Place(at, Form.Element, '\0', cutAt) : null;
            case '"' or '\'' when blanks > 0 && !isQuoted:
                return new Place(at + 1, Form.Equal, text[at]);
            default:
                // --password x
                return blanks > 0 && !isQuoted && text[start] == '-' && text[at] != '-' && text[end] is ' ' or '\t' ? new Place(at, Form.Switch, '\0') : null;
        }

        _ = SkipBlanks(text, ref at);
        var quote = SkipQuote(text, ref at);
        var isNested = quote == '\0' && at < text.Length && text[at] is '{' or '[' && RedactionMark.LengthAt(text, at) == 0;
        return at < text.Length && !isNested ? new Place(at, form, quote) : null;
    }

    /// <summary>Where the text of an XML element ends; 0 if it is none.</summary>
    private static int ElementEnd(ReadOnlySpan<char> text, int at, int cutAt)
    {
        var close = text[at..].IndexOfAny('<', '\n');
        return close < 0 ? cutAt
            : text[(at + close)..].StartsWith("</") || at + close + 1 == cutAt ? at + close : 0;
    }

    private static int SkipBlanks(ReadOnlySpan<char> text, ref int at)
    {
        var first = at;
        while (at < text.Length && at - first < MostBlanks && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at - first;
    }

    /// <summary>Passes over a quote, which may be escaped once or twice; zero if there is none.</summary>
    private static char SkipQuote(ReadOnlySpan<char> text, ref int at)
    {
        var quote = at;
        while (quote < text.Length && text[quote] == '\\' && quote - at < 3)
        {
            quote++;
        }

        if (quote < text.Length && text[quote] is '"' or '\'' or '`')
        {
            at = quote + 1;
            return text[quote];
        }

        return '\0';
    }

    private static int End(ReadOnlySpan<char> text, Place place)
    {
        if (place.Quote != '\0')
        {
            return QuotedEnd(text, place);
        }

        var at = place.At;
        if (place.Form == Form.Element)
        {
            return ElementEnd(text, at, place.CutAt);
        }

        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny(ValueEnds);
            if (next < 0)
            {
                at = text.Length;
                break;
            }

            at += next;
            if (place.Form != Form.Switch && (text[at] is not (',' or ';' or '&') || IsNextName(text, at + 1)))
            {
                break;
            }

            if (place.Form == Form.Switch && text[at] is ' ' or '\t' or '\r' or '\n' or '"' or '\'')
            {
                break;
            }

            at++;
        }

        while (at > place.At && text[at - 1] is ')' or ']' or '}' or ',' or ';')
        {
            at--;
        }

        return at;
    }

    /// <summary>Where a value ends that is a key of one word or none.</summary>
    private static int DoubtfulEnd(ReadOnlySpan<char> text, Place place)
    {
        var end = End(text, place);
        var part = text[place.At..end].IndexOfAny(ValueEnds);
        return part < 0 ? end : place.At + part;
    }

    /// <summary>True if a comma, semicolon or ampersand parts two values here and is not a part of one.</summary>
    private static bool IsNextName(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || text[at] is ' ' or '\t' or '\r' or '\n' or '"' or '\'' or '{' or '}' or '[')
        {
            return true;
        }

        // A name has 64 characters at most here, so that a line of nothing but commas stays linear.
        var end = CharSet.Name.EndOf(text[..Math.Min(text.Length, at + 64)], at);
        while (end < text.Length && text[end] == ' ')
        {
            end++;
        }

        return end > at && end < text.Length && text[end] is '=' or ':';
    }

    private static int QuotedEnd(ReadOnlySpan<char> text, Place place)
    {
        var at = place.At;
        while (at < text.Length)
        {
            var next = text[at..].IndexOf(place.Quote);
            if (next < 0)
            {
                return EndOfLine(text, place.At);
            }

            at += next;
            var slashes = 0;
            while (at - slashes > place.At && text[at - slashes - 1] == '\\')
            {
                slashes++;
            }

            // Within \"…\" an escaped quote ends the value; within "…" it is a part of it.
            var isEscapedOutside = place.At > 1 && text[place.At - 2] == '\\';
            if (slashes % 2 == 0 || isEscapedOutside)
            {
                return at - (isEscapedOutside ? slashes : 0);
            }

            at++;
        }

        return text.Length;
    }

    private static (int Start, int End) Header(ReadOnlySpan<char> text, Place place)
    {
        var at = place.At;
        var word = (CharSet.Alphanumeric | CharSet.Dash).EndOf(text, at);
        if (word == at || word - at > LongestWord || word >= text.Length || text[word] != ' ')
        {
            return (at, End(text, place));
        }

        var scheme = text[at..word];
        var isLong = LongSchemes.Contains(scheme);
        if (!isLong && !Schemes.Contains(scheme))
        {
            return (at, End(text, place));
        }

        at = word + 1;
        return isLong ? (at, place.Quote == '\0' ? EndOfLine(text, at) : QuotedEnd(text, place)) : (at, Math.Max(at, End(text, place with { At = at, Quote = '\0', Form = Form.Equal })));
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(params ReadOnlySpan<string> words) =>
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, words).GetAlternateLookup<ReadOnlySpan<char>>();

    private static int EndOfLine(ReadOnlySpan<char> text, int at)
    {
        var end = text[at..].IndexOfAny(LineEnds);
        end = end < 0 ? text.Length : at + end;
        while (end > at && text[end - 1] is ' ' or '\t' or '"' or '\'')
        {
            end--;
        }

        return end;
    }

    /// <summary>True if nothing but blanks and a dash stands before the name in its line.</summary>
    private static bool IsYaml(ReadOnlySpan<char> text, int start, int from)
    {
        while (start > from && text[start - 1] is ' ' or '\t' or '-')
        {
            start--;
        }

        return start == 0 || text[start - 1] is '\n' or '\r';
    }

    private enum Form
    {
        Equal,
        Colon,
        Element,
        Switch,
    }

    private readonly record struct Place(int At, Form Form, char Quote, int CutAt = -1);
}

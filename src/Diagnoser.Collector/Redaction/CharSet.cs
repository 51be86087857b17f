namespace Diagnoser.Collector.Redaction;

/// <summary>Characters that secrets and their names are made of, to be combined.</summary>
[Flags]
internal enum CharSet : ushort
{
    None = 0,

    /// <summary><c>a</c> to <c>z</c>.</summary>
    Lower = 1,

    /// <summary><c>A</c> to <c>Z</c>.</summary>
    Upper = 2,

    /// <summary><c>0</c> to <c>9</c>.</summary>
    Digit = 4,

    /// <summary><c>_</c>.</summary>
    Underscore = 8,

    /// <summary><c>-</c>.</summary>
    Dash = 16,

    /// <summary><c>.</c>.</summary>
    Dot = 32,

    /// <summary><c>+</c> and <c>/</c>, the last two of Base64.</summary>
    Slash = 64,

    /// <summary><c>=</c>.</summary>
    Equal = 128,

    /// <summary>Lower-case hexadecimal digits.</summary>
    Hex = 256,

    /// <summary><c>%</c>, as in an encoded URL.</summary>
    Percent = 512,

    /// <summary><c>~</c>.</summary>
    Tilde = 1024,

    /// <summary><c>$</c>, which parts the fields of a password's hash.</summary>
    Dollar = 2048,

    /// <summary>Letters and digits.</summary>
    Alphanumeric = Lower | Upper | Digit,

    /// <summary>The alphabet of Base64 for URLs.</summary>
    Word = Alphanumeric | Underscore | Dash,

    /// <summary>What a name of a setting is made of.</summary>
    Name = Word | Dot,

    /// <summary>Both alphabets of Base64.</summary>
    Token = Word | Slash,
}

/// <summary>Asks whether characters are in a <see cref="CharSet"/>.</summary>
internal static class CharSets
{
    private const int Known = 128;

    private static readonly CharSet[] Table = Make();

    public static bool Has(this CharSet set, char character) => character < Known && (Table[character] & set) != 0;

    /// <summary>The kinds of a character; none for one that is in no set.</summary>
    public static CharSet Of(char character) => character < Known ? Table[character] : CharSet.None;

    /// <summary>Where the characters of the set end, from <paramref name="at"/> on.</summary>
    public static int EndOf(this CharSet set, ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && set.Has(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Where the characters of the set begin that end at <paramref name="at"/>, not before <paramref name="from"/>.</summary>
    public static int StartOf(this CharSet set, ReadOnlySpan<char> text, int at, int from)
    {
        while (at > from && set.Has(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static CharSet[] Make()
    {
        var table = new CharSet[Known];
        for (var letter = 0; letter < 26; letter++)
        {
            table['a' + letter] = CharSet.Lower | (letter < 6 ? CharSet.Hex : CharSet.None);
            table['A' + letter] = CharSet.Upper;
        }

        for (var digit = '0'; digit <= '9'; digit++)
        {
            table[digit] = CharSet.Digit | CharSet.Hex;
        }

        table['_'] = CharSet.Underscore;
        table['-'] = CharSet.Dash;
        table['.'] = CharSet.Dot;
        table['+'] = table['/'] = CharSet.Slash;
        table['='] = CharSet.Equal;
        table['%'] = CharSet.Percent;
        table['~'] = CharSet.Tilde;
        table['$'] = CharSet.Dollar;
        return table;
    }
}

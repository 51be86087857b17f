namespace Diagnoser.Collector.Redaction;

/// <summary>What secrets of one maker look like: a literal that no other text has, and characters of an alphabet after it.</summary>
/// <param name="Rule">What stands in place of the secret, as in <c>[redacted:github-token:1a2b3c4d]</c>.</param>
/// <param name="Literal">The literal, in its own case.</param>
/// <param name="Alphabet">What follows is made of.</param>
/// <param name="Least">Fewest characters that follow.</param>
/// <param name="Most">Most characters that follow; with more it is something else.</param>
internal sealed record SecretFormat(string Rule, string Literal, CharSet Alphabet, int Least, int Most = int.MaxValue)
{
    // What is left of a secret that was cut off tells nobody anything below this length, its literal counted.
    private const int Telling = 8;

    /// <summary>Fewest characters of the secret before the literal.</summary>
    public int LeastBefore { get; init; }

    /// <summary>Most characters of the secret before the literal.</summary>
    public int MostBefore { get; init; }

    /// <summary>What these are made of.</summary>
    public CharSet AlphabetBefore { get; init; } = CharSet.Alphanumeric;

    /// <summary>The secret whose literal is at this place; empty if there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the literal is.</param>
    /// <param name="from">Where the secret may begin at the earliest.</param>
    /// <param name="cutAt">Where the text was cut off; -1 if it was not.</param>
    /// <param name="end">Where the alphabet ended when it was last looked for; keeps a text of nothing but literals linear.</param>
    public Range Find(ReadOnlySpan<char> text, int at, int from, int cutAt, ref int end)
    {
        var start = MostBefore == 0 ? at : AlphabetBefore.StartOf(text, at, Math.Max(from, at - MostBefore));
        if (at - start < LeastBefore || !(start == from || IsBoundary(text, start)))
        {
            return default;
        }

        var body = at + Literal.Length;
        end = end > body ? end : Alphabet.EndOf(text, body);
        var length = end - body;
        if (length > Most || (length < Least && !(end == cutAt && end - start >= Telling)))
        {
            return default;
        }

        // A full stop ends the sentence, not the secret.
        var last = end;
        while (last > body && text[last - 1] == '.')
        {
            last--;
        }

        return start..last;
    }

    /// <summary>True if a word can begin here: also after <c>\n</c> and <c>%3D</c>, which end in a letter.</summary>
    private static bool IsBoundary(ReadOnlySpan<char> text, int at) =>
        at == 0
        || !CharSet.Alphanumeric.Has(text[at - 1])
        || (at > 1 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't')
        || (at > 2 && text[at - 3] == '%');
}

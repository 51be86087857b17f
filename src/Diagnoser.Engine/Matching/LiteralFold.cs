namespace Diagnoser.Engine.Matching;

/// <summary>
/// Which characters are the same to the literals: letters in either case, and all that is not ASCII. Literals only decide what is worth trying,
/// so it is enough that whatever is equal under any comparison of the language is equal here.
/// </summary>
internal static class LiteralFold
{
    /// <summary>Number of different folded characters.</summary>
    public const int Count = 129;

    private const char Other = '\u0080';

    /// <summary>The Kelvin sign, which regular expressions take for a k.</summary>
    private const char Kelvin = '\u212a';

    /// <summary>The character that stands for this one.</summary>
    public static char Of(char c) => c < Other ? char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c : c == Kelvin ? 'k' : Other;

    /// <summary>A text in folded characters.</summary>
    public static string Of(string text) => string.Create(text.Length, text, (folded, from) =>
    {
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = Of(from[i]);
        }
    });

    /// <summary>True if the text is this folded one.</summary>
    public static bool IsAt(ReadOnlySpan<char> text, string folded)
    {
        for (var i = 0; i < folded.Length; i++)
        {
            if (Of(text[i]) != folded[i])
            {
                return false;
            }
        }

        return true;
    }
}

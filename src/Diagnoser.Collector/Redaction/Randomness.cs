namespace Diagnoser.Collector.Redaction;

/// <summary>
/// Tells what was drawn at random from what people and compilers write. In a random token the next character is of another kind (small,
/// capital, digit) more often than not; in names, however long, it seldom is. What machines show everywhere is no secret: hexadecimal
/// digits alone are ids of containers, images, commits and traces.
/// </summary>
internal static class Randomness
{
    private const int LeastToken = 32;
    private const int LeastValue = 16;
    private const int FewestKinds = 12;

    // Of 32 characters drawn from 62 at random 60 % differ in kind from the one before; below 40 % are 6 in 1,000 such tokens.
    private const double Mixed = 0.40;

    // The same of 36 characters: 40 %, and 2 in 100 below a fourth.
    private const double Two = 0.25;

    private static readonly string[] Public = ["sha256-", "sha384-", "sha512-", "AAAAB3NzaC1", "AAAAC3NzaC1", "AAAAE2VjZHNh", "_ZN", "_R"];

    /// <summary>True if a word that stands alone can only be a secret.</summary>
    /// <param name="word">Characters of <see cref="CharSet.Token"/>.</param>
    /// <param name="before">What stands before it.</param>
    public static bool IsToken(ReadOnlySpan<char> word, ReadOnlySpan<char> before)
    {
        if (word.Length < LeastToken || before.EndsWith("SHA256:") || before.EndsWith("sha256:"))
        {
            return false;
        }

        foreach (var start in Public)
        {
            if (word.StartsWith(start))
            {
                return false;
            }
        }

        var traits = Traits.Of(word);
        if (traits.Kinds < FewestKinds || traits.Digits < 2)
        {
            return false;
        }

        return traits is { Lower: > 0, Upper: > 0 }
            ? traits.Changes >= Mixed * traits.Pairs
            : traits is { IsHex: false, Others: 0, Digits: >= 4 } && traits.Changes >= Two * traits.Pairs && !before.EndsWith('/');
    }

    /// <summary>True if a value beside a name such as <c>key</c> or <c>session</c> looks drawn at random.</summary>
    public static bool IsValue(ReadOnlySpan<char> value)
    {
        if (value.Length < LeastValue || CharSet.Token.EndOf(value.TrimEnd('='), 0) < value.TrimEnd('=').Length)
        {
            return false;
        }

        var traits = Traits.Of(value);
        return traits.Digits >= 2
            && traits.Lower + traits.Upper >= 2
            && traits.Kinds >= 8
            && traits.Changes >= Two * traits.Pairs
            && value[0] != '/'
            && !IsUuid(value)
            && !(traits.IsHex && value.Length is 40 or 64);
    }

    private static bool IsUuid(ReadOnlySpan<char> value) => value.Length == 36 && value[8] == '-' && value[13] == '-' && value[18] == '-' && value[23] == '-';

    /// <summary>What a word is made of.</summary>
    private readonly record struct Traits(int Lower, int Upper, int Digits, int Others, int Changes, int Pairs, int Kinds, bool IsHex)
    {
        public static Traits Of(ReadOnlySpan<char> word)
        {
            const CharSet kind = CharSet.Alphanumeric;
            int lower = 0, upper = 0, digits = 0, others = 0, changes = 0, pairs = 0;
            ulong low = 0, high = 0;
            var isHex = true;
            var last = CharSet.None;
            foreach (var character in word)
            {
                var set = CharSets.Of(character);
                isHex &= (set & CharSet.Hex) != 0;
                set &= kind;
                lower += set == CharSet.Lower ? 1 : 0;
                upper += set == CharSet.Upper ? 1 : 0;
                digits += set == CharSet.Digit ? 1 : 0;
                others += set == CharSet.None ? 1 : 0;
                if (set != CharSet.None && last != CharSet.None)
                {
                    pairs++;
                    changes += set != last ? 1 : 0;
                }

                last = set;
                if (character < 64)
                {
                    low |= 1UL << character;
                }
                else
                {
                    high |= 1UL << (character & 63);
                }
            }

            return new Traits(lower, upper, digits, others, changes, pairs, System.Numerics.BitOperations.PopCount(low) + System.Numerics.BitOperations.PopCount(high), isHex);
        }
    }
}

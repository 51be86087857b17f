using CsCheck;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Tests.Rules.Reading;

public sealed class RegexLiteralsTests
{
    // Pieces of patterns, valid or not, that are put together at random: what does not parse is left out.
    private static readonly Gen<string> Leaf = Gen.OneOf(
        "abc", "Out of memory", "kill", "K", "a", "b", "xyz", ".", "\\d", "\\w+", "\\.", "[Ee]", "[a-c]", "[^a]", "[]a]", "[a\\]b]", "^", "$", "\\b",
        "{", "}", "]", "-", "{,3}", "{x", "(?i)", "(?-i)", "é", "ſ", "\u212a", "\\x41", "\\u00e9", "\\t", " ", "#", "(?n)", "/", "\\/", "a-z", "[-a]", "\\p{L}");

    private static readonly Gen<string> Repeat = Gen.OneOf("", "", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "*?", "+?", "??", "{2}?");

    private static readonly Gen<string> Pattern = Gen.Recursive<string>((depth, inner) =>
    {
        if (depth > 2)
        {
            return Leaf;
        }

        var group = Gen.Select(Gen.OneOf("(", "(?:", "(?<g>", "(?i:", "(?im-s:"), inner, (open, body) => $"{open}{body})");
        var sequence = Gen.Select(Gen.OneOf(Leaf, Leaf, group), Repeat, (atom, repeat) => atom + repeat).List[1, 4].Select(string.Concat);
        return Gen.OneOf(sequence, sequence, Gen.Select(inner, inner, (one, other) => $"{one}|{other}"));
    });

    [Theory]
    [InlineData("panic: .*", "panic: ")]
    [InlineData("abbbc+d", "abbbc")]
    [InlineData("xxabc?d", "xxabd xxabcd")]
    [InlineData("(foo|quux) bar", "foo bar|quux bar")]
    [InlineData("foo|quux", "foo|quux")]
    [InlineData("foo|x", "")]
    [InlineData("[abc]+", "")]
    [InlineData("[abcdefgh]long", "long")]
    [InlineData(@"\d+\.\d+", "")]
    [InlineData(@"port (?<p>\d{1,5}) failed", " failed")]
    [InlineData(@"(?i)^.*\b(panic|Fatal)\b", "panic|fatal")]
    [InlineData(@"(?:abcdef)?x", "")]
    [InlineData("(?:abcdef)?xyz", "xyz")]
    [InlineData(@"\[error\]", "[error]")]
    [InlineData("[Ee]rror", "error")]
    [InlineData("(ab){3}", "ababab")]
    [InlineData("(?x) a b c ", "")]
    [InlineData("(?#abcdef)", "")]
    [InlineData(@"a\u0062\x63", "abc")]
    [InlineData(".*", "")]
    public void Finds_texts_of_which_every_match_holds_one(string pattern, string literals)
    {
        var separator = literals.Contains('|', StringComparison.Ordinal) ? '|' : literals == "xxabd xxabcd" ? ' ' : '\n';

        Assert.Equal(literals.Split(separator, StringSplitOptions.RemoveEmptyEntries).Order(), RegexLiterals.Of(pattern).Order());
    }

    [Fact]
    public void Whatever_a_pattern_matches_holds_one_of_its_literals()
    {
        var text = Gen.OneOf(Leaf, Gen.OneOf("ABC", "a", "c", "é", "É", "KILL", "\u212aill", "1", "Out Of Memory", "e", "\n", "ab", "xyzxyz")).List[0, 8].Select(string.Concat);
        var withLiterals = 0;
        Gen.Select(Pattern, text.List[1, 12], Gen.Bool).Sample(
            (pattern, texts, ignoreCase) =>
            {
                if (RegexLiterals.Of(pattern) is not { Count: > 0 } literals || RegexReader.Compile(pattern, ignoreCase, out _) is not { } regex)
                {
                    return true;
                }

                _ = Interlocked.Increment(ref withLiterals);
                return texts.TrueForAll(t => !regex.IsMatch(t) || literals.Any(l => LiteralFold.Of(t).Contains(LiteralFold.Of(l), StringComparison.Ordinal)));
            },
            iter: 4_000);

        Assert.True(withLiterals > 500, $"only {withLiterals} patterns had literals");
    }
}

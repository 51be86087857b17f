using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>
/// Whatever pattern a rule holds, it is refused with a reason or can be built and asked; and the texts that are said to be in every match are, since
/// a pattern is tried only where one of them is.
/// </summary>
public sealed partial class RegexFuzzTests
{
    // A few letters, so that texts and patterns often meet; among them those whose other case is not where one looks for it.
    private const string Letters = "aabbcckKsSiI1 .-\u212a\u017f\u0130é\n";

    private static readonly string[] Shipped = [.. Good.Files.SelectMany(f => Pattern().Matches(f)).Select(m => m.Value).Distinct()];

    private static readonly string[] Atoms =
    [
        "a", "b", "c", "k", "S", "i", "1", "abc", "bac", "kis", ".", "\\.", "[ab]", "[^a]", "[a-c]", "[k]", "(?:ab|ba)", "(?<n>abc)", "(a|b|ca)", "(?i)", "(?i:ABC)", "(?-i:k)", "(?s).", "(?n)(a)", "\\w",
        "\\d", "\\s", "\\b", "^", "$", "\\x61", "\\u0062", "\\u212a", "\\p{L}", "(?#abc)", "(?x) a b", "()", "(|abc)", "[\\]a]", "[a-]", "[[]", "\\k<n>", "\\1", "(?=a)", "(?>a)", "[a-c-[b]]", "\\Qab\\E", "\\e", "\\07", "{", "}",
    ];

    private static readonly string[] Quantifiers = ["", "", "", "*", "+", "?", "{2}", "{0}", "{1,}", "{0,2}", "{3,1}", "*?", "+?", "{2}?", "{ 2}", "{,2}", "**", "{17}", "{900}"];

    private static readonly Gen<byte[]> Cases =
        from seed in Gen.Int
        select Encoding.UTF8.GetBytes(Make(new Random(seed)));

    public static TheoryData<string> Kept => Fuzz.Cases(".regex");

    [Fact]
    public void Any_pattern_is_refused_or_asked() => Fuzz.Try(Cases, ".regex", Holds);

    [Theory]
    [MemberData(nameof(Kept))]
    public void A_kept_pattern_is_refused_or_asked(string name) => Fuzz.Bounded(Fuzz.Case(name), Holds);

    // The first line is the pattern, in which a line break is written \n; what follows is a text to search.
    private static string Make(Random random)
    {
        var pattern = random.Next(4) == 0 && Shipped.Length > 0 ? Shipped[random.Next(Shipped.Length)] : Grown(random, 3);
        for (var spoils = random.Next(3) == 0 ? random.Next(3) : 0; spoils > 0; spoils--)
        {
            pattern = HostileTexts.Spoil(pattern, random);
        }

        var text = new StringBuilder();
        for (var i = random.Next(30); i >= 0; i--)
        {
            // Parts of the pattern itself, so that it matches now and then.
            var at = random.Next(pattern.Length + 1);
            _ = random.Next(3) == 0 ? text.Append(pattern, at, Math.Min(random.Next(6), pattern.Length - at)) : text.Append(Letters[random.Next(Letters.Length)]);
        }

        return pattern.ReplaceLineEndings("\\n") + "\n" + text;
    }

    private static string Grown(Random random, int depth)
    {
        var pattern = new StringBuilder();
        for (var i = random.Next(1, 7); i > 0; i--)
        {
            var atom = depth > 0 && random.Next(6) == 0 ? $"({Grown(random, depth - 1)})" : Atoms[random.Next(Atoms.Length)];
            _ = pattern.Append(atom).Append(Quantifiers[random.Next(Quantifiers.Length)]).Append(random.Next(8) == 0 ? "|" : "");
        }

        return pattern.ToString();
    }

    private static void Holds(byte[] bytes)
    {
        var parts = Encoding.UTF8.GetString(bytes).Split('\n', 2);
        var text = parts[^1];
        foreach (var ignoreCase in new[] { false, true })
        {
            if (RegexReader.Compile(parts[0], ignoreCase, out var problem) is not { } regex)
            {
                Assert.NotEmpty(problem);
                continue;
            }

            var literals = RegexLiterals.Of(parts[0]);
            if (regex.IsMatch(text))
            {
                Assert.True(regex.Match(text).Success);
                Assert.True(literals.Count == 0 || literals.Any(l => LiteralFold.Of(text).Contains(LiteralFold.Of(l), StringComparison.Ordinal)), $"/{parts[0]}/ matches '{text}' without any of '{string.Join("', '", literals)}'");
            }
        }
    }

    [GeneratedRegex("(?<=\\|re: *'|^ +- ')[^'\n]+(?=')", RegexOptions.Multiline)]
    private static partial Regex Pattern();
}

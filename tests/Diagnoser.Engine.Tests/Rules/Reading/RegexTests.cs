using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Tests.Rules.Reading;

public sealed class RegexTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData(@"(?<port>\d+) (?:x|y) (?i)panic", true)]
    [InlineData("a{1000}", true)]
    [InlineData("a{600}b{600}", false)]
    [InlineData("(abc){200}", true)]
    [InlineData("(abc){300}", false)]
    [InlineData("(kiss+?(ab|ba)|k(|abc)*){900}", false)]
    [InlineData("(?=abc)", false)]
    [InlineData("(?<!abc)", false)]
    [InlineData("(?>abc)", false)]
    [InlineData("(?(a)b|c)", false)]
    [InlineData("(?<a>x)(?<b-a>y)", false)]
    [InlineData("(?'a'x)", false)]
    [InlineData(@"(a)\1", false)]
    [InlineData(@"(?<a>b)\k<a>", false)]
    [InlineData(@"\Gabc", false)]
    public void Knows_what_can_be_built_for_certain(string pattern, bool isPlain) => Assert.Equal(isPlain, RegexShape.Of(pattern).IsPlain);

    // Where none of its literals is, an expression is not tried: a text must never be held back that it would find.
    [Theory]
    [InlineData("link is down", "eth0: link is down", false, true)]
    [InlineData("link is down", "eth0: Link is down", false, false)]
    [InlineData("link is down", "eth0: LINK IS DOWN", true, true)]
    [InlineData("link", "lin\u212a", true, true)]
    [InlineData("(?i)link", "eth0: lin\u212a", false, true)]
    [InlineData("lin\u212a", "LINK", true, true)]
    [InlineData("(?:lost|gone) after", "it has gone after all", false, true)]
    [InlineData(@"\d+", "17", false, true)]
    public void Finds_what_the_expression_alone_finds(string pattern, string text, bool ignoreCase, bool isFound)
    {
        var regex = RegexReader.Compile(pattern, ignoreCase, out _);

        Assert.Equal(isFound, regex!.IsMatch(text));
        Assert.Equal(isFound, regex.Match(text).Success);
    }

    [Theory]
    [InlineData("a{1001}", "go up to 1000")]
    [InlineData("a{1,99999999999}", "go up to 1000")]
    [InlineData("((a{50}){50}){50}", "go up to 1000")]
    [InlineData("(?=abc)", "look-arounds")]
    [InlineData(@"(?:ab)(?=abc)", "look-arounds")]
    [InlineData(@"\Gabc", "are not allowed")]
    [InlineData("(?<a>x)(?<b-a>y)", "are not allowed")]
    [InlineData(@"(a)\1bcd", "back-references")]
    [InlineData("(unclosed", "not a regular expression")]
    [InlineData("abc)", "not a regular expression")]
    [InlineData("[z-a]", "not a regular expression")]
    [InlineData("", "must not be empty")]
    [InlineData("*abc", "not a regular expression")]
    public void Refuses(string pattern, string why)
    {
        Assert.Null(RegexReader.Compile(pattern, false, out var problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_is_long_or_deep()
    {
        Assert.Null(RegexReader.Compile(new string('a', 2000), false, out var longer));
        Assert.Contains("at most 1024 characters", longer, StringComparison.Ordinal);
        Assert.Null(RegexReader.Compile(new string('(', 200) + "abc" + new string(')', 200), false, out var deep));
        Assert.Contains("nest at most 20 deep", deep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("([a-zA-Z]+)*#")]
    [InlineData("(.*){1,30}x")]
    [InlineData(@"((\w{1,30}[.-]){1,30})x")]
    public void A_pattern_known_to_explode_elsewhere_is_quick(string pattern)
    {
        var regex = RegexReader.Compile(pattern, false, out var problem);

        Assert.True(regex is not null, problem);
        Assert.False(regex.IsMatch(new string('a', 16_000) + "!"));
    }
}

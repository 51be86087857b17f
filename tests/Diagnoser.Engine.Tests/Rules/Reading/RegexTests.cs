using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Tests.Rules.Reading;

public sealed class RegexTests
{
    [Theory]
    [InlineData("panic: .*", 7)]
    [InlineData("ab+c", 2)]
    [InlineData("abc?d", 2)]
    [InlineData("(foo|quux) bar", 4)]
    [InlineData("(foo|quux)", 3)]
    [InlineData("foo|x", 1)]
    [InlineData("[abc]+", 0)]
    [InlineData(@"\d+\.\d+", 1)]
    [InlineData(@"port (?<p>\d{1,5}) failed", 7)]
    [InlineData(@"(?i)^.*\b(panic|fatal)\b", 5)]
    [InlineData(@"(?:abcdef)?x", 1)]
    [InlineData(@"\[error\]", 7)]
    [InlineData(".*", 0)]
    public void Finds_the_literal_that_every_match_holds(string pattern, int length) => Assert.Equal(length, RegexShape.Of(pattern).Literal);

    [Theory]
    [InlineData("a{1001}", "go up to 1000")]
    [InlineData("a{1,99999999999}", "go up to 1000")]
    [InlineData("((a{50}){50}){50}", "go up to 1000")]
    [InlineData("(?=abc)", "look-arounds")]
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
        Assert.DoesNotMatch(regex, new string('a', 16_000) + "!");
    }
}

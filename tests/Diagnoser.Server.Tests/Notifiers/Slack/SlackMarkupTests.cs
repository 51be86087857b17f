using Diagnoser.Server.Notifiers.Slack;

namespace Diagnoser.Server.Tests.Notifiers.Slack;

public sealed class SlackMarkupTests
{
    [Theory]
    [InlineData("<!channel> & <@U123>", "&lt;!channel&gt; &amp; &lt;@U123&gt;")]
    [InlineData("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;")]
    [InlineData("a ``` b", "a ˋˋˋ b")]
    [InlineData("\e[31mred\0", "\\x1b[31mred\\x00")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("two\nlines", "two\\nlines")]
    [InlineData("grüße 漢字 🦊", "grüße 漢字 🦊")]
    public void Hostile_text_stays_text(string text, string shown) => Assert.Equal(shown, SlackMarkup.Line(text, 100));

    [Theory]
    [InlineData("<<<", 8, "&lt;…")]
    [InlineData("<<<", 12, "&lt;&lt;&lt;")]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("ab🦊🦊", 5, "ab🦊…")]
    public void A_limit_counts_entities_and_cuts_none_in_two(string text, int limit, string shown) => Assert.Equal(shown, SlackMarkup.Line(text, limit));

    [Fact]
    public void A_sign_of_the_style_in_the_text_does_not_end_the_style()
    {
        Assert.Equal("~a ∼ b~", SlackMarkup.Struck("a ~ b"));
        Assert.Equal("*a ∗ b*", SlackMarkup.Bold("a * b"));
    }
}

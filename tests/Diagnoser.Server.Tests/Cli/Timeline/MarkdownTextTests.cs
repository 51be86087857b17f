using Diagnoser.Server.Cli.Timeline;

namespace Diagnoser.Server.Tests.Cli.Timeline;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("plain text, 5.3 s (64 MiB) - done!", "plain text, 5.3 s (64 MiB) - done!")]
    [InlineData("*bold* _it_ `code` ~~gone~~ $x$", "\\*bold\\* \\_it\\_ \\`code\\` \\~\\~gone\\~\\~ \\$x\\$")]
    [InlineData("[click](http://evil)", "\\[click\\](http\\://evil)")]
    [InlineData("![x](y)", "!\\[x\\](y)")]
    [InlineData("see HTTPS://evil or WWW.evil.com", "see HTTPS\\://evil or WWW\\.evil.com")]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;")]
    [InlineData("&lt;b&gt; <!channel>", "&amp;lt;b&amp;gt; &lt;!channel&gt;")]
    [InlineData("a | b \\| c", "a \\| b \\\\\\| c")]
    [InlineData("two\nlines\r\n# heading", "two\\\\nlines\\\\r\\\\n# heading")]
    [InlineData("\u001b[31mred user\u202egpj", "\\\\x1b\\[31mred user\\\\u202egpj")]
    [InlineData("@team look, (@ann) alpine@sha256 at @", "`@`team look, (`@`ann) alpine@sha256 at @")]
    [InlineData("@@a", "@`@`a")]
    [InlineData(null, "")]
    public void Text_of_others_stays_one_line_of_text(string? text, string markdown) => Assert.Equal(markdown, MarkdownText.Line(text, 100));

    [Fact]
    public void Text_that_is_too_long_is_cut() => Assert.Equal("\\*\\*…", MarkdownText.Line("*****", 2));
}

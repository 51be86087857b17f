using System.Text;

namespace Diagnoser.Server.Cli.Timeline;

/// <summary>
/// The one way that text which somebody else wrote reaches a Markdown file. It stays one line and text: no markup, HTML, link or image, no
/// new cell of a table, and no mention that would call people when the file is pasted into a forge.
/// </summary>
internal static class MarkdownText
{
    /// <summary>The text, harmless and cut with … after this many characters.</summary>
    public static string Line(string? text, int limit)
    {
        var visible = TerminalText.Line(text, limit);
        var markdown = new StringBuilder(visible.Length + 16);
        for (var i = 0; i < visible.Length; i++)
        {
            _ = visible[i] switch
            {
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '$' => markdown.Append('\\').Append(visible[i]),
                '&' => markdown.Append("&amp;"),
                '<' => markdown.Append("&lt;"),
                '>' => markdown.Append("&gt;"),
                ':' or '.' when IsLink(visible, i) => markdown.Append('\\').Append(visible[i]),
                '@' when IsMention(visible, i) => markdown.Append("`@`"),
                _ => markdown.Append(visible[i]),
            };
        }

        return markdown.ToString();
    }

    /// <summary>A name of a container, host or person.</summary>
    public static string Name(string? text) => Line(text, TerminalText.NameLimit);

    // Bare addresses become links in many forges: http://… and www.….
    private static bool IsLink(string text, int at) => text[at] == ':'
        ? text.AsSpan(at).StartsWith("://", StringComparison.Ordinal)
        : text.AsSpan(0, at).EndsWith("www", StringComparison.OrdinalIgnoreCase);

    // A mention inside of code calls nobody.
    private static bool IsMention(string text, int at) =>
        (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])) && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);
}

using System.Text;

namespace Diagnoser.Server.Notifiers.Slack;

/// <summary>
/// The one way that text which somebody else wrote reaches Slack. Slack obeys what stands in angle brackets (&lt;!channel&gt; pages
/// everyone) and knows exactly three entities against that; it has no escape for back-ticks, so a fence inside text is broken up.
/// </summary>
internal static class SlackMarkup
{
    private const string Fence = "```";
    private const string BrokenFence = "ˋˋˋ";

    /// <summary>One harmless line, no longer than this as Slack counts it, entities included.</summary>
    public static string Line(string? text, int limit)
    {
        var visible = TerminalText.Line(text, limit).Replace(Fence, BrokenFence, StringComparison.Ordinal);
        var builder = new StringBuilder(visible.Length + 16);
        var whole = 0;
        foreach (var rune in visible.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => builder.Append("&amp;"),
                '<' => builder.Append("&lt;"),
                '>' => builder.Append("&gt;"),
                _ => builder.Append(rune),
            };
            if (builder.Length > limit)
            {
                builder.Length = whole;
                return builder.Append('…').ToString();
            }

            whole = builder.Length < limit ? builder.Length : whole;
        }

        return builder.ToString();
    }

    /// <summary>Several lines; the breaks are the rule author's, those in values were made visible when the text was rendered.</summary>
    public static string Lines(string text, int limit)
    {
        var builder = new StringBuilder();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var left = limit - builder.Length - 1;
            if (left < 2)
            {
                break;
            }

            _ = builder.Append(builder.Length == 0 ? "" : "\n").Append(Line(line, left));
        }

        return builder.ToString();
    }

    public static string Bold(string escaped) => Styled('*', '∗', escaped);

    public static string Struck(string escaped) => Styled('~', '∼', escaped);

    /// <summary>A block to copy from; what it holds must be escaped.</summary>
    public static string Code(string escaped) => $"{Fence}\n{escaped}\n{Fence}";

    /// <summary>A link of our own.</summary>
    public static string Link(Uri link, string escaped) => $"<{link.AbsoluteUri.Replace("&", "&amp;", StringComparison.Ordinal)}|{escaped}>";

    // A sign of the style inside the text would end the style there, so it gives way to one that looks like it.
    private static string Styled(char sign, char alike, string escaped) => escaped.Length == 0 ? "" : $"{sign}{escaped.Replace(sign, alike)}{sign}";
}

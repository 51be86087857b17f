using System.Text;
using System.Text.RegularExpressions;
using Diagnoser.Server.Cli.Timeline;

namespace Diagnoser.Server.Cli.Rules.Docs;

/// <summary>Writes Markdown out of texts that rules hold; none of them can be more than text in it.</summary>
internal sealed partial class MarkdownWriter
{
    private readonly StringBuilder _page = new();

    public override string ToString() => _page.ToString();

    public void Heading(int level, string text) => Block($"{new string('#', level)} {Safe(text)}");

    /// <summary>Paragraphs of a text; placeholders become code.</summary>
    public void Text(string text)
    {
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Block(Inline(paragraph));
        }
    }

    /// <summary>A line that is Markdown already.</summary>
    public void Block(string markdown) => _page.Append(markdown).Append("\n\n");

    public void Items(IEnumerable<string> markdown)
    {
        var any = false;
        foreach (var item in markdown)
        {
            _page.Append("- ").Append(item).Append('\n');
            any = true;
        }

        _ = any ? _page.Append('\n') : _page;
    }

    /// <summary>A block of code; its fence is longer than any inside.</summary>
    public void Code(string text, string language = "sh")
    {
        var lines = text.TrimEnd('\n').Split('\n').Select(l => TerminalText.Line(l, TerminalText.RuleTextLimit)).ToList();
        var fence = new string('`', Math.Max(3, lines.Max(LongestRun) + 1));
        Block($"{fence}{language}\n{string.Join('\n', lines)}\n{fence}");
    }

    /// <summary>Text as one line of Markdown; <c>${{ placeholders }}</c> become code.</summary>
    public static string Inline(string text)
    {
        var line = string.Join(' ', text.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));
        var markdown = new StringBuilder();
        for (var from = 0; from < line.Length;)
        {
            var opening = line.IndexOf("${{", from, StringComparison.Ordinal);
            var closing = opening < 0 ? -1 : line.IndexOf("}}", opening, StringComparison.Ordinal);
            if (closing < 0)
            {
                _ = markdown.Append(Safe(line[from..]));
                break;
            }

            _ = markdown.Append(Safe(line[from..opening]));
            var value = Placeholder(line[(opening + 3)..closing].Trim());

            // Two pieces of code side by side would be read as one.
            _ = markdown.Append((markdown.Length > 0 && markdown[^1] == '`') && value.StartsWith('`') ? " " : "").Append(value);
            from = closing + 2;
        }

        return markdown.ToString();
    }

    /// <summary>Code in a line.</summary>
    public static string Span(string text)
    {
        var line = TerminalText.Line(text, TerminalText.RuleTextLimit);
        var run = LongestRun(line);
        var tick = new string('`', run + 1);
        return run == 0 ? $"`{line}`" : $"{tick} {line} {tick}";
    }

    /// <summary>An address that leads to the web as a link; anything else as text.</summary>
    public static string Link(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && !uri.AbsoluteUri.AsSpan().ContainsAny("<>\"\\`")
            ? $"<{uri.AbsoluteUri}>"
            : Safe(address);

    public static string Safe(string text)
    {
        var line = MarkdownText.Line(text, TerminalText.RuleTextLimit);

        // What would begin a heading, a list or a rule at the start of a line.
        return line.Length > 0 && (line[0] is '#' or '-' or '+' or '=' || (char.IsAsciiDigit(line[0]) && line.TrimStart("0123456789").ToString() is ['.' or ')', ..]))
            ? line[0] is '#' or '-' or '+' or '=' ? "\\" + line : line.Insert(line.IndexOfAny(['.', ')']), "\\")
            : line;
    }

    // A choice between two texts is shown as those texts; of anything else the name is enough, without how it is written.
    private static string Placeholder(string source)
    {
        if (Choice().Match(source) is { Success: true } choice)
        {
            var texts = new[] { choice.Groups["yes"].Value, choice.Groups["no"].Value }.Where(t => t.Trim().Length > 0).Select(Safe).ToList();
            return texts.Count == 0 ? " " : $"({string.Join(" *or* ", texts)})";
        }

        var filter = source.IndexOf(" | ", StringComparison.Ordinal);
        var name = filter < 0 ? source : source[..filter];
        return name.Length == 0 ? "" : Span(name);
    }

    [GeneratedRegex(@"^[^?]+ \? '(?<yes>[^']*)' : '(?<no>[^']*)'$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Choice();

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}


namespace Diagnoser.Server.Notifiers.Teams;

/// <summary>
/// The one way that text which somebody else wrote reaches Teams. Text runs know no Markdown, no links and no mentions; what they do
/// know are the card functions {{DATE(…)}} and {{TIME(…)}}, so these are cut in two.
/// </summary>
internal static class TeamsText
{
    /// <summary>Runs that show one harmless line of at most this many characters.</summary>
    public static IEnumerable<TextRun> Runs(string? text, int limit, TextRun style)
    {
        var visible = Line(text, limit);
        var start = 0;
        for (var i = 0; i + 2 < visible.Length; i++)
        {
            if (visible[i] == '{' && visible[i + 1] == '{' && visible[i + 2] is 'D' or 'T')
            {
                yield return style with { Text = visible[start..(i + 1)] };
                start = i + 1;
            }
        }

        if (start < visible.Length)
        {
            yield return style with { Text = visible[start..] };
        }
    }

    /// <summary>The same as one string, where there are no runs.</summary>
    public static string Line(string? text, int limit)
    {
        var visible = TerminalText.Line(text, limit);
        if (visible.Length <= limit)
        {
            return visible;
        }

        // Making things visible makes them longer, and a pair of surrogates must stay one.
        var length = char.IsHighSurrogate(visible[limit - 2]) ? limit - 2 : limit - 1;
        return visible[..length] + "…";
    }
}

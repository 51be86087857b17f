using System.Text.RegularExpressions;

namespace Diagnoser.Engine.Rules;

/// <summary>
/// A regular expression whose searches take time in proportion to the text. It is checked when it is read and built when it is first asked,
/// since a built one costs milliseconds and up to a megabyte, and most of a rule set's are never asked.
/// </summary>
public sealed class LinearRegex
{
    private const int Limit = 16 * 1024;

    private readonly Lazy<Regex> _regex;

    internal LinearRegex(string pattern, RegexOptions options, Regex parsed)
    {
        Pattern = pattern;
        GroupNames = [.. parsed.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]))];
        _regex = new Lazy<Regex>(() => new Regex(pattern, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    /// <summary>It, as written.</summary>
    public string Pattern { get; }

    /// <summary>Names of its named groups.</summary>
    public IReadOnlyList<string> GroupNames { get; }

    /// <summary>True if the text holds a match. Of a hostile text only the beginning is searched.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => _regex.Value.IsMatch(text[..Math.Min(text.Length, Limit)]);

    /// <summary>The first match. Of a hostile text only the beginning is searched.</summary>
    public Match Match(string text) =>
        text.Length <= Limit ? _regex.Value.Match(text)
            : IsMatch(text) ? _regex.Value.Match(text[..Limit])
            : System.Text.RegularExpressions.Match.Empty;

    /// <inheritdoc/>
    public override string ToString() => Pattern;
}

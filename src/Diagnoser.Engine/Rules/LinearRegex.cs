using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules;

/// <summary>
/// A regular expression whose searches take time in proportion to the text. It is checked when it is read and built when a text first holds one of
/// the literals that every match holds, since a built one costs milliseconds and up to a megabyte, and most of a rule set's are never asked.
/// </summary>
public sealed class LinearRegex
{
    private const int Limit = 16 * 1024;

    private readonly Lazy<Regex> _regex;
    private readonly Lazy<SearchValues<string>?> _literals;

    internal LinearRegex(string pattern, RegexOptions options, Regex parsed)
    {
        Pattern = pattern;
        GroupNames = [.. parsed.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]))];
        _regex = new Lazy<Regex>(() => new Regex(pattern, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        _literals = new Lazy<SearchValues<string>?>(() => LiteralsOf(pattern));
    }

    /// <summary>It, as written.</summary>
    public string Pattern { get; }

    /// <summary>Names of its named groups.</summary>
    public IReadOnlyList<string> GroupNames { get; }

    /// <summary>True if the text holds a match. Of a hostile text only the beginning is searched.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var searched = text[..Math.Min(text.Length, Limit)];
        return MayHold(searched) && _regex.Value.IsMatch(searched);
    }

    /// <summary>The first match. Of a hostile text only the beginning is searched.</summary>
    public Match Match(string text) =>
        text.Length > Limit ? IsMatch(text) ? _regex.Value.Match(text[..Limit]) : System.Text.RegularExpressions.Match.Empty
            : MayHold(text) ? _regex.Value.Match(text)
            : System.Text.RegularExpressions.Match.Empty;

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    // Looking for literals takes a tenth of what the expression takes. What is not ASCII may be equal to a letter for it, such as the Kelvin sign.
    private bool MayHold(ReadOnlySpan<char> text) => _literals.Value is not { } literals || text.ContainsAny(literals) || !Ascii.IsValid(text);

    private static SearchValues<string>? LiteralsOf(string pattern)
    {
        var literals = RegexLiterals.Of(pattern);
        return literals.Count == 0 || literals.Any(l => !Ascii.IsValid(l)) ? null : SearchValues.Create([.. literals], StringComparison.OrdinalIgnoreCase);
    }
}

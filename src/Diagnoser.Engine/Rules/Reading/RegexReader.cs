using System.Text.RegularExpressions;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Checks the regular expressions of rules so that hostile text cannot make them slow, and neither can a hostile rule.</summary>
internal static class RegexReader
{
    private const int MaxLength = 1024;

    public static LinearRegex? Compile(string pattern, bool ignoreCase, out string problem)
    {
        var shape = pattern.Length is > 0 and <= MaxLength ? RegexShape.Of(pattern) : null;
        problem = pattern.Length switch
        {
            0 => "a regular expression must not be empty",
            > MaxLength => $"a regular expression has at most {MaxLength} characters, this one has {pattern.Length}",
            _ => shape!.Problem ?? "",
        };
        if (problem.Length > 0)
        {
            return null;
        }

        var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : 0);
        try
        {
            // Parsing finds what is wrong, a thousand times faster than building does; where it is not sure what can be built, one is.
            return new LinearRegex(pattern, options, new Regex(pattern, options | (shape!.IsPlain ? 0 : RegexOptions.NonBacktracking)));
        }
        catch (ArgumentException e)
        {
            problem = $"not a regular expression: {e.Message}";
        }
        catch (NotSupportedException)
        {
            problem = "look-arounds, back-references, atomic groups, conditionals and very large patterns are not allowed, so that every search takes linear time";
        }

        return null;
    }
}

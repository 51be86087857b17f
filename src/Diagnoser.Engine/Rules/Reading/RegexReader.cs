using System.Text.RegularExpressions;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Compiles the regular expressions of rules so that hostile text cannot make them slow, and neither can a hostile rule.</summary>
internal static class RegexReader
{
    private const int MaxLength = 1024;

    public static Regex? Compile(string pattern, bool ignoreCase, out string problem)
    {
        problem = pattern.Length switch
        {
            0 => "a regular expression must not be empty",
            > MaxLength => $"a regular expression has at most {MaxLength} characters, this one has {pattern.Length}",
            _ => RegexShape.Of(pattern).Problem ?? "",
        };
        if (problem.Length > 0)
        {
            return null;
        }

        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : 0);
        try
        {
            return new Regex(pattern, options);
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

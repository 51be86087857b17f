using System.Net;
using System.Text.RegularExpressions;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Conditions;

/// <summary>A test of a text; of a list, one of its texts satisfies it.</summary>
internal abstract class TextTest : ValueTest
{
    public sealed override bool Holds(Value value, DockerEvent dockerEvent, Captures captures)
    {
        if (value.AsText is { } text)
        {
            return Holds(text, captures);
        }

        return value.AsList is { } list && list.Any(item => Holds(item, captures));
    }

    protected abstract bool Holds(string text, Captures captures);
}

internal sealed class EqualTextTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(string text, Captures captures) => text.Equals(operand, comparison);
}

internal sealed class ContainsTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(string text, Captures captures) => text.Contains(operand, comparison);
}

internal sealed class StartsWithTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(string text, Captures captures) => text.StartsWith(operand, comparison);
}

internal sealed class EndsWithTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(string text, Captures captures) => text.EndsWith(operand, comparison);
}

/// <summary><c>*</c> stands for any characters, <c>?</c> for one. Goes back to the last star only, so its time is at most length times length.</summary>
internal sealed class GlobTest(string pattern, bool ignoreCase) : TextTest
{
    private const int Limit = 4096;

    protected override bool Holds(string text, Captures captures)
    {
        var end = Math.Min(text.Length, Limit);
        var (t, p, star, resume) = (0, 0, -1, 0);
        while (t < end)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }

    private bool Same(char a, char b) => a == b || (ignoreCase && char.ToUpperInvariant(a) == char.ToUpperInvariant(b));
}

internal sealed class CidrTest(IPNetwork network) : TextTest
{
    protected override bool Holds(string text, Captures captures) =>
        text.Length <= 64 && IPAddress.TryParse(text, out var address) && network.Contains(address);
}

/// <summary>A regular expression of linear time; its named groups are caught.</summary>
internal sealed class RegexTest : TextTest
{
    private const int Limit = 16 * 1024;

    private readonly Regex _regex;
    private readonly string[] _groups;

    public RegexTest(Regex regex)
    {
        _regex = regex;
        _groups = [.. GroupNames(regex)];
    }

    public static IEnumerable<string> GroupNames(Regex regex) => regex.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]));

    /// <summary>What is searched of a hostile text.</summary>
    public static string Cut(string text) => text.Length > Limit ? text[..Limit] : text;

    protected override bool Holds(string text, Captures captures)
    {
        var cut = Cut(text);
        if (_groups.Length == 0)
        {
            return _regex.IsMatch(cut);
        }

        var match = _regex.Match(cut);
        foreach (var group in match.Success ? _groups : [])
        {
            captures[group] = match.Groups[group] is { Success: true } caught ? caught.Value : null;
        }

        return match.Success;
    }
}

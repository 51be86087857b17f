using System.Net;

namespace Diagnoser.Engine.Rules.Conditions;

/// <summary>A test of a text; of a list, one of its texts satisfies it.</summary>
internal abstract class TextTest : ValueTest
{
    public sealed override bool Holds(Value value, EventView view)
    {
        if (value.AsText is { } text)
        {
            return Holds(text, view.Captures);
        }

        var list = value.AsList;
        for (var i = 0; i < list?.Count; i++)
        {
            if (Holds(list[i], view.Captures))
            {
                return true;
            }
        }

        return false;
    }

    public sealed override bool Holds(ReadOnlySpan<char> characters, EventView view) => Holds(characters, view.Captures);

    protected abstract bool Holds(ReadOnlySpan<char> text, Captures captures);

    protected virtual bool Holds(string text, Captures captures) => Holds(text.AsSpan(), captures);
}

internal sealed class EqualTextTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(ReadOnlySpan<char> text, Captures captures) => text.Equals(operand, comparison);
}

internal sealed class ContainsTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(ReadOnlySpan<char> text, Captures captures) => text.Contains(operand, comparison);
}

internal sealed class StartsWithTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(ReadOnlySpan<char> text, Captures captures) => text.StartsWith(operand, comparison);
}

internal sealed class EndsWithTest(string operand, StringComparison comparison) : TextTest
{
    protected override bool Holds(ReadOnlySpan<char> text, Captures captures) => text.EndsWith(operand, comparison);
}

/// <summary><c>*</c> stands for any characters, <c>?</c> for one. Goes back to the last star only, so its time is at most length times length.</summary>
internal sealed class GlobTest(string pattern, bool ignoreCase) : TextTest
{
    private const int Limit = 4096;

    protected override bool Holds(ReadOnlySpan<char> text, Captures captures)
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
    protected override bool Holds(ReadOnlySpan<char> text, Captures captures) =>
        text.Length <= 64 && IPAddress.TryParse(text, out var address) && network.Contains(address);
}

/// <summary>A regular expression of linear time; its named groups are caught.</summary>
internal sealed class RegexTest(LinearRegex regex) : TextTest
{
    protected override bool Holds(ReadOnlySpan<char> text, Captures captures) =>
        regex.IsMatch(text) && (regex.GroupNames.Count == 0 || Holds(text.ToString(), captures));

    protected override bool Holds(string text, Captures captures)
    {
        if (regex.GroupNames.Count == 0)
        {
            return regex.IsMatch(text);
        }

        var match = regex.Match(text);
        if (!match.Success)
        {
            return false;
        }

        foreach (var group in regex.GroupNames)
        {
            captures[group] = match.Groups[group] is { Success: true } caught ? caught.Value : null;
        }

        return true;
    }
}

using System.Text.RegularExpressions;
using Diagnoser.Engine.Matching;

namespace Diagnoser.Engine.Tests.Matching;

public sealed class LiteralFoldTests
{
    [Fact]
    public void Whatever_is_equal_to_an_ASCII_character_in_any_comparison_is_the_same_to_it()
    {
        for (var a = '\0'; a < 128; a++)
        {
            var text = a.ToString();
            var regex = new Regex(Regex.Escape(text), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            for (var c = 0; c <= char.MaxValue; c++)
            {
                var other = ((char)c).ToString();
                if (text.Equals(other, StringComparison.OrdinalIgnoreCase) || char.ToUpperInvariant(a) == char.ToUpperInvariant((char)c) || (c >= 128 && regex.IsMatch(other)))
                {
                    Assert.True(LiteralFold.Of(a) == LiteralFold.Of((char)c), $"U+{c:X4} is equal to {a}");
                }
            }
        }
    }

    [Fact]
    public void What_differs_in_ASCII_beyond_case_stays_different()
    {
        Assert.Equal(128 - 26, Enumerable.Range(0, 128).Select(c => LiteralFold.Of((char)c)).Distinct().Count());
        Assert.Equal("out of mem\u0080ry", LiteralFold.Of("Out Of MEMöry"));
    }
}

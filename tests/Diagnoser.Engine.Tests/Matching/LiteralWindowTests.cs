using Diagnoser.Engine.Matching;

namespace Diagnoser.Engine.Tests.Matching;

public sealed class LiteralWindowTests
{
    [Fact]
    public void A_short_literal_is_looked_for_as_a_whole() => Assert.Equal(new[] { new Range(0, 5), new Range(0, 8) }, LiteralWindow.Choose(["panic", "refused!"]));

    [Fact]
    public void Of_literals_that_begin_alike_the_parts_are_taken_that_differ()
    {
        string[] literals = ["error code e1001", "error code e1002", "error code e1003"];

        var windows = LiteralWindow.Choose(literals);

        Assert.Equal(3, literals.Zip(windows, (l, w) => l[w]).Distinct().Count());
    }

    [Fact]
    public void A_part_that_begins_with_a_rare_character_is_preferred() =>
        Assert.Equal("quorum i", "see the quorum is lost"[LiteralWindow.Choose(["see the quorum is lost"])[0]]);
}

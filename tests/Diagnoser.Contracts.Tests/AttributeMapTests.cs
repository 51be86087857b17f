namespace Diagnoser.Contracts.Tests;

public sealed class AttributeMapTests
{
    [Fact]
    public void Maps_are_equal_whatever_the_order_of_their_entries()
    {
        var map = AttributeMap.From([new("a", 1), new("b", "x")]);
        var turned = AttributeMap.From([new("b", "x"), new("a", 1)]);

        Assert.Equal(map, turned);
        Assert.Equal(map.GetHashCode(), turned.GetHashCode());
        Assert.NotEqual(map, map.With("b", "y"));
        Assert.NotEqual(map, map.With("c", true));
    }

    [Fact]
    public void A_copy_leaves_the_map_it_came_from_alone()
    {
        var map = AttributeMap.From([new("a", 1)]);

        var copy = map.With("a", 2).With("b", 3);

        Assert.Equal(AttributeMap.From([new("a", 1)]), map);
        Assert.Equal(AttributeMap.From([new("a", 2), new("b", 3)]), copy);
    }

    [Fact]
    public void A_value_of_no_kind_takes_its_entry_away()
    {
        var map = AttributeMap.From([new("a", 1), new("b", default)]);

        Assert.Single(map);
        Assert.Empty(map.With("a", default));
        Assert.False(map["missing"].HasValue);
    }

    [Fact]
    public void Names_are_told_apart_by_case() => Assert.False(AttributeMap.From([new("a", 1)]).TryGet("A", out _));
}

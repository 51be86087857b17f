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

    [Fact]
    public void Entries_stand_in_the_order_in_which_they_came_and_a_change_leaves_them_there()
    {
        var map = AttributeMap.From([new("a", 1), new("b", 2), new("c", 3)]);

        Assert.Equal(["a", "b", "c"], map.With("b", 9).Select(e => e.Key));
        Assert.Equal(["a", "c", "d"], map.With([new("b", default), new("d", 4)]).Select(e => e.Key));
        Assert.Equal(["a", "b", "c"], map.Select(e => e.Key));
    }

    [Fact]
    public void Lists_and_enumerations_make_the_same_map()
    {
        KeyValuePair<string, AttributeValue>[] entries = [new("a", 1), new("b", default), new("a", 2)];

        Assert.Equal(AttributeMap.From([.. entries]), AttributeMap.From(entries.Select(e => e)));
        Assert.Equal(2L, AttributeMap.From(entries.ToList())["a"]);
    }

    [Theory]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(5000)]
    public void A_map_of_any_size_finds_changes_and_loses_entries(int count)
    {
        var map = AttributeMap.From(Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"n{i}", (AttributeValue)i)));

        var changed = map.With([new($"n{count - 1}", "last"), new("n0", default), new("new", true)]);

        Assert.Equal(count, map.Count);
        Assert.Equal(count, changed.Count);
        Assert.False(changed.TryGet("n0", out _));
        Assert.Equal("last", changed[$"n{count - 1}"]);
        Assert.Equal(true, changed["new"]);
        Assert.Equal(1L, changed["n1"]);
        Assert.Equal(0L, map["n0"]);
        Assert.Equal(changed, AttributeMap.From(changed.Reverse()));
        Assert.Equal(changed.GetHashCode(), AttributeMap.From(changed.Reverse()).GetHashCode());
    }

    [Fact]
    public void A_name_that_is_made_anew_finds_the_same_value()
    {
        var map = AttributeMap.From([new(AttributeNames.ExitCode, 137)]);

        Assert.Equal(137L, map[new string(AttributeNames.ExitCode.AsSpan())]);
    }
}

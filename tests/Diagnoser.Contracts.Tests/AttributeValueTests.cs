namespace Diagnoser.Contracts.Tests;

public sealed class AttributeValueTests
{
    [Fact]
    public void Values_are_equal_by_type_and_content()
    {
        Assert.Equal(AttributeValue.FromText("a"), AttributeValue.FromText("a"));
        Assert.Equal(AttributeValue.FromList(["a", "b"]), AttributeValue.FromList(new List<string> { "a", "b" }));
        Assert.Equal(AttributeValue.FromList(["a", "b"]).GetHashCode(), AttributeValue.FromList(new List<string> { "a", "b" }).GetHashCode());
        Assert.True(AttributeValue.FromReal(0.5) == 0.5);
        Assert.NotEqual(AttributeValue.FromText("a"), AttributeValue.FromText("A"));
        Assert.NotEqual(AttributeValue.FromList(["a", "b"]), AttributeValue.FromList(["b", "a"]));
    }

    [Fact]
    public void Values_of_different_types_are_never_equal()
    {
        AttributeValue[] ones = [1L, 1.0, true, "1", AttributeValue.FromList(["1"]), default];

        foreach (var (left, i) in ones.Select((value, index) => (value, index)))
        {
            Assert.All(ones.Where((_, j) => j != i), right => Assert.NotEqual(left, right));
        }
    }

    [Fact]
    public void A_number_is_read_as_what_it_is()
    {
        Assert.True(AttributeValue.FromInteger(7).TryGetNumber(out var number));
        Assert.Equal(7, number);
        Assert.False(AttributeValue.FromReal(7).TryGetInteger(out _));
        Assert.False(AttributeValue.FromBoolean(true).TryGetNumber(out _));
        Assert.False(AttributeValue.FromInteger(1).TryGetBoolean(out _));
    }

    [Fact]
    public void A_value_is_written_in_the_invariant_culture()
    {
        Assert.Equal("0.5", AttributeValue.FromReal(0.5).ToString());
        Assert.Equal("-12", AttributeValue.FromInteger(-12).ToString());
        Assert.Equal("true", AttributeValue.FromBoolean(true).ToString());
        Assert.Equal("a, b", AttributeValue.FromList(["a", "b"]).ToString());
        Assert.Equal("", default(AttributeValue).ToString());
    }
}

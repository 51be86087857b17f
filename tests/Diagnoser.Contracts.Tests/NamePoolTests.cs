using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Diagnoser.Contracts.Tests;

public sealed class NamePoolTests
{
    public static TheoryData<string> Names() =>
        [.. typeof(AttributeNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_known_name_is_always_the_same_object(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);

        Assert.Equal(name, NamePool.Known.Find(bytes));
        Assert.Same(NamePool.Known.Find(bytes), NamePool.Known.Get(new string(name.AsSpan())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("container.exit_codf")]
    [InlineData("container.label.anything")]
    [InlineData("\u00fc\u4e2d")]
    public void Another_name_is_left_as_it_is(string name)
    {
        Assert.Null(NamePool.Known.Find(Encoding.UTF8.GetBytes(name)));
        Assert.Same(name, NamePool.Known.Get(name));
    }

    [Fact]
    public void A_name_longer_than_any_known_one_is_left_as_it_is()
    {
        var name = new string('x', 10_000);

        Assert.Same(name, NamePool.Known.Get(name));
    }

    [Fact]
    public void Names_that_fall_together_are_told_apart()
    {
        // Same length, same first and last eight bytes.
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"beginning{i:00}the ending")];
        var pool = new NamePool(names);

        Assert.All(names, name => Assert.Equal(name, pool.Find(Encoding.UTF8.GetBytes(name))));
        Assert.Null(pool.Find("beginning99the ending"u8));
    }

    [Fact]
    public void An_escaped_name_is_read_as_what_it_stands_for()
    {
        var read = JsonSerializer.Deserialize<AttributeMap>("""{"container\u002eexit_code":7}""")!;

        Assert.Equal(7L, read[AttributeNames.ExitCode]);
    }
}

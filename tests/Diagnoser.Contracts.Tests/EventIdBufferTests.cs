using System.Text;

namespace Diagnoser.Contracts.Tests;

public sealed class EventIdBufferTests
{
    private readonly EventIdBuffer _buffer = new();

    [Fact]
    public void The_id_is_that_of_the_strings()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var attributes = Enumerable.Range(0, random.Next(40))
                .Select(i => KeyValuePair.Create($"{(char)random.Next('!', '~')}.{i}", new string((char)random.Next('a', 0x3000), random.Next(300))))
                .ToArray();
            var (type, subject, time) = ($"type.{random.Next(9)}", new string('5', random.Next(80)), random.NextInt64());

            Assert.Equal(EventId.Compute("", "docker.events", type, subject, time, attributes), Compute(type, subject, time, attributes));
        }
    }

    [Fact]
    public void A_value_that_is_written_into_the_buffer_counts_as_one_that_is_given()
    {
        _buffer.Begin();
        _buffer.AddName("a"u8);
        var room = _buffer.Room(5000);
        "value"u8.CopyTo(room);
        _buffer.Wrote(5);

        Assert.Equal(EventId.Compute("", "s", "t", "i", 1, [new("a", "value")]), _buffer.Compute("s", "t", "i"u8, 1));
    }

    [Theory]
    [InlineData("a a")]
    [InlineData("b a b")]
    [InlineData("c a b a")]
    public void Names_that_stand_twice_have_no_order(string names) =>
        Assert.Null(Compute("t", "i", 1, [.. names.Split(' ').Select(name => KeyValuePair.Create(name, "v"))]));

    [Fact]
    public void Many_names_out_of_order_are_left_to_those_with_time()
    {
        var names = Enumerable.Range(0, 500).Select(i => KeyValuePair.Create($"{999 - i}", "v")).ToArray();

        Assert.Null(Compute("t", "i", 1, names));
        Assert.NotNull(Compute("t", "i", 1, [.. names.Reverse()]));
    }

    private string? Compute(string type, string subject, long time, KeyValuePair<string, string>[] attributes)
    {
        _buffer.Begin();
        foreach (var (name, value) in attributes)
        {
            _buffer.AddName(Encoding.UTF8.GetBytes(name));
            _buffer.AddValue(Encoding.UTF8.GetBytes(value));
        }

        return _buffer.Compute("docker.events", type, Encoding.UTF8.GetBytes(subject), time);
    }
}

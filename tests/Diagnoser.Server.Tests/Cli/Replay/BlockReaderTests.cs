using System.Text;
using Diagnoser.Server.Cli.Replay;

namespace Diagnoser.Server.Tests.Cli.Replay;

public sealed class LineReaderTests
{
    private const int Limit = 32;

    [Theory]
    [InlineData("a\nb\n", "1:a 2:b")]
    [InlineData("a\nb", "1:a 2:b")]
    [InlineData("a\r\n\r\nb\r\n", "1:a 2: 3:b")]
    [InlineData("\ufeffa\n\ufeffb\n", "1:a 2:\ufeffb")]
    [InlineData("", "")]
    [InlineData("\n", "1:")]
    public async Task Cuts_lines_with_any_end_and_a_byte_order_mark(string text, string expected) =>
        Assert.Equal(expected, await ReadAsync(text, chunk: 1000));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    [InlineData(1000)]
    public async Task A_line_over_the_limit_is_reported_and_the_rest_goes_on(int chunk)
    {
        var exact = new string('e', Limit);
        var longer = new string('l', Limit + 1);
        var huge = new string('h', Limit * 10);

        Assert.Equal(
            $"1:a 2:{exact} 3!long 4:b 5!long 6:c",
            await ReadAsync($"a\n{exact}\n{longer}\nb\n{huge}\nc", chunk));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_last_line_over_the_limit_is_reported_too(int chunk) =>
        Assert.Equal("1:a 2!long", await ReadAsync("a\n" + new string('h', 100), chunk));

    private static async Task<string> ReadAsync(string text, int chunk)
    {
        var reader = new LineReader(new Slow(Encoding.UTF8.GetBytes(text), chunk), Limit);
        var lines = new List<string>();
        while (await reader.FillAsync(TestContext.Current.CancellationToken))
        {
            while (reader.TryTake(out var line, out var tooLong))
            {
                lines.Add(tooLong ? $"{reader.Number}!long" : $"{reader.Number}:{Encoding.UTF8.GetString(line)}");
            }
        }

        return string.Join(' ', lines);
    }

    private sealed class Slow(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
    }
}

using System.Text;
using Diagnoser.Server.Cli.Replay;

namespace Diagnoser.Server.Tests.Cli.Replay;

public sealed class BlockReaderTests
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

    [Fact]
    public async Task A_line_longer_than_a_block_is_whole()
    {
        var line = new string('x', 300_000);
        var reader = new BlockReader(new Slow(Encoding.UTF8.GetBytes($"a\n{line}\nb\n"), 1000), 1 << 20);
        var parser = new EventLineParser();
        var block = new LineBlock();
        var lengths = new List<int>();
        while (await reader.FillAsync(block, TestContext.Current.CancellationToken))
        {
            block.Parse(parser, 1 << 20);
            lengths.AddRange(Enumerable.Range(0, block.Count).Select(i => block[i].Length));
            block.Reset();
        }

        Assert.Equal([1, 300_000, 1], lengths);
    }

    [Fact]
    public void A_block_is_claimed_once_and_only_when_it_is_offered()
    {
        var block = new LineBlock();

        Assert.False(block.TryClaim());
        block.Offer();
        Assert.True(block.TryClaim());
        Assert.False(block.TryClaim());
        block.Reset();
        Assert.False(block.TryClaim());
    }

    private static async Task<string> ReadAsync(string text, int chunk)
    {
        var reader = new BlockReader(new Slow(Encoding.UTF8.GetBytes(text), chunk), Limit);
        var parser = new EventLineParser();
        var block = new LineBlock();
        var lines = new List<string>();
        while (await reader.FillAsync(block, TestContext.Current.CancellationToken))
        {
            block.Parse(parser, Limit);
            for (var i = 0; i < block.Count; i++)
            {
                var isLong = block[i].Problem is { } problem && problem.Contains("longer", StringComparison.Ordinal);
                lines.Add($"{lines.Count + 1}{(isLong ? "!long" : ":" + Encoding.UTF8.GetString(block.Of(block[i])))}");
            }

            block.Reset();
        }

        return string.Join(' ', lines);
    }

    private sealed class Slow(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
    }
}

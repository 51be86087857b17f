using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Events;

public sealed class EventStreamReaderTests
{
    private readonly List<RawEvent> _found = [];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Finds_lines_however_the_stream_is_cut(int size)
    {
        var text = Some.Line("start", Some.Noon) + "\r\n\n" + Some.Line("exec_die", Some.Noon) + "\n" + Some.Line("die", Some.Noon.AddSeconds(1)) + "\n";

        var reader = await ReadAsync(text, size);

        Assert.Equal(["container.start", "container.die"], _found.Select(raw => raw.Type));
        Assert.Equal(0, reader.Damaged);
    }

    [Fact]
    public async Task Counts_a_damaged_line_and_one_that_is_too_long_and_goes_on()
    {
        var text = "{broken\n" + new string('x', 3 * 1024 * 1024) + "\n" + Some.Line("die", Some.Noon) + "\n";

        var reader = await ReadAsync(text, 50_000);

        Assert.Equal(2, reader.Damaged);
        Assert.Equal("container.die", Assert.Single(_found).Type);
    }

    private async Task<EventStreamReader> ReadAsync(string text, int size)
    {
        var reader = new EventStreamReader(new RawEventParser(RawEventTypes.OfRecording), _found.Add);
        await reader.ReadAsync(new Trickle(Some.Bytes(text), size), TestContext.Current.CancellationToken);
        return reader;
    }

    private sealed class Trickle(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}

using System.Text;
using System.Text.Json;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Publishing;

public sealed class EventBatchTests
{
    [Fact]
    public void Puts_events_of_a_host_into_one_array() =>
        Assert.Equal(["h1 2 [{},{}]"], Cut(100, (1, "h1", "{}"), (2, "h1", "{}")));

    [Fact]
    public void Does_not_mix_hosts_and_keeps_the_order() =>
        Assert.Equal(["h1 1 [1]", "h2 3 [2,3]", "h1 4 [4]"], Cut(100, (1, "h1", "1"), (2, "h2", "2"), (3, "h2", "3"), (4, "h1", "4")));

    [Fact]
    public void Cuts_before_the_limit()
    {
        var events = Enumerable.Range(1, 9).Select(n => ((long)n, "h1", "\"12345678\"")).ToArray();

        var batches = Cut(40, events);

        Assert.Equal([3L, 6L, 9L], batches.Select(b => long.Parse(b.Split(' ')[1], null)));
        Assert.All(batches, b => Assert.InRange(b.Split(' ')[2].Length, 1, 40));
    }

    [Fact]
    public void Sends_an_event_above_the_limit_alone() =>
        Assert.Equal(["h1 1 [1]", "h1 2 [\"a long one\"]", "h1 3 [3]"], Cut(8, (1, "h1", "1"), (2, "h1", "\"a long one\""), (3, "h1", "3")));

    [Fact]
    public void A_trace_context_is_put_into_every_event()
    {
        SpooledEvent Row(long seq) => new(new SpoolPosition("e1", seq), "h1", JsonSerializer.SerializeToUtf8Bytes(Some.Event("e" + seq), ContractsJson.Default.DockerEvent));

        var batch = Assert.Single(EventBatch.Cut([Row(1), Row(2)]));
        var events = JsonSerializer.Deserialize(batch.ToBody("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Span, ContractsJson.Default.IReadOnlyListDockerEvent)!;

        Assert.Equal(["e1", "e2"], events.Select(e => e.Id));
        Assert.All(events, e => Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", e.Traceparent));
    }

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(Cut(100));

    private static List<string> Cut(int limit, params (long Seq, string Host, string Body)[] events) =>
        [.. EventBatch.Cut([.. events.Select(e => new SpooledEvent(new SpoolPosition("e1", e.Seq), e.Host, Encoding.UTF8.GetBytes(e.Body)))], limit)
            .Select(batch => $"{batch.HostId} {batch.Last.Seq} {Encoding.UTF8.GetString(batch.ToBody().Span)}")];
}

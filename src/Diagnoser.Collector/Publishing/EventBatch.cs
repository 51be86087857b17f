using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Publishing;

/// <summary>Spooled events of one host that travel as one message.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Last">The number of its last event.</param>
/// <param name="Count">How many.</param>
/// <param name="Body">A JSON array in UTF-8.</param>
internal sealed record EventBatch(string HostId, long Last, int Count, ReadOnlyMemory<byte> Body)
{
    /// <summary>Cuts events into messages: of one host each, in order, none above the limit unless a single event is.</summary>
    public static IEnumerable<EventBatch> Cut(IReadOnlyList<SpooledEvent> events, int limit = EventWire.MessageLimit)
    {
        var start = 0;
        var bytes = 2;
        for (var i = 0; i < events.Count; i++)
        {
            if (i > start && (bytes + events[i].Body.Length + 1 > limit || events[i].HostId != events[start].HostId))
            {
                yield return Of(events, start, i, bytes);
                start = i;
                bytes = 2;
            }

            bytes += events[i].Body.Length + 1;
        }

        if (start < events.Count)
        {
            yield return Of(events, start, events.Count, bytes);
        }
    }

    private static EventBatch Of(IReadOnlyList<SpooledEvent> events, int start, int end, int bytes)
    {
        var body = new MemoryStream(bytes);
        body.WriteByte((byte)'[');
        for (var i = start; i < end; i++)
        {
            if (i > start)
            {
                body.WriteByte((byte)',');
            }

            body.Write(events[i].Body);
        }

        body.WriteByte((byte)']');
        return new EventBatch(events[start].HostId, events[end - 1].Seq, end - start, body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}

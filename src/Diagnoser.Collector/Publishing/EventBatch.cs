using System.Text;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Publishing;

/// <summary>Spooled events of one host that travel as one message.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Rows">The events, in order.</param>
internal sealed record EventBatch(string HostId, ArraySegment<SpooledEvent> Rows)
{
    /// <summary>What a trace context adds to an event, at most.</summary>
    public const int TraceBytes = 80;

    /// <summary>The place of its last event.</summary>
    public SpoolPosition Last => Rows[^1].Position;

    /// <summary>How many.</summary>
    public int Count => Rows.Count;

    /// <summary>Cuts events into messages: of one host each, in order, none above the limit unless a single event is.</summary>
    public static IEnumerable<EventBatch> Cut(IReadOnlyList<SpooledEvent> events, int limit = EventWire.MessageLimit)
    {
        var rows = events.ToArray();
        var start = 0;
        var bytes = 2;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i > start && (bytes + rows[i].Body.Length + 1 > limit || rows[i].HostId != rows[start].HostId))
            {
                yield return new EventBatch(rows[start].HostId, rows[start..i]);
                start = i;
                bytes = 2;
            }

            bytes += rows[i].Body.Length + 1;
        }

        if (start < rows.Length)
        {
            yield return new EventBatch(rows[start].HostId, rows[start..]);
        }
    }

    /// <summary>The message: a JSON array in UTF-8. With a trace context each event gets it too, so that its trace can be found from the event.</summary>
    public ReadOnlyMemory<byte> ToBody(string? traceparent = null)
    {
        var trace = traceparent is null ? [] : Encoding.ASCII.GetBytes($"{{\"traceparent\":\"{traceparent}\",");
        var body = new MemoryStream(2 + Rows.Sum(row => row.Body.Length + trace.Length + 1));
        body.WriteByte((byte)'[');
        foreach (var row in Rows)
        {
            if (body.Length > 1)
            {
                body.WriteByte((byte)',');
            }

            body.Write(trace);
            body.Write(row.Body.AsSpan(trace.Length > 0 ? 1 : 0));
        }

        body.WriteByte((byte)']');
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}

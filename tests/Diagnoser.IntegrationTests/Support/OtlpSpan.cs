using System.Text;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A span as it was exported: as much of OTLP's protobuf as a test asks for.</summary>
internal sealed record OtlpSpan(string Name, string TraceId, string SpanId, string ParentId)
{
    private const int ResourceSpans = 1;
    private const int ScopeSpans = 2;
    private const int Spans = 2;

    /// <summary>The spans of an ExportTraceServiceRequest.</summary>
    public static IEnumerable<OtlpSpan> Read(byte[] request) =>
        from resource in Fields(request, ResourceSpans)
        from scope in Fields(resource, ScopeSpans)
        from span in Fields(scope, Spans)
        select new OtlpSpan(
            Encoding.UTF8.GetString(Field(span, 5)), Convert.ToHexStringLower(Field(span, 1)), Convert.ToHexStringLower(Field(span, 2)), Convert.ToHexStringLower(Field(span, 4)));

    private static byte[] Field(byte[] message, int number) => Fields(message, number).FirstOrDefault([]);

    // The fields of this number that hold bytes; all others are passed over.
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Number(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    _ = Number(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Number(message, ref at);
                    if (tag >> 3 == (ulong)number)
                    {
                        found.Add(message[at..(at + length)]);
                    }

                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7} at {at}");
            }
        }

        return found;
    }

    private static ulong Number(byte[] message, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}

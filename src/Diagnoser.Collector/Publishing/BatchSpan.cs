using System.Diagnostics;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Publishing;

/// <summary>The span of one published message. Its context is what the consumer goes on with.</summary>
internal static class BatchSpan
{
    /// <summary>Begins it; null while nobody listens.</summary>
    public static Activity? Start(EventBatch batch, string routingKey)
    {
        var span = CollectorMeters.Activities.StartActivity($"publish {EventWire.Exchange}", ActivityKind.Producer);
        _ = span?.SetTag("messaging.system", "rabbitmq")
            .SetTag("messaging.destination.name", EventWire.Exchange)
            .SetTag("messaging.operation.name", "publish")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.rabbitmq.destination.routing_key", routingKey)
            .SetTag("messaging.batch.message_count", batch.Count)
            .SetTag("host.id", batch.HostId);
        return span;
    }

    /// <summary>The context as message headers; null without a span.</summary>
    public static Dictionary<string, object?>? Headers(Activity? span)
    {
        if (span?.Id is not { } traceparent)
        {
            return null;
        }

        var headers = new Dictionary<string, object?> { ["traceparent"] = traceparent };
        if (span.TraceStateString is { Length: > 0 } state)
        {
            headers["tracestate"] = state;
        }

        return headers;
    }
}

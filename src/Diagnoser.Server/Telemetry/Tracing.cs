using System.Diagnostics;

namespace Diagnoser.Server.Telemetry;

/// <summary>The server's spans: one a batch of events, and from a diagnosis on one a step, all in the trace of the event that caused it.</summary>
internal static class Tracing
{
    /// <summary>The name under which the spans are exported.</summary>
    public const string Name = "Diagnoser.Server";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Begins a span below the given W3C trace context; null when nobody listens.</summary>
    public static Activity? Start(string name, ActivityKind kind, string? traceparent, IEnumerable<ActivityLink>? links = null)
    {
        _ = ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent);
        return Source.StartActivity(name, kind, parent, tags: null, links);
    }

    /// <summary>The W3C trace context to hand on: the span's, or what came in when there is no span.</summary>
    public static string? Traceparent(Activity? span, string? received) => span is { IdFormat: ActivityIdFormat.W3C } ? span.Id : received;
}

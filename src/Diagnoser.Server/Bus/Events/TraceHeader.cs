using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;

namespace Diagnoser.Server.Bus.Events;

/// <summary>The W3C trace context in the headers of a message.</summary>
internal static class TraceHeader
{
    private const string Name = "traceparent";

    public static string? Read(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(Name, out var value) == true
            ? value switch { byte[] bytes => Encoding.ASCII.GetString(bytes), string text => text, _ => null }
            : null;

    /// <summary>Links to all contexts but the first, which is the parent.</summary>
    public static List<ActivityLink>? Links(List<string> traceparents)
    {
        if (traceparents.Count < 2)
        {
            return null;
        }

        var links = new List<ActivityLink>();
        foreach (var traceparent in traceparents.Skip(1))
        {
            if (ActivityContext.TryParse(traceparent, null, isRemote: true, out var context))
            {
                links.Add(new ActivityLink(context));
            }
        }

        return links;
    }
}

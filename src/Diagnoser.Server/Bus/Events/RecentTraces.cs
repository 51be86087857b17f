using System.Diagnostics;
using Diagnoser.Contracts;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Remembers for the last events which trace brought them, since a diagnosis may come some time after its events.</summary>
internal sealed class RecentTraces
{
    private const int Remembered = 4096;

    private readonly Dictionary<string, string> _byEvent = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Note(DockerEvent dockerEvent)
    {
        if (dockerEvent.Traceparent is not { } traceparent || !_byEvent.TryAdd(dockerEvent.Id, traceparent))
        {
            return;
        }

        _order.Enqueue(dockerEvent.Id);
        if (_order.Count > Remembered)
        {
            _ = _byEvent.Remove(_order.Dequeue());
        }
    }

    /// <summary>What the bus is told of a diagnosis, in the trace of what it rests on.</summary>
    public OutgoingMessage MessageOf(Diagnosis diagnosis)
    {
        var cause = Of(diagnosis);
        using var span = Tracing.Start("diagnose", ActivityKind.Internal, cause);
        _ = span?.SetTag("diagnoser.rule", diagnosis.Rule).SetTag("diagnoser.diagnosis", diagnosis.Id).SetTag("host.name", diagnosis.Host.Name);
        return Outgoing.Of(new DiagnosisConcluded(diagnosis, Tracing.Traceparent(span, cause)));
    }

    /// <summary>The trace context of the newest event that a diagnosis rests on, or null.</summary>
    public string? Of(Diagnosis diagnosis) =>
        diagnosis.Events.Reverse().Select(id => _byEvent.GetValueOrDefault(id)).FirstOrDefault(t => t is not null);
}

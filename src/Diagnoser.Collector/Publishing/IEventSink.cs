using Diagnoser.Contracts;

namespace Diagnoser.Collector.Publishing;

/// <summary>Where a collector's events go: a channel in process, or the broker.</summary>
public interface IEventSink
{
    /// <summary>Takes one event; returns when the sink has it.</summary>
    ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken);
}

using Diagnoser.Collector;
using Diagnoser.Collector.Publishing;

namespace Diagnoser.Server.Cli;

/// <summary>The collector's side of the program: all that talks to a Docker engine.</summary>
internal interface IDockerAccess
{
    /// <summary>Looks for an engine that answers.</summary>
    Task<EndpointSearch> FindAsync(Uri? given, CancellationToken cancellationToken);

    /// <summary>Watches until cancelled.</summary>
    Task WatchAsync(CollectorOptions options, TimeProvider clock, IEventSink sink, CancellationToken cancellationToken);

    /// <summary>Reads what can be known about one container now.</summary>
    Task<Examination> ExamineAsync(Uri endpoint, string nameOrId, CancellationToken cancellationToken);
}

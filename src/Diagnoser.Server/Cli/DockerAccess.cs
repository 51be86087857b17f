using Diagnoser.Collector;
using Diagnoser.Collector.Publishing;

namespace Diagnoser.Server.Cli;

/// <summary>The collector in this process.</summary>
internal sealed class DockerAccess : IDockerAccess
{
    public Task<EndpointSearch> FindAsync(Uri? given, CancellationToken cancellationToken) => DockerEndpoint.FindAsync(given, cancellationToken);

    public Task WatchAsync(CollectorOptions options, TimeProvider clock, IEventSink sink, CancellationToken cancellationToken) =>
        new HostCollector(options, clock).RunAsync(sink, cancellationToken);

    public Task<Examination> ExamineAsync(Uri endpoint, string nameOrId, CancellationToken cancellationToken) =>
        ContainerExaminer.ExamineAsync(endpoint, nameOrId, cancellationToken);
}

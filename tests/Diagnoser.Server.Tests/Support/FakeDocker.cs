using Diagnoser.Collector;
using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;

namespace Diagnoser.Server.Tests.Support;

/// <summary>An engine that answers, tells these events and then says nothing more.</summary>
internal sealed class FakeDocker(params IReadOnlyList<DockerEvent> events) : IDockerAccess
{
    public Examination Examination { get; init; } = new([], []);

    /// <summary>Called when all events were told; the stream then ends when this does.</summary>
    public Func<IEventSink, CancellationToken, Task> Then { get; init; } = (_, _) => Task.CompletedTask;

    public Task<EndpointSearch> FindAsync(Uri? given, CancellationToken cancellationToken) =>
        Task.FromResult(new EndpointSearch(given ?? new Uri("unix:///fake.sock"), null, []));

    public async Task WatchAsync(CollectorOptions options, TimeProvider clock, IEventSink sink, CancellationToken cancellationToken)
    {
        foreach (var dockerEvent in events)
        {
            await sink.PublishAsync(dockerEvent, cancellationToken);
        }

        await Then(sink, cancellationToken);
    }

    public Task<Examination> ExamineAsync(Uri endpoint, string nameOrId, CancellationToken cancellationToken) => Task.FromResult(Examination);
}

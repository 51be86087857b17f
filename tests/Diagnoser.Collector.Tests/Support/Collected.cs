using System.Threading.Channels;
using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Support;

/// <summary>A sink that keeps what comes, and waits for what must come.</summary>
internal sealed class Collected : IEventSink
{
    private readonly Channel<DockerEvent> _incoming = Channel.CreateUnbounded<DockerEvent>();

    public List<DockerEvent> Events { get; } = [];

    /// <summary>Events that came and were not asked for yet.</summary>
    public int Waiting => _incoming.Reader.Count;

    public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken) => _incoming.Writer.WriteAsync(dockerEvent, cancellationToken);

    /// <summary>The next event, which has come already.</summary>
    public DockerEvent Take()
    {
        Assert.True(_incoming.Reader.TryRead(out var next));
        Events.Add(next);
        return next;
    }

    /// <summary>The next event of this type; the test's own time-out ends the wait.</summary>
    public async Task<DockerEvent> NextAsync(string type, string? container = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            var next = await _incoming.Reader.ReadAsync(limit.Token);
            Events.Add(next);
            if (next.Type == type && (container is null || next.Subject.Id == container))
            {
                return next;
            }
        }
    }
}

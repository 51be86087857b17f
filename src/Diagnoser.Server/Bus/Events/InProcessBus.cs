using System.Threading.Channels;
using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Bus.Events;

/// <summary>The bus of one process: a bounded channel. A full channel makes the collector wait, which keeps its own bounded and counted buffer.</summary>
internal sealed class InProcessBus : IEventSink
{
    private const int Capacity = 8192;

    private readonly Channel<DockerEvent> _channel = Channel.CreateBounded<DockerEvent>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<DockerEvent> Reader => _channel.Reader;

    public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken) =>
        _channel.Writer.WriteAsync(dockerEvent, cancellationToken);

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _ = _channel.Writer.TryComplete();
}

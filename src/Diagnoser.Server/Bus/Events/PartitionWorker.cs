using System.Diagnostics;
using System.Threading.Channels;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Consumes one partition: a message is acknowledged when everything that follows from it is kept. Ends by an exception when the channel, the
/// store or the lease is lost; the broker then delivers again what was not acknowledged, and the store knows events by their ids.
/// </summary>
internal sealed class PartitionWorker(PartitionLease lease, IChannel channel, EventPipeline pipeline, TimeProvider clock)
{
    // Messages hold up to 1 MB each, and a process may have many partitions: few may wait.
    private const ushort Prefetch = 20;
    private const int BatchEvents = 500;

    private readonly Channel<Arrived> _arrived = Channel.CreateUnbounded<Arrived>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<DockerEvent> _events = [];
    private readonly List<QuarantinedRecord> _setAside = [];
    private readonly List<string> _traceparents = [];
    private readonly string _queue = EventWire.Queue(lease.Partition);
    private long _lastArrival = clock.GetTimestamp();

    /// <summary>Consumes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            // The body is the client's again when this returns.
            _ = _arrived.Writer.TryWrite(new Arrived(message.DeliveryTag, message.Body.ToArray(), TraceHeader.Read(message.BasicProperties)));
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) => Ended("the broker has cancelled a consumer: it stops, or the queue was deleted");
        consumer.ShutdownAsync += (_, reason) => Ended(reason.ReplyText);
        _ = await channel.BasicConsumeAsync(_queue, autoAck: false, consumer, cancellationToken);
        using var ticks = new TickClock(clock);
        var arrival = _arrived.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            _ = await Task.WhenAny(arrival, ticks.Next);
            if (arrival.IsCompleted)
            {
                _ = await arrival;
                await TakeAsync(cancellationToken);
                ticks.Hurry();
                arrival = _arrived.Reader.WaitToReadAsync(cancellationToken).AsTask();
            }

            if (ticks.Next.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ticks.Renew(clock.GetElapsedTime(_lastArrival), pipeline);

                // What has arrived but was not taken yet may hold what a verdict waits for.
                if (!_arrived.Reader.TryPeek(out _) && pipeline.IsDueWithin(TimeSpan.Zero))
                {
                    await pipeline.AdvanceAsync(TimeSpan.Zero, cancellationToken);
                }
            }
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        _events.Clear();
        _setAside.Clear();
        _traceparents.Clear();
        ulong last = 0;
        while (_events.Count < BatchEvents && _arrived.Reader.TryRead(out var message))
        {
            MessageBody.Read(message.Body, _queue, clock.GetUtcNow(), _events, _setAside);
            last = message.DeliveryTag;
            if (message.Traceparent is { } traceparent)
            {
                _traceparents.Add(traceparent);
            }
        }

        _lastArrival = _events.TrueForAll(e => e.IsHeartbeat) ? _lastArrival : clock.GetTimestamp();
        if (last == 0)
        {
            return;
        }

        using var span = Tracing.Start(
            $"process {EventWire.Exchange}", ActivityKind.Consumer, _traceparents.FirstOrDefault(), TraceHeader.Links(_traceparents));
        _ = span?.SetTag("messaging.system", "rabbitmq").SetTag("messaging.operation.name", "process").SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", _queue).SetTag("messaging.batch.message_count", _events.Count);
        await pipeline.TakeAsync(_events, _setAside, cancellationToken);
        await channel.BasicAckAsync(last, multiple: true, cancellationToken);
    }

    private Task Ended(string why)
    {
        _ = _arrived.Writer.TryComplete(new IOException(why));
        return Task.CompletedTask;
    }

    private readonly record struct Arrived(ulong DeliveryTag, byte[] Body, string? Traceparent);
}

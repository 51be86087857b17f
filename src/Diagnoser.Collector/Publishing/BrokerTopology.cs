using Diagnoser.Contracts;
using RabbitMQ.Client;

namespace Diagnoser.Collector.Publishing;

/// <summary>The exchange and the queues of the event stream. Declared by whoever comes first; everybody declares the same.</summary>
public static class BrokerTopology
{
    // A full queue refuses instead of dropping: then events stay in the spools of the hosts.
    private const long QueueBytes = 1L << 30;

    /// <summary>Declares what is not there yet.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">Something is there by this name with other settings (406).</exception>
    public static async Task DeclareAsync(IChannel channel, int partitions, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(EventWire.Unrouted, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        _ = await channel.QueueDeclareAsync(EventWire.Unrouted, durable: true, exclusive: false, autoDelete: false, Arguments(false), cancellationToken: cancellationToken);
        await channel.QueueBindAsync(EventWire.Unrouted, EventWire.Unrouted, "", cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(
            EventWire.Exchange,
            ExchangeType.Direct,
            durable: true,
            autoDelete: false,
            new Dictionary<string, object?> { ["alternate-exchange"] = EventWire.Unrouted },
            cancellationToken: cancellationToken);
        for (var partition = 0; partition < partitions; partition++)
        {
            var queue = EventWire.Queue(partition);
            _ = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Arguments(true), cancellationToken: cancellationToken);
            await channel.QueueBindAsync(queue, EventWire.Exchange, EventWire.RoutingKey(partition), cancellationToken: cancellationToken);
        }
    }

    private static Dictionary<string, object?> Arguments(bool singleConsumer)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-overflow"] = "reject-publish",
            ["x-max-length-bytes"] = QueueBytes,
            ["x-delivery-limit"] = EventWire.DeliveryLimit,
        };
        if (singleConsumer)
        {
            arguments["x-single-active-consumer"] = true;
        }

        return arguments;
    }
}

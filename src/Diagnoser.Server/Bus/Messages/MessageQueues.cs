using Diagnoser.Contracts;
using RabbitMQ.Client;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>
/// The queues of the roles. Declared before anything is sent, in just the form in which MassTransit declares them: a message to a role that
/// never ran yet waits for it instead of being dropped.
/// </summary>
internal static class MessageQueues
{
    /// <summary>Diagnoses, for the role <c>incident</c>.</summary>
    public const string Diagnoses = "diagnoser.incident";

    /// <summary>Changes of incidents, for the role <c>notify</c>.</summary>
    public const string Incidents = "diagnoser.notify";

    /// <summary>The queues' argument for how often a message may be delivered.</summary>
    public const string DeliveryLimit = "x-delivery-limit";

    /// <summary>The queue of a kind of message.</summary>
    public static string Of(object message) => message switch
    {
        DiagnosisConcluded => Diagnoses,
        IncidentChanged => Incidents,
        _ => throw new ArgumentException($"{message.GetType().Name} has no queue", nameof(message)),
    };

    public static async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var name in (string[])[Diagnoses, Incidents])
        {
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", [DeliveryLimit] = EventWire.DeliveryLimit };
            _ = await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(name, name, "", cancellationToken: cancellationToken);
        }
    }
}

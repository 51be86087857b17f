using RabbitMQ.Client;

namespace Diagnoser.Collector.Publishing;

/// <summary>Opens connections to the broker. The client's own recovery is off: it loses consumers and hangs publishers (docs/adr/0007-own-reconnect.md).</summary>
public static class BrokerConnection
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>A connection that is thrown away at the first fault.</summary>
    public static Task<IConnection> OpenAsync(BrokerOptions broker, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = broker.Uri,
            ClientProvidedName = broker.ConnectionName,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = broker.Patience,
            ContinuationTimeout = broker.Patience,
        };
        return factory.CreateConnectionAsync(cancellationToken);
    }
}

using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;
using RabbitMQ.Client;

namespace Diagnoser.Collector.Publishing;

/// <summary>
/// Carries the spool to the broker: persistent, mandatory, confirmed, a bounded number of messages in flight. An event leaves the spool only
/// when the broker has confirmed it. On any fault the connection is thrown away and everything not confirmed is sent again; the store knows
/// events by their ids. The client's own recovery is off: it loses consumers and hangs publishers (docs/adr/0007-own-reconnect.md).
/// </summary>
internal sealed class BrokerPublisher(BrokerOptions broker, EventSpool spool, SpoolSink news, TimeProvider clock, Action<CollectorNotice> notice)
{
    private const int ReadLimit = 512;
    private const int Window = 8;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private string? _told;

    /// <summary>Events that the broker has confirmed.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Publishes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = ShortestPause;
        while (true)
        {
            var before = Confirmed;
            try
            {
                await PublishAsync(cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                Tell(problem);
            }

            // A connection that carried something was a good one.
            pause = Confirmed > before ? ShortestPause : pause;
            try
            {
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(true, true, new ThrottlingRateLimiter(2 * Window)), cancellationToken);
        await BrokerTopology.DeclareAsync(channel, broker.Partitions, cancellationToken);
        Works();

        var sent = 0L;
        var flying = new Queue<(EventBatch Batch, Task Confirm)>();
        while (true)
        {
            var rows = spool.Read(sent, ReadLimit);
            foreach (var batch in EventBatch.Cut(rows))
            {
                flying.Enqueue((batch, SendAsync(channel, batch, cancellationToken)));
                sent = batch.Last;
                if (flying.Count >= Window)
                {
                    await LandAsync(flying);
                }
            }

            while (rows.Count < ReadLimit && flying.Count > 0)
            {
                await LandAsync(flying);
            }

            if (rows.Count == 0)
            {
                await news.WaitAsync(Idle, cancellationToken);
                if (!connection.IsOpen || !channel.IsOpen)
                {
                    throw new IOException(connection.CloseReason?.ReplyText ?? channel.CloseReason?.ReplyText ?? "the connection is closed");
                }
            }
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = broker.Uri,
            ClientProvidedName = broker.ConnectionName,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
            RequestedConnectionTimeout = broker.Patience,
            ContinuationTimeout = broker.Patience,
        };
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            Notice(true, $"RabbitMQ at {broker.Address} takes no messages now: {blocked.Reason}; events stay in the spool", "free its memory or disk");
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            Notice(false, $"RabbitMQ at {broker.Address} takes messages again", null);
            return Task.CompletedTask;
        };
        return connection;
    }

    // Never cancelled by itself: a cancelled publish leaves the channel's numbers in doubt. Who waits too long drops the connection.
    private async Task SendAsync(IChannel channel, EventBatch batch, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { Persistent = true, ContentType = EventWire.ContentType };
        var routingKey = EventWire.RoutingKey(EventWire.Partition(batch.HostId, broker.Partitions));
        await channel.BasicPublishAsync(EventWire.Exchange, routingKey, mandatory: true, properties, batch.Body, CancellationToken.None)
            .AsTask().WaitAsync(broker.Patience, clock, cancellationToken);
    }

    private async Task LandAsync(Queue<(EventBatch Batch, Task Confirm)> flying)
    {
        var (batch, confirm) = flying.Peek();
        await confirm;
        _ = flying.Dequeue();
        spool.Remove(batch.Last);
        Confirmed += batch.Count;
    }

    private void Tell(Exception problem)
    {
        var (text, remedy) = BrokerTrouble.Of(problem, broker);
        if (text != _told)
        {
            _told = text;
            Notice(true, $"{text}; {spool.Count} events wait in the spool", remedy);
        }
    }

    private void Works()
    {
        if (_told is not null)
        {
            _told = null;
            Notice(false, $"RabbitMQ at {broker.Address} is reached again; {spool.Count} events wait in the spool", null);
        }
    }

    private void Notice(bool degraded, string text, string? remedy) => notice(new CollectorNotice(clock.GetUtcNow(), "broker", degraded, text, remedy));
}

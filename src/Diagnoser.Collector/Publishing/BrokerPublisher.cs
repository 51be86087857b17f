using System.Diagnostics;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;
using RabbitMQ.Client;

namespace Diagnoser.Collector.Publishing;

/// <summary>
/// Carries the spool to the broker: persistent, mandatory, confirmed, a bounded number of messages in flight. An event leaves the spool only
/// when the broker has confirmed it. On any fault the connection is thrown away and everything not confirmed is sent again; the store knows
/// events by their ids. The client's own recovery is off: it loses consumers and hangs publishers (docs/adr/0007-own-reconnect.md).
/// </summary>
internal sealed class BrokerPublisher(BrokerOptions broker, EventSpool spool, SpoolSink news, TimeProvider clock, Action<CollectorNotice> notice, SoughtLinesInbox? inbox = null)
{
    private const string NotYet = "not reached yet";

    private const int ReadLimit = 512;
    private const int Window = 8;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private string? _told;
    private long _confirmed;
    private SpoolPosition _confirmedThrough;
    private SpoolPosition _forgotten;
    private volatile string? _trouble = NotYet;

    /// <summary>Events that the broker has confirmed.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>Why the broker cannot be used; null while it can.</summary>
    public string? Trouble => _trouble;

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
        await (inbox?.ListenAsync(connection, cancellationToken) ?? Task.CompletedTask);
        Works();

        var sent = _confirmedThrough;
        var flying = new Queue<(EventBatch Batch, Task Confirm)>();
        Task? waiting = null;
        while (true)
        {
            Forget();
            var rows = spool.Read(sent, ReadLimit);
            foreach (var batch in EventBatch.Cut(rows, EventWire.MessageLimit - (ReadLimit * EventBatch.TraceBytes)))
            {
                flying.Enqueue((batch, SendAsync(channel, batch, cancellationToken)));
                sent = batch.Last;
                if (flying.Count >= Window)
                {
                    await LandAsync(flying);
                }
            }

            // More may come while these fly, and what is urgent does not wait for their confirms.
            while (rows.Count < ReadLimit)
            {
                waiting ??= news.WaitAsync(Idle, cancellationToken);
                if (flying.TryPeek(out var first) && await Task.WhenAny(first.Confirm, waiting) == first.Confirm)
                {
                    await LandAsync(flying);
                    continue;
                }

                await waiting;
                waiting = null;
                break;
            }

            if (!connection.IsOpen || !channel.IsOpen)
            {
                throw new IOException(connection.CloseReason?.ReplyText ?? channel.CloseReason?.ReplyText ?? "the connection is closed");
            }
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await BrokerConnection.OpenAsync(broker, cancellationToken);
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
        var routingKey = EventWire.RoutingKey(EventWire.Partition(batch.HostId, broker.Partitions));
        using var span = BatchSpan.Start(batch, routingKey);
        var properties = new BasicProperties { Persistent = true, ContentType = EventWire.ContentType, Headers = BatchSpan.Headers(span) };
        try
        {
            await channel.BasicPublishAsync(EventWire.Exchange, routingKey, mandatory: true, properties, batch.ToBody(span?.Id), CancellationToken.None)
                .AsTask().WaitAsync(broker.Patience, clock, cancellationToken);
        }
        catch (Exception problem)
        {
            _ = span?.SetStatus(ActivityStatusCode.Error, problem.GetType().Name);
            throw;
        }
    }

    private async Task LandAsync(Queue<(EventBatch Batch, Task Confirm)> flying)
    {
        var (batch, confirm) = flying.Peek();
        await confirm;
        _ = flying.Dequeue();
        _confirmedThrough = batch.Last;
        Forget();
        _ = Interlocked.Add(ref _confirmed, batch.Count);
        CollectorMeters.Confirmed.Add(batch.Count);
    }

    // On a full disk nothing can be removed either: it is tried again, and what is confirmed is not sent again.
    private void Forget()
    {
        if (_forgotten == _confirmedThrough)
        {
            return;
        }

        try
        {
            spool.Remove(_confirmedThrough);
            _forgotten = _confirmedThrough;
        }
        catch (SqliteException)
        {
            // The writer of the spool meets the same, and tells.
        }
    }

    private void Tell(Exception problem)
    {
        var (text, remedy) = BrokerTrouble.Of(problem, broker);
        _trouble = text;
        if (text != _told)
        {
            _told = text;
            Notice(true, $"{text}; {spool.Count} events wait in the spool", remedy);
        }
    }

    private void Works()
    {
        _trouble = null;
        if (_told is not null)
        {
            _told = null;
            Notice(false, $"RabbitMQ at {broker.Address} is reached again; {spool.Count} events wait in the spool", null);
        }
    }

    private void Notice(bool degraded, string text, string? remedy) => notice(new CollectorNotice(clock.GetUtcNow(), "broker", degraded, text, remedy));
}

using System.Text.Json;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>
/// Puts what waits in the outbox on the bus. Messages are written in the transaction that concluded them, so none is lost and none is sent
/// for what was not kept; after a crash between sending and forgetting one is sent again, and its handlers know it.
/// </summary>
internal sealed partial class OutboxRelay(IStore store, IMessageSender sender, Signal news, TimeProvider clock, ILogger<OutboxRelay> logger) : IRole
{
    private const int Batch = 100;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Outage _outage = new();

    public string Name => "outbox";

    /// <summary>Completes after the next round that finds nothing waiting.</summary>
    public Task EmptiedAsync() => Volatile.Read(ref _emptied).Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await SendWaitingAsync(cancellationToken) == 0)
                {
                    Interlocked.Exchange(ref _emptied, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                    await news.WaitAsync(Period, cancellationToken);
                }

                if (_outage.Ended())
                {
                    Log.GoOn(logger);
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // because a message that cannot be sent now waits in the outbox, and that is told
            catch (Exception problem)
#pragma warning restore CA1031
            {
                Tell(problem.Message);
                await Task.Delay(Period, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends what waits now; gives how many messages were taken.</summary>
    public async Task<int> SendWaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = await store.LeaseOutboxAsync(await store.NowAsync(clock, cancellationToken), Lease, Batch, cancellationToken);
        var sent = new List<long>(waiting.Count);
        try
        {
            foreach (var row in waiting)
            {
                if (await ReadAsync(row, cancellationToken) is { } message)
                {
                    await sender.SendAsync(message, cancellationToken);
                }

                sent.Add(row.Number);
            }
        }
        finally
        {
            if (sent.Count > 0)
            {
                await store.RemoveOutboxAsync(sent, CancellationToken.None);
            }
        }

        return waiting.Count;
    }

    private async Task<object?> ReadAsync(OutboxMessage row, CancellationToken cancellationToken)
    {
        var problem = "a message of a kind that this server does not know";
        try
        {
            if (Outgoing.Read(row) is { } message)
            {
                return message;
            }
        }
        catch (JsonException damage)
        {
            problem = damage.Message;
        }

        await using var transaction = await store.BeginAsync(cancellationToken);
        await transaction.QuarantineAsync([new QuarantinedRecord(clock.GetUtcNow(), $"outbox {row.Kind}", problem, row.Body)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.SetAside(logger, row.Kind, problem);
        return null;
    }

    private void Tell(string problem)
    {
        if (_outage.Began(problem))
        {
            Log.Waits(logger, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "messages wait in the outbox: {Problem}")]
        public static partial void Waits(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "messages leave the outbox again")]
        public static partial void GoOn(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "a message '{Kind}' of the outbox was set aside: {Problem}")]
        public static partial void SetAside(ILogger logger, string kind, string problem);
    }
}

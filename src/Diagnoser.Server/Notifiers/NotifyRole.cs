using Diagnoser.Contracts;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Settlement = Diagnoser.Server.Stores.DeliveryOutcome;

namespace Diagnoser.Server.Notifiers;

/// <summary>
/// The role that tells people: takes what is owed and due, has it told, and writes down what became of it. A target that was away for hours
/// gets the current state once, not a flood. Changes whose message was lost are found in the store.
/// </summary>
internal sealed partial class NotifyRole(IStore store, Teller teller, NotificationOwing owing, Signal due, TimeProvider clock, ILogger<NotifyRole> logger) : IRole
{
    private const int Batch = 20;
    private const int Most = 1000;
    private const int SettleAttempts = 5;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAfterPeriod = TimeSpan.FromSeconds(60);

    // After this long the rest of a round is left to the next, long before its lease runs out; other notifiers wait no longer for a slow one.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    private readonly Outage _outage = new();

    public string Name => RoleNames.Notify;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long? lookedAfter = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (lookedAfter is not { } last || clock.GetElapsedTime(last) >= LookAfterPeriod)
                {
                    lookedAfter = clock.GetTimestamp();
                    await LookAfterAsync(cancellationToken);
                }

                var told = await TellDueAsync(cancellationToken);
                if (_outage.Ended())
                {
                    Log.GoOn(logger);
                }

                if (told == 0)
                {
                    await due.WaitAsync(await PauseAsync(cancellationToken), cancellationToken);
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException problem)
            {
                if (_outage.Began(problem.Message))
                {
                    Log.Waits(logger, problem.Message);
                }

                await Task.Delay(Period, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Owes what is not owed yet; nothing happens to what is.</summary>
    internal async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        foreach (var incident in await store.IncidentsAsync(new IncidentQuery { Active = true, Limit = Most }, cancellationToken))
        {
            await owing.HandleAsync(new IncidentChanged(incident, IncidentChange.Updated), cancellationToken);
        }
    }

    /// <summary>Tells what is due now; gives how much that was.</summary>
    internal async Task<int> TellDueAsync(CancellationToken cancellationToken)
    {
        var deliveries = await store.LeaseDeliveriesAsync(clock.GetUtcNow(), Lease, Batch, cancellationToken);
        var byNotifier = deliveries.GroupBy(d => d.Notifier, StringComparer.Ordinal);
        await Task.WhenAll(byNotifier.Select(group => TellAsync([.. group], cancellationToken)));
        return deliveries.Count;
    }

    // One after the other: people read them in this order, and a target that is busy stops the rest.
    private async Task TellAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        DateTimeOffset? busyUntil = null;
        foreach (var delivery in deliveries)
        {
            if (busyUntil is { } until)
            {
                await SettleAsync(Teller.Unchanged(delivery) with { Retry = until });
            }
            else if (cancellationToken.IsCancellationRequested || clock.GetElapsedTime(began) > Round)
            {
                await SettleAsync(Teller.Unchanged(delivery) with { Retry = clock.GetUtcNow() });
            }
            else
            {
                var outcome = await TellOrLeaveAsync(delivery, cancellationToken);
                busyUntil = outcome.NotifierBusyUntil;
                await SettleAsync(outcome);
            }
        }
    }

    private async Task<Settlement> TellOrLeaveAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await teller.TellAsync(delivery, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Teller.Unchanged(delivery) with { Retry = clock.GetUtcNow() };
        }
    }

    // What was told and is not written down is told again when the lease has run out: so it is tried again before that, also at the end.
    private async Task SettleAsync(Settlement outcome)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.SettleDeliveryAsync(outcome, CancellationToken.None);
                return;
            }
            catch (StoreException) when (attempt < SettleAttempts)
            {
                await Task.Delay(Period, clock, CancellationToken.None);
            }
        }
    }

    private async Task<TimeSpan> PauseAsync(CancellationToken cancellationToken)
    {
        var wait = (await store.NextDeliveryAsync(cancellationToken) ?? DateTimeOffset.MaxValue) - clock.GetUtcNow();
        return wait < Period ? (wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(10)) : Period;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "notifications wait for the store: {Problem}")]
        public static partial void Waits(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "notifications go on: the store answers again")]
        public static partial void GoOn(ILogger logger);
    }
}

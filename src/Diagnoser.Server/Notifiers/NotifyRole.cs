using System.Diagnostics;
using System.Threading.RateLimiting;
using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Settlement = Diagnoser.Server.Stores.DeliveryOutcome;

namespace Diagnoser.Server.Notifiers;

/// <summary>
/// The role that tells people: takes what is owed and due, tells the incident as it is now, and writes down what became of it. A target that
/// was away for hours gets the current state once, not a flood.
/// </summary>
internal sealed partial class NotifyRole(
    IStore store, IReadOnlyList<INotifier> notifiers, Signal due, Func<Incident, Uri?> link, TimeProvider clock, ILogger<NotifyRole> logger) : IRole
{
    private const int Batch = 20;

    // What the vendors bear: short bursts, and one message a second in the long run.
    private const int Burst = 10;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, RateLimiter> _limits = notifiers.ToDictionary(n => n.Name, _ => (RateLimiter)new TokenBucketRateLimiter(new()
    {
        TokenLimit = Burst, TokensPerPeriod = 1, ReplenishmentPeriod = Period, QueueLimit = int.MaxValue,
    }));

    public string Name => RoleNames.Notify;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await TellDueAsync(cancellationToken) == 0)
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
                Log.Waits(logger, problem.Message);
                await Task.Delay(Period, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Tells what is due now; gives how much that was.</summary>
    internal async Task<int> TellDueAsync(CancellationToken cancellationToken)
    {
        var deliveries = await store.LeaseDeliveriesAsync(clock.GetUtcNow(), Lease, Batch, cancellationToken);
        var byNotifier = deliveries.GroupBy(d => d.Notifier, StringComparer.Ordinal);
        await Task.WhenAll(byNotifier.Select(group => TellAsync(group.Key, [.. group], cancellationToken)));
        return deliveries.Count;
    }

    // One after the other: people read them in this order, and a target that is busy stops the rest.
    private async Task TellAsync(string name, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var notifier = notifiers.FirstOrDefault(n => n.Name == name);
        DateTimeOffset? busyUntil = null;
        foreach (var delivery in deliveries)
        {
            Settlement outcome;
            if (busyUntil is { } until)
            {
                outcome = Unchanged(delivery) with { Retry = until };
            }
            else if (notifier is null)
            {
                outcome = GivenUp(delivery, $"there is no notifier '{name}' in the configuration any more");
            }
            else
            {
                outcome = await TellAsync(notifier, delivery, cancellationToken);
                busyUntil = outcome.NotifierBusyUntil;
            }

            await store.SettleDeliveryAsync(outcome, cancellationToken);
        }
    }

    private async Task<Settlement> TellAsync(INotifier notifier, Delivery delivery, CancellationToken cancellationToken)
    {
        var incident = (await store.FindIncidentsAsync(delivery.IncidentId, cancellationToken)).FirstOrDefault(i => i.Id == delivery.IncidentId);
        if (incident is null)
        {
            return GivenUp(delivery, "the incident is not kept any more");
        }

        if (NotificationPlan.Decide(incident, Told.Parse(delivery.Told), notifier.CanEdit) is not { } kind)
        {
            return new Settlement(delivery, incident.Version) { Told = delivery.Told, Reference = delivery.Reference };
        }

        using var turn = await _limits[notifier.Name].AcquireAsync(1, cancellationToken);
        using var span = Tracing.Start($"notify {notifier.Name}", ActivityKind.Client, incident.Traceparent);
        _ = span?.SetTag("diagnoser.incident", incident.Id).SetTag("diagnoser.notifier", notifier.Name).SetTag("diagnoser.notification", kind.ToString());
        var result = await notifier.DeliverAsync(new Notification(incident, kind, delivery.Reference, link(incident)), cancellationToken);
        _ = span?.SetStatus(result.Outcome == DeliveryOutcome.Delivered ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Reason);
        var outcome = NotificationOutcome.Of(delivery, incident, kind, result, clock.GetUtcNow(), Random.Shared.NextDouble());
        Measures.Notifications.Add(
            1,
            new KeyValuePair<string, object?>("notifier", notifier.Name),
            new KeyValuePair<string, object?>("outcome", outcome.Problem is null ? "told" : outcome.Retry is null ? "refused" : "retry"));
        if (outcome.Problem is { } problem && outcome.Retry is { } retry)
        {
            Log.Failed(logger, notifier.Name, IncidentText.Short(incident.Id), problem, retry);
        }
        else if (outcome.Problem is { } refusal)
        {
            Log.Refused(logger, notifier.Name, IncidentText.Short(incident.Id), refusal);
        }
        else
        {
            Log.Told(logger, notifier.Name, IncidentText.Short(incident.Id), kind);
        }

        return outcome;
    }

    private static Settlement GivenUp(Delivery delivery, string why) => Unchanged(delivery) with { Problem = why };

    private static Settlement Unchanged(Delivery delivery) =>
        new(delivery, delivery.ToldVersion) { Reference = delivery.Reference, Told = delivery.Told, Problem = delivery.Problem };

    private async Task<TimeSpan> PauseAsync(CancellationToken cancellationToken)
    {
        var wait = (await store.NextDeliveryAsync(cancellationToken) ?? DateTimeOffset.MaxValue) - clock.GetUtcNow();
        return wait < Period ? (wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(10)) : Period;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Notifier} was told of incident {Incident} ({Kind})")]
        public static partial void Told(ILogger logger, string notifier, string incident, NotificationKind kind);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Notifier} could not be told of incident {Incident}: {Problem}; next try at {Retry:HH:mm:ss}")]
        public static partial void Failed(ILogger logger, string notifier, string incident, string problem, DateTimeOffset retry);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Notifier} refuses incident {Incident}: {Problem}")]
        public static partial void Refused(ILogger logger, string notifier, string incident, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "notifications wait for the store: {Problem}")]
        public static partial void Waits(ILogger logger, string problem);
    }
}

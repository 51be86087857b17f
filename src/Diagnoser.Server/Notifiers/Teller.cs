using System.Diagnostics;
using System.Threading.RateLimiting;
using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Settlement = Diagnoser.Server.Stores.DeliveryOutcome;

namespace Diagnoser.Server.Notifiers;

/// <summary>Makes one delivery: tells the incident as it is now, and says what that means for what is owed. Bears every fault of a notifier.</summary>
internal sealed partial class Teller(
    IStore store, IReadOnlyList<INotifier> notifiers, Func<Incident, Uri?> link, TimeProvider clock, ILogger<Teller> logger)
{
    // What the vendors bear: short bursts, and one message a second in the long run.
    private const int Burst = 10;

    private readonly Dictionary<string, RateLimiter> _limits = notifiers.ToDictionary(n => n.Name, _ => (RateLimiter)new TokenBucketRateLimiter(new()
    {
        TokenLimit = Burst, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = int.MaxValue,
    }));

    /// <summary>Tells it. Only the wait for a turn can be cancelled: what has begun is finished, or nobody would know whether it was told.</summary>
    public async Task<Settlement> TellAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (notifiers.FirstOrDefault(n => n.Name == delivery.Notifier) is not { } notifier)
        {
            return GivenUp(delivery, $"there is no notifier '{delivery.Notifier}' in the configuration any more");
        }

        using var turn = await _limits[notifier.Name].AcquireAsync(1, cancellationToken);
        var incident = (await store.FindIncidentsAsync(delivery.IncidentId, cancellationToken)).FirstOrDefault(i => i.Id == delivery.IncidentId);
        if (incident is null)
        {
            return GivenUp(delivery, "the incident is not kept any more");
        }

        if (NotificationPlan.Decide(incident, Told.Parse(delivery.Told), notifier.CanEdit) is not { } kind)
        {
            return new Settlement(delivery, incident.Version) { Told = delivery.Told, Reference = delivery.Reference };
        }

        using var span = Tracing.Start($"notify {notifier.Name}", ActivityKind.Client, incident.Traceparent);
        _ = span?.SetTag("diagnoser.incident", incident.Id).SetTag("diagnoser.notifier", notifier.Name).SetTag("diagnoser.notification", kind.ToString());
        var result = await DeliverAsync(notifier, new Notification(incident, kind, delivery.Reference, link(incident)));
        _ = span?.SetStatus(result.Outcome == DeliveryOutcome.Delivered ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Reason);
        var outcome = NotificationOutcome.Of(delivery, incident, kind, result, clock.GetUtcNow(), Random.Shared.NextDouble());
        Say(notifier.Name, incident, kind, outcome);
        return outcome;
    }

    /// <summary>Nothing was done: it stays as it is.</summary>
    public static Settlement Unchanged(Delivery delivery) =>
        new(delivery, delivery.ToldVersion) { Reference = delivery.Reference, Told = delivery.Told, Problem = delivery.Problem };

    private static Settlement GivenUp(Delivery delivery, string why) => Unchanged(delivery) with { Problem = why };

    private static async Task<DeliveryResult> DeliverAsync(INotifier notifier, Notification notification)
    {
        try
        {
            return await notifier.DeliverAsync(notification, CancellationToken.None);
        }
#pragma warning disable CA1031 // because a defect in one notifier must not end the program, and it is told like any other failure
        catch (Exception defect)
#pragma warning restore CA1031
        {
            return DeliveryResult.Retry($"a defect: {defect.GetType().Name}");
        }
    }

    private void Say(string notifier, Incident incident, NotificationKind kind, Settlement outcome)
    {
        Measures.Notifications.Add(
            1,
            new KeyValuePair<string, object?>("notifier", notifier),
            new KeyValuePair<string, object?>("outcome", outcome.Problem is null ? "told" : outcome.Retry is null ? "refused" : "retry"));
        var id = IncidentText.Short(incident.Id);
        if (outcome is { Problem: { } problem, Retry: { } retry })
        {
            Log.Failed(logger, notifier, id, problem, retry);
        }
        else if (outcome.Problem is { } refusal)
        {
            Log.Refused(logger, notifier, id, refusal);
        }
        else
        {
            Log.Told(logger, notifier, id, kind);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Notifier} was told of incident {Incident} ({Kind})")]
        public static partial void Told(ILogger logger, string notifier, string incident, NotificationKind kind);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Notifier} could not be told of incident {Incident}: {Problem}; next try at {Retry:HH:mm:ss}")]
        public static partial void Failed(ILogger logger, string notifier, string incident, string problem, DateTimeOffset retry);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Notifier} refuses incident {Incident}: {Problem}")]
        public static partial void Refused(ILogger logger, string notifier, string incident, string problem);
    }
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Settlement = Diagnoser.Server.Stores.DeliveryOutcome;

namespace Diagnoser.Server.Notifiers;

/// <summary>What a notifier's answer means for what it is owed.</summary>
internal static class NotificationOutcome
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestBusy = TimeSpan.FromMinutes(15);

    /// <summary>Judges an answer.</summary>
    /// <param name="delivery">What was owed.</param>
    /// <param name="incident">What was told.</param>
    /// <param name="kind">How it was told.</param>
    /// <param name="result">The answer.</param>
    /// <param name="now">The time.</param>
    /// <param name="chance">From 0 to 1: spreads the next tries.</param>
    public static Settlement Of(
        Delivery delivery, Incident incident, NotificationKind kind, DeliveryResult result, DateTimeOffset now, double chance)
    {
        if (result.Outcome == DeliveryOutcome.Delivered)
        {
            return new Settlement(delivery, incident.Version)
            {
                Reference = result.Reference ?? delivery.Reference,
                Told = new Told(incident.Version, incident.Severity, incident.Status).ToString(),
                Journal = kind == NotificationKind.Update ? null : Line(delivery, incident, now, $"{delivery.Notifier} was told: {Word(kind)}"),
            };
        }

        var unchanged = new Settlement(delivery, delivery.ToldVersion) { Reference = delivery.Reference, Told = delivery.Told, Problem = result.Reason };
        if (result.Outcome == DeliveryOutcome.Refused)
        {
            return unchanged with { Journal = Line(delivery, incident, now, $"{delivery.Notifier} refuses to be told: {result.Reason}") };
        }

        var busy = result.After is { } after ? (after < LongestBusy ? after : LongestBusy) : (TimeSpan?)null;
        return unchanged with
        {
            Retry = now + (busy ?? Pause(delivery.Attempts, chance)),
            NotifierBusyUntil = busy is { } wait ? now + wait : null,
            Journal = delivery.Attempts == 0 ? Line(delivery, incident, now, $"{delivery.Notifier} could not be told yet: {result.Reason}") : null,
        };
    }

    private static TimeSpan Pause(int attempts, double chance)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts, 10));
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (chance / 2));
    }

    private static TimelineEntry Line(Delivery delivery, Incident incident, DateTimeOffset now, string text) =>
        new(now, TimelineKinds.Notification, $"{text} (incident {IncidentText.Short(incident.Id)})")
        {
            What = delivery.Notifier,
            Host = incident.Root.Host,
            Subject = incident.Root.Subject,
            Service = incident.Root.Service,
            Stack = incident.Root.Stack,
            Severity = incident.Severity,
            Incident = incident.Id,
        };

    private static string Word(NotificationKind kind) => kind switch
    {
        NotificationKind.Open => "opened",
        NotificationKind.Rise => "severity rose",
        NotificationKind.Resolve => "resolved",
        _ => "updated",
    };
}

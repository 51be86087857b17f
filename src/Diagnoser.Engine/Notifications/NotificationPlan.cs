using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;

namespace Diagnoser.Engine.Notifications;

/// <summary>Decides whether a notifier tells of an incident, what, and how long that may wait for more.</summary>
public static class NotificationPlan
{
    /// <summary>What is to be told now; null if nothing is.</summary>
    /// <param name="incident">The incident as it is.</param>
    /// <param name="told">What the notifier told last of it; null if nothing.</param>
    /// <param name="canEdit">True if the notifier can change what it told; the others speak only when it rises and when it is over.</param>
    public static NotificationKind? Decide(Incident incident, Told? told, bool canEdit)
    {
        if (told is null)
        {
            // A failure that is over was a failure; one that was withdrawn was none.
            return IncidentFold.IsWithdrawn(incident) ? null : NotificationKind.Open;
        }

        if (incident.Version <= told.Version)
        {
            return null;
        }

        return Urgent(incident, told) ?? (canEdit ? NotificationKind.Update : null);
    }

    /// <summary>How long it may wait since the change, so that what follows at once is told with it.</summary>
    /// <param name="incident">The incident as it is.</param>
    /// <param name="told">What the notifier told last of it; null if nothing.</param>
    /// <param name="options">The times.</param>
    public static TimeSpan Wait(Incident incident, Told? told, NotificationOptions options)
    {
        if (told is null)
        {
            return incident.Severity == Severity.Critical ? options.GroupWaitCritical : options.GroupWait;
        }

        return Urgent(incident, told) is null ? options.EditInterval : TimeSpan.Zero;
    }

    private static NotificationKind? Urgent(Incident incident, Told told)
    {
        if (incident.Status == IncidentStatus.Resolved)
        {
            return told.Status == IncidentStatus.Resolved ? null : NotificationKind.Resolve;
        }

        return incident.Severity > told.Severity ? NotificationKind.Rise : null;
    }
}

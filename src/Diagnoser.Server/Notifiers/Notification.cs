using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;

namespace Diagnoser.Server.Notifiers;

/// <summary>A delivery about an incident.</summary>
/// <param name="Incident">The incident after the change.</param>
/// <param name="Kind">Why people are told.</param>
/// <param name="Reference">What the notifier returned when it told of the incident before; null if it did not, or returned nothing.</param>
/// <param name="Link">The incident's page; null if no public address is configured.</param>
internal sealed record Notification(Incident Incident, NotificationKind Kind, string? Reference, Uri? Link);

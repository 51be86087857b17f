using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Notifiers;

/// <summary>Writes down who must be told about a change of an incident, and when. From then on it is owed until it is told.</summary>
internal sealed class NotificationOwing(IStore store, IReadOnlyList<INotifier> notifiers, NotificationOptions options, Signal due, TimeProvider clock)
    : IMessageHandler<IncidentChanged>
{
    public async Task HandleAsync(IncidentChanged message, CancellationToken cancellationToken)
    {
        if (notifiers.Count == 0)
        {
            return;
        }

        // The message is a hint; what is kept may be newer.
        var kept = await store.FindIncidentsAsync(message.Incident.Id, cancellationToken);
        var incident = kept.FirstOrDefault(i => i.Id == message.Incident.Id) ?? message.Incident;
        var deliveries = await store.DeliveriesAsync(incident.Id, cancellationToken);
        var owed = notifiers
            .Select(n => (Notifier: n, Before: deliveries.FirstOrDefault(d => d.Notifier == n.Name)))
            .Where(n => IsNews(incident, n.Notifier, n.Before))
            .ToList();
        if (owed.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        await using var transaction = await store.BeginAsync(cancellationToken);
        foreach (var (notifier, before) in owed)
        {
            var wait = NotificationPlan.Wait(incident, Told.Parse(before?.Told), options);
            await transaction.OweAsync(incident.Id, incident.Version, notifier.Name, now + wait, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        due.Set();
    }

    // Once something was owed every version is: while it is being told nobody knows yet what was, and what to do is decided when that has ended.
    private static bool IsNews(Incident incident, INotifier notifier, Delivery? before) =>
        before is null ? NotificationPlan.Decide(incident, null, notifier.CanEdit) is not null : before.OwedVersion < incident.Version;
}

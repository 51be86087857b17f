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
        var told = await store.DeliveriesAsync(incident.Id, cancellationToken);
        var now = clock.GetUtcNow();
        await using var transaction = await store.BeginAsync(cancellationToken);
        foreach (var notifier in notifiers)
        {
            var delivery = told.FirstOrDefault(d => d.Notifier == notifier.Name);
            var before = Told.Parse(delivery?.Told);

            // While something is being told nobody knows yet what was: then it is decided when that has ended.
            if (NotificationPlan.Decide(incident, before, notifier.CanEdit) is not null || delivery?.OwedVersion < incident.Version)
            {
                var wait = NotificationPlan.Wait(incident, before, options);
                await transaction.OweAsync(incident.Id, incident.Version, notifier.Name, now + wait, cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        due.Set();
    }
}

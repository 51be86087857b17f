using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;
using Diagnoser.Server.Api;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Runbooks;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Hosting;

/// <summary>Puts the roles of a process together, explicitly, and runs them until the end.</summary>
internal sealed class RoleHost : IAsyncDisposable
{
    private readonly List<IRole> _roles = [];
    private readonly Signal _due = new();
    private readonly Signal _forwarded = new();
    private readonly OutboxRelay _relay;
    private readonly MessageBus? _bus;

    public RoleHost(HostPlan plan)
    {
        var keeper = new IncidentKeeper(plan.Store, Outbox, plan.Clock);
        List<IMessageHandler<DiagnosisConcluded>> diagnoses = [];
        List<IMessageHandler<IncidentChanged>> incidents = [.. plan.Listeners];
        if (plan.Roles.Contains(RoleNames.Incident))
        {
            diagnoses.Add(keeper);
            _roles.Add(new IncidentRole(plan.Store, keeper, IncidentRecovery.DefaultQuiet, plan.Clock, plan.Logging.CreateLogger<IncidentRole>()));
        }

        if (plan.Roles.Contains(RoleNames.Notify))
        {
            var owing = new NotificationOwing(plan.Store, plan.Notifiers, plan.Notifications, _due, plan.Clock);
            var teller = new Teller(plan.Store, plan.Notifiers, LinkOf(plan.PublicUri), plan.Clock, plan.Logging.CreateLogger<Teller>());
            incidents.Add(owing);
            _roles.Add(new NotifyRole(plan.Store, teller, owing, _due, plan.Clock, plan.Logging.CreateLogger<NotifyRole>()));
        }

        if (plan.Broker is { } broker)
        {
            _bus = MessageBus.Create(broker, diagnoses, incidents, plan.Store, plan.Logging);
            _roles.Add(new MessageBusWatch(_bus, broker, Readiness, plan.Clock, plan.Logging.CreateLogger<MessageBusWatch>()));
            if (plan.Roles.Contains(RoleNames.Correlate))
            {
                var pool = new PartitionPool(plan.Store, plan.Runbooks, broker.Partitions, Outbox, _forwarded, plan.Clock, plan.Logging.CreateLogger<PartitionPool>());
                _roles.Add(new CorrelateRole(broker, pool, new SoughtLinesSpeaker(plan.Runbooks, plan.Clock, plan.Logging.CreateLogger<SoughtLinesSpeaker>()), Readiness, plan.Clock, plan.Logging.CreateLogger<CorrelateRole>()));
            }
        }

        if (plan.Correlates)
        {
            _roles.Add(new RunbookWatch(plan.Runbooks, RunbooksAsked, Readiness, plan.Clock, plan.Logging.CreateLogger<RunbookWatch>()));
        }

        var sender = _bus ?? (IMessageSender)new InProcessSender(diagnoses, incidents, plan.Store, plan.Clock);
        _relay = new OutboxRelay(plan.Store, sender, Outbox, plan.Clock, plan.Logging.CreateLogger<OutboxRelay>());
        _roles.Add(_relay);
        if (plan is { Listen: { } listen } && plan.Roles.Contains(RoleNames.Serve))
        {
            var serve = new ServeRole(plan.Store, keeper, Readiness, new ApiAddress(listen, plan.PublicUri) { IsEssential = plan.Broker is not null }, plan.Clock, plan.Logging);
            Api = serve.Address;
            _roles.Add(serve);
        }
    }

    /// <summary>Set when something was written for the bus.</summary>
    public Signal Outbox { get; } = new();

    /// <summary>Set it to have the runbooks looked at now.</summary>
    public Signal RunbooksAsked { get; } = new();

    public Readiness Readiness { get; } = new();

    /// <summary>Where the API is, once it is served; null in a process without it.</summary>
    public Task<Uri>? Api { get; }

    /// <summary>Runs all roles until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _bus?.Start(all.Token);
        var running = _roles.Select(r => Task.Run(() => r.RunAsync(all.Token), CancellationToken.None)).ToList();
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            await all.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    /// <summary>Returns when all that was written for the bus so far is on it, or after this long.</summary>
    public async Task DrainAsync(TimeSpan most)
    {
        var emptied = _relay.EmptiedAsync();
        Outbox.Set();
        await emptied.WaitAsync(most).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bus is not null)
        {
            await _bus.DisposeAsync();
        }

        Outbox.Dispose();
        RunbooksAsked.Dispose();
        _due.Dispose();
        _forwarded.Dispose();
    }

    private static Func<Incident, Uri?> LinkOf(Uri? publicUri) =>
        incident => publicUri is null ? null : new Uri(publicUri, $"api/v1/incidents/{incident.Id}");
}

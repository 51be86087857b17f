using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Hosting;

/// <summary>What a process is to do, and with what.</summary>
internal sealed record HostPlan(IReadOnlyCollection<string> Roles, IStore Store, RunbooksInUse Runbooks, TimeProvider Clock, ILoggerFactory Logging)
{
    /// <summary>The broker; null when all roles live in this process.</summary>
    public BrokerOptions? Broker { get; init; }

    public IReadOnlyList<INotifier> Notifiers { get; init; } = [];

    /// <summary>True if the rules work in this process: without a broker all roles do, whoever gives them the events.</summary>
    public bool Correlates => Broker is null || Roles.Contains(RoleNames.Correlate);

    /// <summary>Whom it tells, in words.</summary>
    public string Tells => Notifiers.Count == 0 ? "nobody: neither Slack nor Teams is configured" : string.Join(", ", Notifiers.Select(n => n.Name));

    public NotificationOptions Notifications { get; init; } = new();

    /// <summary>Where the API listens; null where there is none.</summary>
    public Uri? Listen { get; init; }

    /// <summary>Under which address people reach this server; null: no links in notifications.</summary>
    public Uri? PublicUri { get; init; }

    /// <summary>Who else in this process wants to know of incidents.</summary>
    public IReadOnlyList<IMessageHandler<IncidentChanged>> Listeners { get; init; } = [];
}

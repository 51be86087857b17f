using Diagnoser.Collector.Configuration;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Hosting;

/// <summary>Makes the plan of a process from the settings.</summary>
internal static class Plans
{
    /// <summary>The plan; the broker is for the caller to add.</summary>
    public static HostPlan Of(
        Settings settings, IReadOnlyCollection<string> roles, IStore store, RunbooksInUse runbooks, TimeProvider clock, ILoggerFactory logging) =>
        new(roles, store, runbooks, clock, logging)
        {
            Notifiers = NotifierList.Of(settings, clock),
            Notifications = new NotificationOptions
            {
                GroupWait = settings.Duration(ServerSettings.GroupWait),
                GroupWaitCritical = settings.Duration(ServerSettings.GroupWaitCritical),
            },
            Listen = Listen(settings),
            PublicUri = settings.Uri(ServerSettings.HttpPublicUri),
        };

    /// <summary>Where the API listens.</summary>
    public static Uri Listen(Settings settings) => new($"http://{settings.Text(ServerSettings.HttpListen)}");
}

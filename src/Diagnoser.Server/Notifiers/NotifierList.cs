using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Notifiers.Slack;
using Diagnoser.Server.Notifiers.Teams;

namespace Diagnoser.Server.Notifiers;

/// <summary>Every notifier, and the settings that bring it about.</summary>
internal static class NotifierList
{
    /// <summary>Those that are configured.</summary>
    /// <exception cref="SettingsException">One is configured by half.</exception>
    public static IReadOnlyList<INotifier> Of(Settings settings, TimeProvider clock)
    {
        var notifiers = new List<INotifier>();
        if (settings.Text(ServerSettings.SlackToken) is { } token)
        {
            settings.Require(ServerSettings.SlackChannel);
            notifiers.Add(new SlackBotNotifier(
                new SlackBotOptions(token, settings.Text(ServerSettings.SlackChannel)!) { Api = settings.Uri(ServerSettings.SlackApiUri)! }, clock));
        }

        if (settings.Uri(ServerSettings.SlackWebhookUrl) is { } slack)
        {
            notifiers.Add(new SlackWebhookNotifier(slack, clock));
        }

        if (settings.Uri(ServerSettings.TeamsWebhookUrl) is { } teams)
        {
            notifiers.Add(new TeamsNotifier(teams, clock));
        }

        return notifiers;
    }
}

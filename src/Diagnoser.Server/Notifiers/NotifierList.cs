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
                "slack", token, settings.Text(ServerSettings.SlackChannel)!, Address(settings, ServerSettings.SlackApiUri)!, clock));
        }

        if (Address(settings, ServerSettings.SlackWebhookUrl) is { } slack)
        {
            notifiers.Add(new SlackWebhookNotifier("slack-webhook", slack, clock));
        }

        if (Address(settings, ServerSettings.TeamsWebhookUrl) is { } teams)
        {
            notifiers.Add(new TeamsNotifier("teams", teams, clock));
        }

        return notifiers;
    }

    private static NotifierAddress? Address(Settings settings, string key)
    {
        if (settings.Text(key) is not { } text)
        {
            return null;
        }

        try
        {
            return NotifierAddress.Parse(text, settings.Flag(ServerSettings.AllowHttp));
        }
        catch (FormatException problem)
        {
            throw new SettingsException([new SettingProblem("settings", key, problem.Message)]);
        }
    }
}

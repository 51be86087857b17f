using Diagnoser.Collector;
using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Server.Cli;

namespace Diagnoser.Server;

/// <summary>The settings of the server.</summary>
internal static class ServerSettings
{
    public const string Postgres = "Store:Postgres:ConnectionString";
    public const string StoreData = "Store:Data";
    public const string RunbooksFolder = "Runbooks:Folder";
    public const string HttpListen = "Http:Listen";
    public const string HttpPublicUri = "Http:PublicUri";
    public const string ServerUri = "Server:Uri";
    public const string GroupWait = "Notify:GroupWait";
    public const string GroupWaitCritical = "Notify:GroupWaitCritical";
    public const string AllowHttp = "Notify:AllowHttp";
    public const string SlackToken = "Slack:Token";
    public const string SlackChannel = "Slack:Channel";
    public const string SlackApiUri = "Slack:ApiUri";
    public const string SlackWebhookUrl = "Slack:WebhookUrl";
    public const string TeamsWebhookUrl = "Teams:WebhookUrl";

    private static readonly string[] Web = ["http", "https"];

    /// <summary>Sections of the same file that only the collector reads.</summary>
    public static IReadOnlyList<string> Foreign { get; } = [CollectorSettings.Section];

    /// <summary>Reads them; flags win over all other places.</summary>
    /// <exception cref="SettingsException">Something is wrong.</exception>
    public static Settings Load(Surroundings surroundings, IReadOnlyList<SettingFlag> flags, string? file = null) =>
        Settings.Load(surroundings.Settings with { Flags = flags, File = file ?? surroundings.Settings.File }, All, Foreign);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. BusSettings.All,
        new(Postgres, SettingKind.Text, "PostgreSQL as the store; without it an SQLite file")
        {
            IsSecret = true, Example = "Host=db;Database=diagnoser;Username=diagnoser;Password=…",
        },
        new(StoreData, SettingKind.Text, "folder of the SQLite store; without it $XDG_STATE_HOME/diagnoser or ~/.local/state/diagnoser"),
        new(RunbooksFolder, SettingKind.Text, "folder of rules; without it those that came with the program"),
        new(HttpListen, SettingKind.Address, "where the API listens") { Default = "127.0.0.1:8080" },
        new(HttpPublicUri, SettingKind.Uri, "the API's address as people reach it, for links in messages") { Allowed = Web, Example = "https://diagnoser.example.com" },
        new(ServerUri, SettingKind.Uri, "the API that commands ask instead of the store") { Allowed = Web, Example = "http://127.0.0.1:8080" },
        new(GroupWait, SettingKind.Duration, "how long an incident gathers diagnoses before it is told") { Default = "30s" },
        new(GroupWaitCritical, SettingKind.Duration, "the same for a critical one") { Default = "0s" },
        new(AllowHttp, SettingKind.Boolean, "messages may leave this machine unencrypted, over http") { Default = "false" },
        new(SlackToken, SettingKind.Text, "token of a Slack bot, to send and edit messages") { IsSecret = true, Example = "xoxb-…" },
        new(SlackChannel, SettingKind.Text, "the channel that the bot writes to"),
        new(SlackApiUri, SettingKind.Uri, "Slack's API") { Default = "https://slack.com/api/", Allowed = Web },
        new(SlackWebhookUrl, SettingKind.Uri, "a Slack incoming webhook, in place of the bot") { IsSecret = true, Allowed = Web, Example = "https://hooks.slack.com/services/…" },
        new(TeamsWebhookUrl, SettingKind.Uri, "a Teams workflow") { IsSecret = true, Allowed = Web },
        .. TelemetrySettings.All,
    ];
}

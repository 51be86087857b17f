using System.CommandLine;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Server.Cli.Incidents;

/// <summary>The options that say whom a command asks: a store or a server.</summary>
internal sealed class AccessOptions
{
    public Option<string?> Server { get; } = new("--server")
    {
        Description = "Ask the API of this server instead of the store, such as http://127.0.0.1:8080. Default: the setting Server:Uri.",
        HelpName = "URL",
    };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Folder of the store. Default: PostgreSQL where it is configured, else where diagnoser up keeps it.",
        HelpName = "DIR",
    };

    public Option<string?> Config { get; } = Options.Config();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(Data);
        command.Options.Add(Config);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Server) is not null && result.GetResult(Data) is not null)
            {
                result.AddError("--server asks a server, --data a store: give one of them");
            }
        });
    }

    public AccessChoice Of(ParseResult result) => new(result.GetValue(Server), result.GetValue(Data), result.GetValue(Config));
}

/// <summary>Whom a command asks, as its flags say.</summary>
internal sealed record AccessChoice(string? Server, string? Data, string? Config)
{
    private const string Plain = "-_./:=@%+,";

    /// <summary>The settings that are given as flags.</summary>
    public IReadOnlyList<SettingFlag> Flags() =>
    [
        .. Server is null ? [] : new[] { new SettingFlag(ServerSettings.ServerUri, Server, "--server") },
        .. Data is null ? [] : new[] { new SettingFlag(ServerSettings.StoreData, Data, "--data") },
    ];

    /// <summary>The same flags for the next command, to be copied.</summary>
    public string Repeated() => Flag("--server", Server) + Flag("--data", Data) + Flag("--config", Config);

    private static string Flag(string name, string? value) => value is null ? "" : $" {name} {Quoted(value)}";

    private static string Quoted(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c)) ? value : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

using System.CommandLine;
using Diagnoser.Server.Cli.Incidents;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>The options that say which store a command reads: its events are what no server gives out.</summary>
internal sealed class StoreOptions
{
    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Folder of the store. Default: PostgreSQL where it is configured, else where diagnoser up keeps it.",
        HelpName = "DIR",
    };

    public Option<string?> Config { get; } = Options.Config();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Config);
    }

    public AccessChoice Of(ParseResult result) => new(null, result.GetValue(Data), result.GetValue(Config));
}

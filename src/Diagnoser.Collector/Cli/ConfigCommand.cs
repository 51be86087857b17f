using System.CommandLine;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Cli;

/// <summary><c>diagnoser-collector config check</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var options = new Options();
        var check = new DocumentedCommand(
            "check",
            "Reads all settings and prints what is in force, secrets masked, and where each value comes from.",
            new Example("diagnoser-collector config check", "what run would use"),
            new Example("diagnoser-collector config check --config ./diagnoser.yaml", "whether a file is right, before it is used"))
        {
            options.Docker, options.Data, options.Config,
        };
        check.SetAction(result =>
        {
            SettingsPage.Print(options.Load(result, surroundings), surroundings.Out, Surroundings.Harmless);
            return ExitCodes.Done;
        });
        return new Command("config", "Settings.") { check };
    }
}

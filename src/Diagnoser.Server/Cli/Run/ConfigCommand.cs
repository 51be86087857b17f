using System.CommandLine;
using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Notifiers;

namespace Diagnoser.Server.Cli.Run;

/// <summary><c>diagnoser config check</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var config = Options.Config();
        var check = new DocumentedCommand(
            "check",
            "Reads all settings and prints what is in force, secrets masked, and where each value comes from.",
            new Example("diagnoser config check", "what server and up would use"),
            new Example("diagnoser config check --config ./diagnoser.yaml", "whether a file is right, before it is used"))
        {
            config,
        };
        check.SetAction(result =>
        {
            var settings = ServerSettings.Load(surroundings, [], result.GetValue(config));
            _ = NotifierList.Of(settings, surroundings.Clock);
            SettingsPage.Print(settings, surroundings.Out, value => TerminalText.Line(value, TerminalText.RuleTextLimit));
            return ExitCodes.Done;
        });
        return new Command("config", "Settings.") { check };
    }
}

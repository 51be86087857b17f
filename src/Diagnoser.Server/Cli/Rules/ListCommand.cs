using System.CommandLine;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules list</c>.</summary>
internal static class ListCommand
{
    public static DocumentedCommand Create(Surroundings surroundings)
    {
        var (paths, runbooks, json) = (RulesCommand.Paths(), Options.Runbooks(), Options.Json());
        var effective = new Option<bool>("--effective") { Description = "Show what is in force after overrides, and which override changed what." };
        var command = new DocumentedCommand(
            "list",
            "Lists rules: id, severity, status, codes, title. A * marks those that an override changes.",
            new Example("diagnoser rules list", "those that came with the program"),
            new Example("diagnoser rules list --json", "one object a line"),
            new Example("diagnoser rules list --effective", "what overrides change, as file:line"))
        {
            paths, runbooks, effective, json,
        };
        command.SetAction(result => new RuleList(surroundings, result.GetValue(json))
            .Run(RunbookFolders.Paths(result.GetValue(paths), result.GetValue(runbooks), surroundings), result.GetValue(effective)));
        return command;
    }
}

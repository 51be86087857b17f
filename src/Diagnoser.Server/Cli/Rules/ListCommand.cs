using System.CommandLine;
using Diagnoser.Server.Cli.Incidents;
using Diagnoser.Server.Cli.Rules.Backtests;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules list</c>.</summary>
internal static class ListCommand
{
    public static DocumentedCommand Create(Surroundings surroundings)
    {
        var (paths, runbooks, json, store) = (RulesCommand.Paths(), Options.Runbooks(), Options.Json(), new StoreOptions());
        var shadow = new Option<bool>("--shadow") { Description = "Show what the experimental rules have said in the last 30 days, as the store has it: they speak to nobody." };
        var effective = new Option<bool>("--effective") { Description = "Show what is in force after overrides, and which override changed what." };
        var command = new DocumentedCommand(
            "list",
            "Lists rules: id, severity, status, codes, title. A * marks those that an override changes. Errors in the runbooks make the exit code 1; the good rules are listed.",
            new Example("diagnoser rules list", "those that came with the program"),
            new Example("diagnoser rules list --json", "one object a line"),
            new Example("diagnoser rules list --effective", "what overrides change, as file:line"),
            new Example("diagnoser rules list --shadow", "what the experimental ones have said"))
        {
            paths, runbooks, effective, shadow, json,
        };
        store.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(effective) && result.GetValue(shadow))
            {
                result.AddError("--effective shows what overrides change, --shadow what experimental rules have said: give one of them");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var folders = RunbookFolders.Paths(result.GetValue(paths), result.GetValue(runbooks), surroundings);
            if (!result.GetValue(shadow))
            {
                return new RuleList(surroundings, result.GetValue(json)).Run(folders, result.GetValue(effective));
            }

            var rules = RunbookFolders.Set(RunbookFolders.Read(folders, surroundings));
            await using var open = await OpenAccess.StoreAsync(store.Of(result), surroundings, cancellationToken);
            return await new ShadowList(surroundings, result.GetValue(json)).RunAsync(rules, open, cancellationToken);
        });
        return command;
    }
}

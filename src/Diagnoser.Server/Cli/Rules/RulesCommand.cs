using System.CommandLine;
using Diagnoser.Server.Cli.Rules.Docs;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules lint|test|coverage|list|show</c>.</summary>
internal static class RulesCommand
{
    public static Command Create(Surroundings surroundings) => new DocumentedCommand(
        "rules",
        "For those who write rules.",
        new Example("diagnoser rules list", "the rules in use"),
        new Example("diagnoser rules lint runbooks/", "what is wrong with them, as file:line:col"),
        new Example("diagnoser rules test", "run the tests inside the rules' files"),
        new Example("diagnoser rules coverage", "what of the rules no test reaches"))
    {
        LintCommand.Create(surroundings),
        TestCommand.Create(surroundings),
        CoverageCommand.Create(surroundings),
        List(surroundings),
        Show(surroundings),
        SchemaCommand.Create(surroundings),
        DocsCommand.Create(surroundings, Paths()),
    };

    private static DocumentedCommand List(Surroundings surroundings)
    {
        var (paths, runbooks, json) = (Paths(), Options.Runbooks(), Options.Json());
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

    private static DocumentedCommand Show(Surroundings surroundings)
    {
        var (runbooks, json) = (Options.Runbooks(), Options.Json());
        var id = new Argument<string>("RULE") { Description = "The rule's id." };
        var command = new DocumentedCommand(
            "show",
            "Shows one rule: what it detects, what it needs and what it suggests.",
            new Example("diagnoser rules show oom-killed-memory-limit", "one rule"))
        {
            id, runbooks, json,
        };
        command.SetAction(result => new RulePage(surroundings, result.GetValue(json))
            .Run(result.GetValue(id)!, RunbookFolders.Paths(null, result.GetValue(runbooks), surroundings)));
        return command;
    }

    /// <summary>Folders or files of runbooks.</summary>
    public static Argument<string[]> Paths() => new("PATH")
    {
        Description = "Folders or files of runbooks. Default: --runbooks, else those that came with the program.",
        Arity = ArgumentArity.ZeroOrMore,
    };
}

using System.CommandLine;
using Diagnoser.Server.Cli.Rules.Docs;
using Diagnoser.Server.Cli.Rules.New;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules lint|test|coverage|explain|fixture|backtest|list|show|schema|docs|new</c>.</summary>
internal static class RulesCommand
{
    public static Command Create(Surroundings surroundings) => new DocumentedCommand(
        "rules",
        "For those who write rules.",
        new Example("diagnoser rules list", "the rules in use"),
        new Example("diagnoser rules lint runbooks/", "what is wrong with them, as file:line:col"),
        new Example("diagnoser rules test", "run the tests inside the rules' files"),
        new Example("diagnoser rules coverage", "what of the rules no test reaches"),
        new Example("diagnoser rules explain --rule ID --event incident.jsonl", "why a rule fired, or why not"))
    {
        LintCommand.Create(surroundings),
        TestCommand.Create(surroundings),
        CoverageCommand.Create(surroundings),
        ExplainCommand.Create(surroundings),
        FixtureCommand.Create(surroundings),
        BacktestCommand.Create(surroundings),
        ListCommand.Create(surroundings),
        ShowCommand.Create(surroundings),
        SchemaCommand.Create(surroundings),
        DocsCommand.Create(surroundings, Paths()),
        NewCommand.Create(surroundings),
    };

    /// <summary>Folders or files of runbooks.</summary>
    public static Argument<string[]> Paths() => new("PATH")
    {
        Description = "Folders or files of runbooks. Default: --runbooks, else those that came with the program.",
        Arity = ArgumentArity.ZeroOrMore,
    };
}

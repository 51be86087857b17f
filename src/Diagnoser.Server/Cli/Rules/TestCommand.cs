using System.CommandLine;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules test</c>.</summary>
internal static class TestCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var (paths, runbooks, json) = (RulesCommand.Paths(), Options.Runbooks(), Options.Json());
        var filter = new Option<string?>("--filter")
        {
            Description = "Run only tests whose rule id or name contains this text, in any case.",
            HelpName = "TEXT",
        };
        var junit = new Option<string?>("--junit")
        {
            Description = "Also write the outcomes as JUnit XML, which CI systems show; - writes it to stdout and nothing else there.",
            HelpName = "FILE",
        };
        var update = new Option<bool>("--update")
        {
            Description = "Rewrite the expectations of tests that fail to what the rules say now, and print what changed. Look at it before you keep it.",
        };
        var command = new DocumentedCommand(
            "test",
            "Runs the tests inside the runbooks, all rules of a folder together. A failed test makes the exit code 1.",
            new Example("diagnoser rules test", "those that came with the program"),
            new Example("diagnoser rules test runbooks/resources", "one folder"),
            new Example("diagnoser rules test --filter oom-", "those of the rules whose id holds a text"),
            new Example("diagnoser rules test runbooks --junit outcomes.xml", "for a CI system"),
            new Example("diagnoser rules test mine/ --filter oom- --update", "after a change of what they say"))
        {
            paths, runbooks, json, filter, junit, update,
        };
        command.SetAction(result =>
        {
            var output = new TestOutput(result.GetValue(json), result.GetValue(filter), result.GetValue(junit), result.GetValue(update));
            if (output.Update && (output.Json || output.JUnit is not null))
            {
                throw new CommandFailedException(ExitCodes.Usage, "--update prints what it changed, and goes neither with --json nor with --junit");
            }

            if (output is { Json: true, JUnit: "-" })
            {
                throw new CommandFailedException(ExitCodes.Usage, "--json and --junit - both write to stdout; name a file with --junit");
            }

            return new TestReport(surroundings, output).Run(RunbookFolders.Paths(result.GetValue(paths), result.GetValue(runbooks), surroundings));
        });
        return command;
    }
}

/// <summary>Which tests <c>rules test</c> runs, and what it writes.</summary>
/// <param name="Json">Outcomes as JSON lines.</param>
/// <param name="Filter">A text that the rule's id or the test's name must hold; null for all tests.</param>
/// <param name="JUnit">The file for JUnit XML, <c>-</c> for stdout; null for none.</param>
/// <param name="Update">True if the expectations of tests that fail are to be rewritten.</param>
internal sealed record TestOutput(bool Json, string? Filter, string? JUnit, bool Update);

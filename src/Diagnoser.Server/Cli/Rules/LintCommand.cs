using System.CommandLine;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules lint</c>.</summary>
internal static class LintCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var (paths, runbooks, json) = (RulesCommand.Paths(), Options.Runbooks(), Options.Json());
        var sarif = new Option<string?>("--sarif")
        {
            Description = "Also write the findings as SARIF 2.1.0, for code scanning; - writes them to stdout and nothing else there.",
            HelpName = "FILE",
        };
        var ignore = new Option<string[]>("--ignore")
        {
            Description = "Leave out the findings of this check; the id at the end of a finding. Errors are never left out.",
            HelpName = "CHECK",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new DocumentedCommand(
            "lint",
            "Checks runbooks; each finding is file:line:col: error|warning: message [check]. Errors and warnings make the exit code 1.",
            new Example("diagnoser rules lint", "those that came with the program"),
            new Example("diagnoser rules lint mine/ other/oom.yaml", "folders and files"),
            new Example("diagnoser rules lint mine/ --ignore no-silent-test", "without the findings of one check"),
            new Example("diagnoser rules lint runbooks/ --sarif lint.sarif", "for the code scanning of a forge"))
        {
            paths, runbooks, json, sarif, ignore,
        };
        command.SetAction(result =>
        {
            var output = new LintOutput(result.GetValue(json), result.GetValue(sarif), result.GetValue(ignore) ?? []);
            Check(output);
            return new LintReport(surroundings, output).Run(RunbookFolders.Paths(result.GetValue(paths), result.GetValue(runbooks), surroundings));
        });
        return command;
    }

    private static void Check(LintOutput output)
    {
        if (output is { Json: true, Sarif: "-" })
        {
            throw new CommandFailedException(ExitCodes.Usage, "--json and --sarif - both write to stdout; name a file with --sarif");
        }

        var ids = LintChecks.All.Select(c => c.Id).ToList();
        if (output.Ignored.FirstOrDefault(id => !ids.Contains(id)) is { } unknown)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"--ignore: there is no check '{unknown}'; checks are {string.Join(", ", ids)}");
        }
    }
}

/// <summary>What <c>rules lint</c> writes, and where.</summary>
/// <param name="Json">Findings as JSON lines.</param>
/// <param name="Sarif">The file for SARIF, <c>-</c> for stdout; null for none.</param>
/// <param name="Ignored">Checks whose warnings are left out.</param>
internal sealed record LintOutput(bool Json, string? Sarif, IReadOnlyList<string> Ignored);

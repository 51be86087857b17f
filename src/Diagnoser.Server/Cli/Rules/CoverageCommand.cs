using System.CommandLine;
using System.Globalization;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules coverage</c>.</summary>
internal static class CoverageCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var (paths, runbooks, json) = (RulesCommand.Paths(), Options.Runbooks(), Options.Json());
        var failUnder = FailUnder();
        var command = new DocumentedCommand(
            "coverage",
            "Says which selections, alternatives, exceptions, pieces of evidence and fixes of each rule no test of it reaches.",
            new Example("diagnoser rules coverage", "those that came with the program"),
            new Example("diagnoser rules coverage mine/ --fail-under 90", "exit code 1 if less than 90 % is reached"))
        {
            paths, runbooks, json, failUnder,
        };
        command.SetAction(result => new CoverageReport(surroundings, result.GetValue(json), result.GetValue(failUnder))
            .Run(RunbookFolders.Paths(result.GetValue(paths), result.GetValue(runbooks), surroundings)));
        return command;
    }

    private static Option<double?> FailUnder() => new("--fail-under")
    {
        Description = "Make the exit code 1 if less than this part of all is reached, 0 to 100.",
        HelpName = "PERCENT",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100)
            {
                return percent;
            }

            result.AddError($"--fail-under: '{text}' is not a number from 0 to 100");
            return null;
        },
    };
}

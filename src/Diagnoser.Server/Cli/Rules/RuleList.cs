using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules list</c>.</summary>
internal sealed class RuleList(Surroundings surroundings, bool json)
{
    private static readonly string[] Header = ["RULE", "SEVERITY", "STATUS", "CODES", "TITLE"];

    public int Run(IReadOnlyList<string> paths)
    {
        var runbooks = RunbookFolders.Read(paths, surroundings);
        var rules = RunbookFolders.Set(runbooks).Rules;
        if (json)
        {
            var printer = new JsonPrinter(surroundings.Out);
            foreach (var rule in rules)
            {
                printer.Line(RuleRecord.Of(rule), RulesJson.Default.RuleRecord);
            }
        }
        else
        {
            Table([Header, .. rules.Select(Row)]);
        }

        var errors = RunbookFolders.Errors(runbooks).Count;
        if (errors > 0)
        {
            surroundings.Tell($"{Report.Count(errors, "error")} in runbooks that are not listed; see diagnoser rules lint");
        }

        return ExitCodes.Done;
    }

    private static string[] Row(Rule rule) =>
    [
        TerminalText.Name(rule.Id),
        Words.Of(rule.Severity),
        Words.Of(rule.Status),
        TerminalText.Name(string.Join(' ', rule.Codes)),
        TerminalText.Name(rule.Title),
    ];

    private void Table(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            surroundings.Out.WriteLine(ReferenceEquals(row, Header) ? surroundings.Paint.Bold(line) : line);
        }
    }
}

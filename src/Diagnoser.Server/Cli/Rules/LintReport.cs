using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules lint</c>.</summary>
internal sealed class LintReport(Surroundings surroundings, bool json)
{
    public int Run(IReadOnlyList<string> paths)
    {
        var runbooks = RunbookFolders.Read(paths, surroundings);
        var findings = runbooks.Findings;
        var printer = new JsonPrinter(surroundings.Out);
        foreach (var finding in findings)
        {
            if (json)
            {
                printer.Line(FindingRecord.Of(finding), RulesJson.Default.FindingRecord);
            }
            else
            {
                var line = TerminalText.Line(finding.ToString(), TerminalText.RuleTextLimit);
                surroundings.Out.WriteLine(finding.Level == FindingLevel.Error ? surroundings.Paint.Bad(line) : line);
            }
        }

        var errors = findings.Count(f => f.Level == FindingLevel.Error);
        var summary = $"{Report.Count(runbooks.Files, "file")}, {Report.Count(runbooks.Rules.Count, "rule")}: "
            + $"{Report.Count(errors, "error")}, {Report.Count(findings.Count - errors, "warning")}";
        (json ? surroundings.Error : surroundings.Out).WriteLine(summary);
        return findings.Count > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }
}

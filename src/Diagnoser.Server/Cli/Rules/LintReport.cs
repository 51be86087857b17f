using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules lint</c>.</summary>
internal sealed class LintReport(Surroundings surroundings, LintOutput output)
{
    public int Run(IReadOnlyList<string> paths)
    {
        var runbooks = RunbookFolders.ReadTests(paths, surroundings);
        var findings = runbooks.Findings.Where(f => f.Level == FindingLevel.Error || !output.Ignored.Contains(f.Check.Id)).ToList();
        if (output.Sarif is { } file)
        {
            WriteSarif(findings, file);
        }

        if (output.Sarif != ReportFile.Stdout)
        {
            Write(findings);
        }

        var errors = findings.Count(f => f.Level == FindingLevel.Error);
        var left = runbooks.Findings.Count - findings.Count;
        var summary = $"{Report.Count(runbooks.Files, "file")}, {Report.Count(runbooks.Rules.Count, "rule")}: "
            + $"{Report.Count(errors, "error")}, {Report.Count(findings.Count - errors, "warning")}{(left > 0 ? $" ({left} ignored)" : "")}";
        (output.Json || output.Sarif == ReportFile.Stdout ? surroundings.Error : surroundings.Out).WriteLine(summary);
        return findings.Count > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }

    private void Write(IReadOnlyList<LintFinding> findings)
    {
        var printer = new JsonPrinter(surroundings.Out);
        foreach (var finding in findings)
        {
            if (output.Json)
            {
                printer.Line(FindingRecord.Of(finding), RulesJson.Default.FindingRecord);
            }
            else
            {
                var line = TerminalText.Line(finding.ToString(), TerminalText.RuleTextLimit);
                surroundings.Out.WriteLine(finding.Level == FindingLevel.Error ? surroundings.Paint.Bad(line) : line);
            }
        }
    }

    private void WriteSarif(IReadOnlyList<LintFinding> findings, string file)
    {
        var text = SarifReport.Of(findings, Environment.CurrentDirectory, CommandLine.Version);
        ReportFile.Write(file, text + (file == ReportFile.Stdout ? "\n" : ""), surroundings);
    }
}

using System.Text.Json;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>Findings of the linter as SARIF 2.1.0, which code scanning of forges and editors read.</summary>
internal static class SarifReport
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";
    private const string SourceRoot = "%SRCROOT%";

    /// <param name="findings">The findings.</param>
    /// <param name="folder">Files below it are named from it on, as <c>%SRCROOT%</c>; others by their whole address.</param>
    /// <param name="version">This program's version.</param>
    public static string Of(IReadOnlyList<LintFinding> findings, string folder, string version)
    {
        var driver = new SarifDriver("diagnoser", version, [.. LintChecks.All.Select(Rule)]);
        var run = new SarifRun(new SarifTool(driver), "utf16CodeUnits", [.. findings.Select(f => Result(f, folder))]);
        return JsonSerializer.Serialize(new SarifLog(Schema, "2.1.0", [run]), SarifJson.Default.SarifLog);
    }

    private static SarifRule Rule(LintCheck check) =>
        new(check.Id, new SarifMessage(check.Meaning), new SarifMessage(check.Remedy), new SarifConfiguration(Level(check.Level)));

    private static SarifResult Result(LintFinding finding, string folder)
    {
        var index = LintChecks.All.Index().First(c => c.Item.Id == finding.Check.Id).Index;
        var region = new SarifRegion(Math.Max(1, finding.Mark.Line), Math.Max(1, finding.Mark.Column));
        var location = new SarifLocation(new SarifPhysicalLocation(Artifact(finding.File, folder), region));
        return new SarifResult(finding.Check.Id, index, Level(finding.Level), new SarifMessage(finding.Message), [location]);
    }

    private static SarifArtifact Artifact(string file, string folder)
    {
        var relative = Path.GetRelativePath(folder, Path.GetFullPath(file, folder));
        var isBelow = !Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..";
        return isBelow
            ? new SarifArtifact(string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)), SourceRoot)
            : new SarifArtifact(new Uri(Path.GetFullPath(file, folder)).AbsoluteUri, null);
    }

    private static string Level(FindingLevel level) => level == FindingLevel.Error ? "error" : "warning";
}

using System.Globalization;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules coverage</c>.</summary>
internal sealed class CoverageReport(Surroundings surroundings, bool json, double? failUnder)
{
    public int Run(IReadOnlyList<string> paths)
    {
        var runbooks = RunbookFolders.ReadTests(paths, surroundings);
        var broken = RunbookFolders.Errors(runbooks);
        foreach (var finding in broken)
        {
            surroundings.Error.WriteLine(TerminalText.Line(finding.ToString(), TerminalText.RuleTextLimit));
        }

        var rules = RunbookFolders.Written(runbooks);
        var coverages = rules.Rules.AsParallel().AsOrdered().Select(rule => RuleCoverage.Of(rule, RuleTestRunner.Run(rule, rules))).ToList();
        if (json)
        {
            var printer = new JsonPrinter(surroundings.Out);
            coverages.ForEach(c => printer.Line(CoverageRecord.Of(c), RulesJson.Default.CoverageRecord));
        }
        else
        {
            Table(coverages);
        }

        var (reached, total) = (coverages.Sum(c => c.Reached), coverages.Sum(c => c.Parts.Count));
        var percent = Percent(reached, total);
        var isLow = percent < failUnder;
        (json ? surroundings.Error : surroundings.Out).WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Report.Count(coverages.Count, "rule")}: {reached} of {total} parts reached, {percent:0.0} %{(isLow ? $"; {failUnder:0.#} % are asked for" : "")}"));
        return isLow || broken.Count > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }

    /// <summary>What is reached, in percent; of nothing, all is.</summary>
    public static double Percent(int reached, int total) => total == 0 ? 100 : 100.0 * reached / total;

    private void Table(IReadOnlyList<RuleCoverage> coverages)
    {
        var width = coverages.Select(c => TerminalText.Name(c.Rule.Id).Length).Append("RULE".Length).Max();
        surroundings.Out.WriteLine(surroundings.Paint.Bold($"{"RULE".PadRight(width)}  REACHED        NOT REACHED"));
        foreach (var coverage in coverages)
        {
            var (reached, total) = (coverage.Reached, coverage.Parts.Count);
            var counts = string.Create(CultureInfo.InvariantCulture, $"{reached}/{total}");
            var head = string.Create(
                CultureInfo.InvariantCulture, $"{TerminalText.Name(coverage.Rule.Id).PadRight(width)}  {counts,-7}{Percent(reached, total),4:0} %");
            foreach (var part in coverage.Parts.Where(p => !p.IsReached).Select(Words).DefaultIfEmpty(""))
            {
                surroundings.Out.WriteLine($"{head}  {TerminalText.Line(part, TerminalText.RuleTextLimit)}".TrimEnd());
                head = new string(' ', head.Length);
            }
        }
    }

    private static string Words(CoveredPart part) => $"{part.Kind.ToString().ToLowerInvariant()} {part.Name}";
}

using System.Globalization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules test</c>, in the manner of <c>dotnet test</c>.</summary>
internal sealed class TestReport(Surroundings surroundings, TestOutput output)
{
    private readonly JsonPrinter _printer = new(surroundings.Out);

    public int Run(IReadOnlyList<string> paths)
    {
        var started = surroundings.Clock.GetTimestamp();
        var runbooks = RunbookFolders.ReadTests(paths, surroundings);
        var broken = RunbookFolders.Errors(runbooks);
        foreach (var finding in broken)
        {
            surroundings.Error.WriteLine(TerminalText.Line(finding.ToString(), TerminalText.RuleTextLimit));
        }

        if (output.Update)
        {
            return Update(runbooks, paths, broken.Count);
        }

        var outcomes = new List<TestOutcome>();
        foreach (var outcome in Outcomes(runbooks))
        {
            outcomes.Add(outcome);
            Write(outcome);
        }

        var took = surroundings.Clock.GetElapsedTime(started);
        if (output.JUnit is { } file)
        {
            ReportFile.Write(file, JUnitReport.Of(outcomes, broken, took), surroundings);
        }

        return Close(outcomes, broken.Count, took);
    }

    // Rules side by side, since their tests share nothing but the rules; told in the order of the rules.
    private IEnumerable<TestOutcome> Outcomes(Runbooks.Runbooks runbooks) =>
        RunbookFolders.Tested(runbooks).AsParallel().AsOrdered().Select(t => Run(t.Rule, t.Set)).AsSequential().SelectMany(o => o);

    private int Update(Runbooks.Runbooks runbooks, IReadOnlyList<string> paths, int errors)
    {
        if (errors > 0)
        {
            surroundings.Tell("nothing was updated: with rules that cannot be loaded, the others may say something else than they should; mend the errors first");
            return ExitCodes.Findings;
        }

        IReadOnlyList<TestOutcome> outcomes = [.. Outcomes(runbooks)];
        if (outcomes.Count == 0 && output.Filter is { } filter)
        {
            return Unknown(filter);
        }

        IReadOnlyList<TestOutcome> failed = [.. outcomes.Where(o => !o.Result.Passed)];
        return new Updates.TestUpdate(surroundings).Run(failed, outcomes.Count - failed.Count, () => [.. Outcomes(RunbookFolders.ReadTests(paths, surroundings))]);
    }

    private int Unknown(string filter)
    {
        surroundings.Tell($"no rule id and no test's name contains '{filter}'; diagnoser rules list names the rules");
        return ExitCodes.Usage;
    }

    private List<TestOutcome> Run(Rule rule, RuleSet rules)
    {
        var outcomes = new List<TestOutcome>();
        foreach (var test in rule.Tests.Where(t => IsWanted(rule, t)))
        {
            var started = surroundings.Clock.GetTimestamp();
            var result = RuleTestRunner.Run(rule, test, rules);
            outcomes.Add(new TestOutcome(rule, result, surroundings.Clock.GetElapsedTime(started)));
        }

        return outcomes;
    }

    private bool IsWanted(Rule rule, RuleTest test) =>
        output.Filter is not { } text
        || rule.Id.Contains(text, StringComparison.OrdinalIgnoreCase)
        || test.Name.Contains(text, StringComparison.OrdinalIgnoreCase);

    private int Close(List<TestOutcome> outcomes, int errors, TimeSpan took)
    {
        var failed = outcomes.Count(o => !o.Result.Passed);
        if (outcomes.Count == 0 && output.Filter is { } filter)
        {
            return Unknown(filter);
        }

        var broken = errors == 0 ? "" : $"; {Report.Count(errors, "error")} in rules that could not be loaded";
        var verdict = failed + errors == 0 ? surroundings.Paint.Good("Passed!") : surroundings.Paint.Bad("Failed!");
        (output.Json || output.JUnit == ReportFile.Stdout ? surroundings.Error : surroundings.Out).WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(output.Json ? "" : verdict + " ")}{outcomes.Count - failed} passed, {failed} failed, {outcomes.Count} total ({took.TotalSeconds:0.00} s){broken}"));
        return failed + errors > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }

    private void Write(TestOutcome outcome)
    {
        var (rule, result) = (outcome.Rule, outcome.Result);
        if (output.JUnit == ReportFile.Stdout)
        {
            return;
        }

        if (output.Json)
        {
            _printer.Line(TestRecord.Of(outcome), RulesJson.Default.TestRecord);
            return;
        }

        var paint = surroundings.Paint;
        var signs = paint.Colour && paint.Unicode;
        var sign = result.Passed ? paint.Good(signs ? "✓" : "passed") : paint.Bad(signs ? "✗" : "FAILED");
        surroundings.Out.WriteLine($"{sign} {Safe(rule.Id)}: {Safe(result.Test.Name)}");
        if (!result.Passed)
        {
            surroundings.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    at       {Safe(result.Test.File ?? rule.File)}:{result.Test.Line}"));
            Lines("expected", result.Expected.Split('\n'));
            Lines("got", result.Got.Split('\n'));
            Lines("problem", result.Problems);
            Lines("differs", outcome.Differences());
            Lines("silent", result.Silence);
        }
    }

    private void Lines(string name, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            surroundings.Out.WriteLine($"    {name,-8} {Safe(line)}");
            name = "";
        }
    }

    private static string Safe(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}

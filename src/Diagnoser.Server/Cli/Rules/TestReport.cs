using System.Globalization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules test</c>, in the manner of <c>dotnet test</c>.</summary>
internal sealed class TestReport(Surroundings surroundings, bool json)
{
    private readonly JsonPrinter _printer = new(surroundings.Out);
    private int _passed;
    private int _failed;

    public int Run(IReadOnlyList<string> paths)
    {
        var started = surroundings.Clock.GetTimestamp();
        var runbooks = RunbookFolders.Read(paths, surroundings);
        var errors = Broken(runbooks);
        var rules = RunbookFolders.Set(runbooks);
        foreach (var rule in rules.Rules)
        {
            foreach (var result in RuleTestRunner.Run(rule, rules))
            {
                Take(rule, result);
            }
        }

        var seconds = surroundings.Clock.GetElapsedTime(started).TotalSeconds;
        var broken = errors == 0 ? "" : $"; {Report.Count(errors, "error")} in rules that could not be loaded";
        var verdict = _failed + errors == 0 ? surroundings.Paint.Good("Passed!") : surroundings.Paint.Bad("Failed!");
        (json ? surroundings.Error : surroundings.Out).WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(json ? "" : verdict + " ")}{_passed} passed, {_failed} failed, {_passed + _failed} total ({seconds:0.00} s){broken}"));
        return _failed + errors > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }

    private int Broken(Runbooks.Runbooks runbooks)
    {
        var errors = RunbookFolders.Errors(runbooks);
        foreach (var finding in errors)
        {
            surroundings.Error.WriteLine(TerminalText.Line(finding.ToString(), TerminalText.RuleTextLimit));
        }

        return errors.Count;
    }

    private void Take(Rule rule, RuleTestResult outcome)
    {
        _passed += outcome.Passed ? 1 : 0;
        _failed += outcome.Passed ? 0 : 1;
        if (json)
        {
            _printer.Line(TestRecord.Of(rule, outcome), RulesJson.Default.TestRecord);
            return;
        }

        var paint = surroundings.Paint;
        var signs = paint.Colour && paint.Unicode;
        var sign = outcome.Passed ? paint.Good(signs ? "✓" : "passed") : paint.Bad(signs ? "✗" : "FAILED");
        var output = surroundings.Out;
        output.WriteLine($"{sign} {Safe(rule.Id)}: {Safe(outcome.Test.Name)}");
        if (!outcome.Passed)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    at       {Safe(rule.File)}:{outcome.Test.Line}"));
            Lines("expected", outcome.Expected);
            Lines("got", outcome.Got);
        }
    }

    private void Lines(string name, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            surroundings.Out.WriteLine($"    {name,-8} {Safe(line)}");
            name = "";
        }
    }

    private static string Safe(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}

using System.Text;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Cli.Rules.Updates;

/// <summary><c>rules test --update</c>: makes the expectations of tests that fail those of what the rules say now.</summary>
internal sealed class TestUpdate(Surroundings surroundings)
{
    private static readonly byte[] Mark = [0xef, 0xbb, 0xbf];

    /// <summary>Changes the files, prints what changed, and runs what was changed once more.</summary>
    /// <param name="failed">The tests that failed.</param>
    /// <param name="passed">How many passed.</param>
    /// <param name="again">Runs all of them anew.</param>
    public int Run(IReadOnlyList<TestOutcome> failed, int passed, Func<IReadOnlyList<TestOutcome>> again)
    {
        var files = failed.GroupBy(o => o.Result.Test.File ?? o.Rule.File).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var changed = files.Count(f => Update(f.Key, [.. f.Select(o => o.Result)]));
        IReadOnlyList<TestOutcome> left = changed == 0 ? failed : [.. again().Where(o => !o.Result.Passed)];
        foreach (var outcome in left)
        {
            surroundings.Out.WriteLine(TerminalText.Line($"{outcome.Result.Test.File ?? outcome.Rule.File}:{outcome.Result.Test.Line}: cannot be updated, change it by hand: {outcome.Result.Test.Name}: {string.Join("; ", outcome.Result.Problems)}", TerminalText.RuleTextLimit));
        }

        surroundings.Out.WriteLine($"{Report.Count(failed.Count - left.Count, "test")} updated in {Report.Count(changed, "file")}, {left.Count} left, {passed} passed before");
        return left.Count > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }

    private bool Update(string file, IReadOnlyList<RuleTestResult> results)
    {
        var bytes = Read(file);
        var hasMark = bytes.AsSpan().StartsWith(Mark);
        var before = Encoding.UTF8.GetString(bytes.AsSpan(hasMark ? Mark.Length : 0));

        // From the end on, so that the lines of those before stay what they are.
        var after = results.OrderByDescending(r => r.Test.Line)
            .Aggregate(before, (text, r) => new ExpectationEdit(text).Write(r.Test, ExpectationUpdate.Of(r)) ?? text);
        byte[] written = [.. hasMark ? Mark : [], .. Encoding.UTF8.GetBytes(after)];

        if (after == before)
        {
            return false;
        }

        // A file that cannot be read any more would be a defect here: it stays as it is, and so do its tests.
        if (YamlTree.ReadAll(written, file).Findings is [var finding, ..])
        {
            surroundings.Tell($"{file} is left as it is, since it could not be read afterwards: {finding.Message}");
            return false;
        }

        Write(file, written);
        surroundings.Out.WriteLine(surroundings.Paint.Bold(TerminalText.Line(file, TerminalText.RuleTextLimit)));
        foreach (var line in LineDifference.Of(before, after))
        {
            surroundings.Out.WriteLine(TerminalText.Line(line, TerminalText.RuleTextLimit));
        }

        return true;
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be read: {problem.Message}");
        }
    }

    private static void Write(string file, byte[] bytes)
    {
        try
        {
            File.WriteAllBytes(file, bytes);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be written: {problem.Message}");
        }
    }
}

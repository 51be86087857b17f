using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>The outcomes of tests as JUnit XML, one suite a rule; a file that cannot be loaded is an error.</summary>
internal static class JUnitReport
{
    /// <param name="outcomes">How the tests went, in order.</param>
    /// <param name="broken">Errors of rules that could not be loaded.</param>
    /// <param name="took">How long all of it took.</param>
    public static string Of(IReadOnlyList<TestOutcome> outcomes, IReadOnlyList<LintFinding> broken, TimeSpan took)
    {
        var root = new XElement(
            "testsuites",
            new XAttribute("name", "diagnoser rules test"),
            new XAttribute("tests", outcomes.Count + broken.Count),
            new XAttribute("failures", outcomes.Count(o => !o.Result.Passed)),
            new XAttribute("errors", broken.Count),
            new XAttribute("time", Seconds(took)),
            broken.GroupBy(f => f.File).Select(Broken),
            outcomes.GroupBy(o => o.Rule.Id).Select(Suite));
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(new Utf8Text(text), new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            new XDocument(root).Save(writer);
        }

        return text.Append('\n').ToString();
    }

    private static XElement Suite(IGrouping<string, TestOutcome> suite) => new(
        "testsuite",
        new XAttribute("name", Clean(suite.Key)),
        new XAttribute("tests", suite.Count()),
        new XAttribute("failures", suite.Count(o => !o.Result.Passed)),
        new XAttribute("errors", 0),
        new XAttribute("skipped", 0),
        new XAttribute("time", Seconds(TimeSpan.FromTicks(suite.Sum(o => o.Took.Ticks)))),
        new XAttribute("file", Clean(suite.First().Rule.File)),
        suite.Select(Case));

    private static XElement Case(TestOutcome outcome) => new(
        "testcase",
        new XAttribute("classname", Clean(outcome.Rule.Id)),
        new XAttribute("name", Clean(outcome.Result.Test.Name)),
        new XAttribute("file", Clean(outcome.Result.Test.File ?? outcome.Rule.File)),
        new XAttribute("line", outcome.Result.Test.Line),
        new XAttribute("time", Seconds(outcome.Took)),
        outcome.Result.Passed ? null : Failure(outcome));

    private static XElement Failure(TestOutcome outcome)
    {
        var result = outcome.Result;
        IEnumerable<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"at {outcome.Result.Test.File ?? outcome.Rule.File}:{result.Test.Line}"),
            .. result.Expected.Split('\n').Select(l => "expected " + l),
            .. result.Got.Split('\n').Select(l => "got " + l),
            .. outcome.Differences(),
            .. result.Silence,
        ];
        return new XElement(
            "failure",
            new XAttribute("message", Clean(string.Join("; ", result.Problems))),
            new XAttribute("type", "expectation"),
            string.Join('\n', lines.Select(Clean)));
    }

    private static XElement Broken(IGrouping<string, LintFinding> file) => new(
        "testsuite",
        new XAttribute("name", Clean(file.Key)),
        new XAttribute("tests", file.Count()),
        new XAttribute("failures", 0),
        new XAttribute("errors", file.Count()),
        new XAttribute("skipped", 0),
        new XAttribute("time", Seconds(TimeSpan.Zero)),
        file.Select(f => new XElement(
            "testcase",
            new XAttribute("classname", Clean(file.Key)),
            new XAttribute("name", string.Create(CultureInfo.InvariantCulture, $"loads: {f.Mark.Line}:{f.Mark.Column}")),
            new XAttribute("file", Clean(file.Key)),
            new XAttribute("line", f.Mark.Line),
            new XAttribute("time", Seconds(TimeSpan.Zero)),
            new XElement("error", new XAttribute("message", Clean(f.Message)), new XAttribute("type", f.Check.Id), Clean(f.ToString())))));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // Text of events may hold what XML cannot, and what a reader of it should not see raw.
    private static string Clean(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);

    private sealed class Utf8Text(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}

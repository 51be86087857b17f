using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Reads the <c>tests</c> of a rule and builds their events.</summary>
internal sealed class TestReader(FindingLog log)
{
    private const string Shape = "{ name: …, given: { containers: [ … ] }, events: [ … ], expect: none }";
    private const string Recordings = ".jsonl";

    private readonly TestBudget _budget = new(log);

    public IReadOnlyList<RuleTest> Read(MapReader rule)
    {
        var tests = new List<RuleTest>();
        foreach (var item in rule.List("tests", $"[{Shape}]"))
        {
            if (MapReader.Of(item, log, "tests", Shape) is { } map && One(map) is { } test)
            {
                if (tests.Exists(t => t.Name == test.Name))
                {
                    log.Error(item, "tests.name", $"'{MapReader.Short(test.Name)}' is the name of another test of this rule", LintChecks.DuplicateName);
                }

                tests.Add(test);
            }
        }

        return tests;
    }

    private RuleTest? One(MapReader map)
    {
        var name = map.RequireScalar("name", "a sentence");
        var recording = Recording(map);
        var given = map.Take("given");
        var (events, standing) = recording is null ? Written(map, given) : ([], []);
        var expect = map.Require("expect", "none, or a list of partly described diagnoses");
        var expectations = new ExpectationReader(log).Read(expect, map.Path("expect"));
        map.Close();
        return name is null ? null : new RuleTest(name.Text, events, expectations)
        {
            Given = standing,
            Line = map.Node.Mark.Line,
            File = map.Node.Mark.File,
            Recording = recording,
        };
    }

    private (List<DockerEvent> Events, IReadOnlyList<DockerEvent> Given) Written(MapReader map, RuleNode? given)
    {
        var containers = new ContainerReader(log).Read(given, map.Path("given"));
        var builder = new TestEventBuilder([.. containers.Values]);
        return (Build(builder, new TestEventReader(log, containers, _budget).Read(map)), [.. containers.Values.Select(TestEventBuilder.Standing)]);
    }

    private RecordingName? Recording(MapReader map)
    {
        if (map.Scalar("recording") is not { } node)
        {
            return null;
        }

        foreach (var key in new[] { "given", "events" })
        {
            if (map.Take(key) is { } other)
            {
                log.Error(other, map.Path(key), "stands beside recording, which has the events already");
            }
        }

        var parts = node.Text.Split('/');
        if (!node.Text.EndsWith(Recordings, StringComparison.Ordinal) || parts.Any(p => p is "" or "." or "..") || node.Text.Contains('\\', StringComparison.Ordinal))
        {
            log.Error(node, map.Path("recording"), $"'{MapReader.Short(node.Text)}' is no recording beside the rule's file, such as oom.jsonl", LintChecks.WrongRecording);
        }

        return new RecordingName(node.Text, node.Mark);
    }

    // In order of time, since a start begins a new run for what follows.
    private static List<DockerEvent> Build(TestEventBuilder builder, IEnumerable<TestEvent> drafts) =>
        [.. drafts.OrderBy(d => d.At).Select((draft, index) => builder.Build(draft, index.ToString(CultureInfo.InvariantCulture)))];
}

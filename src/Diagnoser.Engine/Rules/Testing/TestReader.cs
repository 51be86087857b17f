using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Reads the <c>tests</c> of a rule and builds their events.</summary>
internal sealed class TestReader(FindingLog log)
{
    private const string Shape = "{ name: …, given: { containers: [ … ] }, events: [ … ], expect: none }";

    public IReadOnlyList<RuleTest> Read(MapReader rule)
    {
        var tests = new List<RuleTest>();
        foreach (var item in rule.List("tests", $"[{Shape}]"))
        {
            if (MapReader.Of(item, log, "tests", Shape) is { } map && One(map) is { } test)
            {
                if (tests.Exists(t => t.Name == test.Name))
                {
                    log.Error(item, "tests.name", $"'{MapReader.Short(test.Name)}' is the name of another test of this rule");
                }

                tests.Add(test);
            }
        }

        return tests;
    }

    private RuleTest? One(MapReader map)
    {
        var name = map.RequireScalar("name", "a sentence");
        var containers = new ContainerReader(log).Read(map.Take("given"), map.Path("given"));
        var drafts = new TestEventReader(log, containers).Read(map);
        var expect = map.Require("expect", "none, or a list of partly described diagnoses");
        var expectations = new ExpectationReader(log).Read(expect, map.Path("expect"));
        map.Close();
        var builder = new TestEventBuilder([.. containers.Values]);
        return name is null ? null : new RuleTest(name.Text, Build(builder, drafts), expectations)
        {
            Given = [.. containers.Values.Select(TestEventBuilder.Standing)],
            Line = map.Node.Mark.Line,
        };
    }

    // In order of time, since a start begins a new run for what follows.
    private static List<DockerEvent> Build(TestEventBuilder builder, IEnumerable<TestEvent> drafts) =>
        [.. drafts.OrderBy(d => d.At).Select((draft, index) => builder.Build(draft, index.ToString(CultureInfo.InvariantCulture)))];
}

using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Cli.Rules;
using Diagnoser.Server.Cli.Rules.Updates;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>Whatever a rule's file holds, it is read, or refused with findings; nothing is thrown, and it takes no long time and no lot of memory.</summary>
public sealed class RunbookFuzzTests
{
    public static TheoryData<string> Cases => Fuzz.Cases(".yaml");

    [Fact]
    public void Any_file_is_read_or_refused() => Fuzz.Try(RunbookTexts.All, ".yaml", Holds);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_kept_file_is_read_or_refused(string name) => Fuzz.Bounded(Fuzz.Case(name), Holds);

    [Theory]
    [MemberData(nameof(LargeFiles.Names), MemberType = typeof(LargeFiles))]
    public void A_file_with_much_of_one_thing_is_read_or_refused(string much) => Fuzz.Bounded(LargeFiles.Bytes(much), Holds);

    private static void Holds(byte[] bytes)
    {
        var all = YamlTree.ReadAll(bytes, "fuzz.yaml");
        Assert.Equal(all.Root is null, all.Findings.Count > 0);
        if (all.Root is ListNode { Items: [MapNode first, ..] } list && first.Entries.Any(e => e.Key.Text == "override"))
        {
            Read(RuleSetReader.Read(Rules.Value, new DateOnly(2026, 6, 1), [("fuzz.yaml", list)]));
            return;
        }

        var tree = YamlTree.Read(bytes, "fuzz.yaml");
        Assert.Equal(tree.Root is null, tree.Findings.Count > 0);
        if (tree.Root is { } root)
        {
            var reading = RuleSetReader.Read([("fuzz.yaml", root)], new DateOnly(2026, 6, 1));
            Read(reading);
            Update(bytes, reading);
        }
    }

    private static readonly Lazy<IReadOnlyList<(string File, RuleNode Root)>> Rules = new(() =>
        [.. Good.Files.Take(8).Select((text, i) => ($"{i}.yaml", YamlTree.Read(Encoding.UTF8.GetBytes(text), $"{i}.yaml").Root!))]);

    private static void Read(RuleSetReading reading)
    {
        Assert.Equal(reading.Set is null, reading.Findings.Any(f => f.Level == FindingLevel.Error));
        foreach (var rule in reading.InForce)
        {
            Tell(rule);
            if (reading.Set is { } set)
            {
                _ = RuleCoverage.Of(rule.Rule, RuleTestRunner.Run(rule.Rule, set));
            }
        }
    }

    // What is rewritten can be read again, and says of its tests what the rule says.
    private static void Update(byte[] bytes, RuleSetReading reading)
    {
        if (reading.Set is not { Rules: [var rule] } set)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(bytes).TrimStart('\ufeff');
        foreach (var result in RuleTestRunner.Run(rule, set).Where(r => !r.Passed).OrderByDescending(r => r.Test.Line))
        {
            var written = new ExpectationEdit(text).Write(result.Test, ExpectationUpdate.Of(result));
            Assert.NotNull(written);
            var tree = YamlTree.Read(Encoding.UTF8.GetBytes(written), "fuzz.yaml");
            Assert.True(tree.Root is not null, $"{string.Join('\n', tree.Findings)}\n{written}");
            Assert.DoesNotContain(RuleReader.Read(tree.Root, "fuzz.yaml").Findings, f => f.Level == FindingLevel.Error);
            text = written;
        }
    }

    private static void Tell(RuleInForce rule)
    {
        _ = string.Join('\n', CorrelationWords.Of(rule.Rule));
        _ = string.Join('\n', RuleWords.Bounds(rule.Rule));
        _ = string.Join('\n', rule.Rule.Evidence.Select(RuleWords.Of));
        _ = string.Join('\n', rule.Rule.Tests.Select(RuleWords.Of));
    }
}

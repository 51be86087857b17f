using System.Text;
using Diagnoser.Benchmarks;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Tests.Fuzzing;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>The linter compares few pairs of many rules, and misses no overlap by it.</summary>
public sealed class OverlapPairsTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(4000)]
    public void Few_pairs_of_many_rules_are_compared(int count)
    {
        var pairs = OverlapPairs.Of(SyntheticRuleSets.Make(count).Rules).Sum(p => p.Count);

        // Rules whose only condition is a word in a text are compared with each other; all pairs would be half of the square.
        Assert.InRange(pairs, 0, count * count / 100);
    }

    [Fact]
    public void All_that_overlap_are_among_them()
    {
        List<Rule> rules = [.. Good.Sets.SelectMany(s => s.Rules), .. SyntheticRuleSets.Make(60).Rules, .. Conditions().Select(Rule)];
        var pairs = OverlapPairs.Of(rules);
        var found = 0;
        for (var i = 0; i < rules.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Overlap.Holds(rules[i], rules[j]) || Overlap.Holds(rules[j], rules[i]))
                {
                    found++;
                    Assert.True(pairs[i].Contains(j), $"{rules[i].Id} and {rules[j].Id}: {Asked(rules[i])} and {Asked(rules[j])}");
                }
            }
        }

        Assert.True(found > 300, $"{found} overlaps");
    }

    private static string Asked(Rule rule) => string.Join(" or ", rule.Selections[0].Alternatives.Select(a => string.Join(", ", a)));

    // Each operator on texts, numbers, lists, enumerations and booleans, so that each meets each.
    private static IEnumerable<string> Conditions()
    {
        string[] texts = ["api", "[api, web]", "a", "[web]", "apix"];
        string[] operators = ["", "|not", "|contains", "|startswith", "|endswith", "|i", "|contains|i", "|not|contains", "|re", "|glob", "|not|glob"];
        foreach (var key in operators.SelectMany(o => texts.Select(t => $"container.name{o}: {t}")))
        {
            yield return $"{{ {key} }}";
        }

        yield return "{ container.exit_code: 137 }";
        yield return "{ container.exit_code: [137, 143] }";
        yield return "{ container.exit_code|gte: 100 }";
        yield return "{ container.exit_code|gt: 100, container.name: api }";
        yield return "{ container.exit_code|not: [0, 143] }";
        yield return "{ container.exit_code|exists: true }";
        yield return "{ container.exit.ended_by: itself }";
        yield return "{ container.exit.ended_by: [itself, operator] }";
        yield return "{ container.exit.ended_by|not: [operator, orchestrator] }";
        yield return "{ container.exit.facts|has: x }";
        yield return "{ container.exit.facts|has: [x, y] }";
        yield return "{ container.exit.facts|contains: x }";
        yield return "{ container.restarting: true }";
        yield return "{ container.restarting|not: false }";
        yield return "[ { container.name: api, container.exit_code: 137 }, { container.name: web } ]";
        yield return "[ { container.name|cidr: 10.0.0.0/8 }, { container.name: 10.0.0.1 } ]";
        yield return "{ container.name: api, container.restarting: true }";
        yield return "{ }";
    }

    private static Rule Rule(string where, int i)
    {
        var text = $$"""
            rule: condition-{{i}}
            title: x
            severity: info
            match: { die: { event: container.die, where: {{where}} } }
            correlate: { by: [container.id], any: [die] }
            diagnosis: { summary: x, cause: y, confidence: 0.5 }
            """;
        var tree = YamlTree.Read(Encoding.UTF8.GetBytes(text), "x.yaml");
        var reading = RuleReader.Read(tree.Root!, "x.yaml");
        Assert.True(reading.Rule is not null, string.Join('\n', reading.Findings));
        return reading.Rule;
    }
}

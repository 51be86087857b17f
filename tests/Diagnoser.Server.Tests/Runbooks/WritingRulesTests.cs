using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Rules.Schemas;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>docs/writing-rules.md: the rules in it are right and pass their tests, and it names all of the language.</summary>
public sealed partial class WritingRulesTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Approved", "writing-rules.md"));
    private static readonly IReadOnlyList<(string Place, string Text)> Blocks =
        [.. Block().Matches(Guide).Select(m => ($"writing-rules.md:{Guide.AsSpan(0, m.Index).Count('\n') + 1}", m.Groups["text"].Value))];

    private static readonly RuleSetReading Read = RuleSetReader.Read(
        Trees(b => !IsOverride(b)), new DateOnly(2026, 6, 1), Trees(IsOverride));

    [Fact]
    public void Every_block_is_a_rule_an_override_or_marked_as_a_fragment()
    {
        Assert.True(Blocks.Count >= 5, $"{Blocks.Count} blocks");
        Assert.All(Blocks, b => Assert.True(IsOverride(b.Text) || RuleLine().IsMatch(b.Text), $"{b.Place} is neither a rule nor an override: write ```yaml fragment"));
    }

    [Fact]
    public void The_linter_finds_nothing_in_them() => Assert.Empty(Read.Findings.Select(f => f.ToString()));

    [Fact]
    public void Their_tests_pass()
    {
        var written = RuleSet.Of(Read.Rules);
        var results = Read.Rules.SelectMany(r => RuleTestRunner.Run(r, written)).ToList();

        Assert.True(results.Count >= 2 * Read.Rules.Count, $"{results.Count} tests of {Read.Rules.Count} rules");
        Assert.All(results, r => Assert.True(r.Passed, $"{r.Rule}: {r.Test.Name}\nexpected: {r.Expected}\ngot: {r.Got}"));
    }

    [Fact]
    public void The_override_in_it_changes_its_rule() => Assert.Contains(Read.InForce, r => r.IsOverridden);

    [Theory]
    [InlineData("rule")]
    [InlineData("override")]
    [InlineData("correlate")]
    [InlineData("diagnosis")]
    [InlineData("incident")]
    [InlineData("fix")]
    [InlineData("test")]
    [InlineData("given_container")]
    [InlineData("test_event")]
    [InlineData("explains")]
    [InlineData("exception")]
    public void It_names_every_key(string definition)
    {
        var keys = JsonNode.Parse(RuleSchema.Text())!["definitions"]![definition]!["properties"]!.AsObject().Select(p => p.Key);

        Assert.All(keys, key => Assert.True(Regex.IsMatch(Guide, $@"\b{Regex.Escape(key)}\b"), $"{definition}.{key} is not explained"));
    }

    [Fact]
    public void It_names_every_operator_filter_relation_and_unit()
    {
        var operators = Named("{ container.exit_code: 137 }", "{ container.exit_code|zzz: 137 }", "operators are ");
        var filters = Named("${{ limit | bytes }}.", "${{ limit | zzz }}.", "filters are ");
        var definitions = JsonNode.Parse(RuleSchema.Text())!["definitions"]!;
        var evidence = definitions["evidence"]!["additionalProperties"]!["properties"]!;
        IEnumerable<string> values(JsonNode? node) => node!["enum"]!.AsArray().Select(v => v!.GetValue<string>());
        string[] names =
        [
            .. operators, .. filters.Select(f => f.Split('(')[0]), .. values(definitions["relation"]), .. values(evidence["topology"]), .. values(evidence["take"]),
            .. values(evidence["as"]).Where(u => u is not ("pct" or "integer")),
        ];

        Assert.True(names.Length > 40, string.Join(' ', names));
        Assert.All(names, name => Assert.True(Regex.IsMatch(Guide, $@"`[^`\n]*\b{Regex.Escape(name)}\b[^`\n]*`"), $"{name} is not explained"));
    }

    [Theory]
    [InlineData("rule")]
    [InlineData("correlate")]
    [InlineData("diagnosis")]
    [InlineData("incident")]
    [InlineData("fix")]
    [InlineData("given_container")]
    [InlineData("explains")]
    [InlineData("exception")]
    public void Every_key_stands_in_an_example_that_is_tested(string definition)
    {
        var keys = JsonNode.Parse(RuleSchema.Text())!["definitions"]![definition]!["properties"]!.AsObject().Select(p => p.Key);

        Assert.All(keys, key => AssertTested($@"\b{Regex.Escape(key)}:\s", $"{definition}.{key}"));
    }

    [Fact]
    public void Every_operator_filter_function_relation_and_kind_of_evidence_stands_in_an_example_that_is_tested()
    {
        var definitions = JsonNode.Parse(RuleSchema.Text())!["definitions"]!;
        var evidence = definitions["evidence"]!["additionalProperties"]!["properties"]!;
        IEnumerable<string> values(JsonNode? node) => node!["enum"]!.AsArray().Select(v => v!.GetValue<string>());

        Assert.All(Named("{ container.exit_code: 137 }", "{ container.exit_code|zzz: 137 }", "operators are "), o => AssertTested($@"\w\|(\w+\|)*{o}\b[|\w]*: ", o));
        Assert.All(Named("${{ limit | bytes }}.", "${{ limit | zzz }}.", "filters are "), f => AssertTested($@" \| {Regex.Escape(f.Split('(')[0])}\b", f));
        Assert.All(Functions, f => AssertTested($@"\b{f}\(", f));
        Assert.All(values(definitions["relation"]), r => AssertTested($"relation: {r},", r));
        Assert.All(values(evidence["topology"]), t => AssertTested($"topology: {t},", t));
        Assert.All(values(evidence["take"]), t => AssertTested($@"take: {t}\b", t));
        Assert.All(values(evidence["as"]).Where(u => u is not ("pct" or "integer")), u => AssertTested($@"as: {u}\b", u));
    }

    private static string[] Functions => Regex.Match(Guide, @"\| function \| \|\n\|---\|---\|\n(?<rows>(\|[^\n]*\n)+)").Groups["rows"].Value
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(row => Regex.Matches(row.Split('|')[1], @"`(?<name>\w+)").Select(m => m.Groups["name"].Value)).ToArray();

    private static void AssertTested(string pattern, string name) =>
        Assert.True(Blocks.Any(b => Regex.IsMatch(b.Text, pattern)), $"{name} stands in no example that a test runs");

    private static string[] Named(string right, string wrong, string before)
    {
        var message = Yaml.Lint(Yaml.Oom.Replace(right, wrong, StringComparison.Ordinal)).First(f => f.Message.Contains(before, StringComparison.Ordinal)).Message;
        return message[(message.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(", ");
    }

    private static bool IsOverride(string text) => text.StartsWith("override:", StringComparison.Ordinal);

    private static IEnumerable<(string File, RuleNode Root)> Trees(Func<string, bool> which)
    {
        foreach (var (place, text) in Blocks.Where(b => which(b.Text)))
        {
            var tree = YamlTree.Read(Encoding.UTF8.GetBytes(text), place);
            Assert.True(tree.Root is not null, string.Join('\n', tree.Findings));
            yield return (place, tree.Root);
        }
    }

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\A(?:#[^\n]*\n)*rule: ")]
    private static partial Regex RuleLine();
}

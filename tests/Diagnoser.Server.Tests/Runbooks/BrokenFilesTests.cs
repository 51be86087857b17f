using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>No file, however broken, may take the linter down.</summary>
public sealed class BrokenFilesTests
{
    private const int Seed = 20260131;
    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ":", "- ", "\"", "'", "|", "&a ", "*a", "!!x ", "${{", "}}", "\n", "  ", "#", ">", "?", ",", "\\", "(", ")", "null", "-1", "9e99", "%", "\u202e"];

    [Fact]
    public void Every_cut_and_every_damaged_copy_of_a_rule_gives_findings_with_a_place_or_a_rule()
    {
        var random = new Random(Seed);
        var rules = 0;
        var findings = 0;
        for (var round = 0; round < 400; round++)
        {
            var text = new StringBuilder(Yaml.Oom);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Length);
                _ = (random.Next(4)) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at)),
                    1 => text.Remove(at, text.Length - at),
                    _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                };
                _ = text.Length == 0 ? text.Append(' ') : text;
            }

            var tree = YamlTree.Read(Encoding.UTF8.GetBytes(text.ToString()), "r.yaml");
            var reading = tree.Root is null ? new RuleReading(null, tree.Findings) : RuleReader.Read(tree.Root, "r.yaml");
            Assert.True(reading.Rule is not null || reading.Findings.Any(f => f.Level == FindingLevel.Error), text.ToString());
            Assert.All(reading.Findings, f => Assert.True(f.Mark is { Line: > 0, Column: > 0 } && f.Message.Length > 0, f.ToString()));
            rules += reading.Rule is null ? 0 : 1;
            findings += reading.Findings.Count;
        }

        Assert.True(rules > 15 && findings > 150, $"{rules} rules, {findings} findings");
    }
}

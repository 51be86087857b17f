using System.Text;
using CsCheck;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>Whatever a rule's file holds, it is read, or refused with findings; nothing is thrown. <c>CsCheck_Time=600</c> looks longer.</summary>
public sealed class RunbookFuzzTests
{
    private static readonly string[] Sources =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Examples"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText),
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runbooks"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];

    private static readonly string[] Pieces =
    [
        "", " ", "\n", "\t", ":", "- ", "{", "}", "[", "]", "'", "\"", "|", ">", "#", "&a ", "*a", "!!str ", "${{", "}}", "null", "~", "-1", "1e999", "0x7f",
        "99999999999999999999", "for: 2m\n", "within: -5s", "(?<x>", "(a|b)*", "\\p{L}", "[[", "(?=x)", "{1000}{1000}", "\u0000", "\ud83d\ude00", "by: []", "any: []",
        "sequence: [die, { count: die, gte: 3, distinct: x }]", "scope: fleet", "recover: { event: container.start }", "relate: [{}]", "---\n", "<<: *a",
    ];

    // A good file with pieces put in, lines taken out, doubled or moved.
    private static readonly Gen<string> Files =
        from source in Gen.Int[0, Sources.Length - 1]
        from cuts in Gen.Select(Gen.Double.Unit, Gen.Int[0, 3], Gen.Int[0, Pieces.Length - 1], Gen.Double.Unit).Array[1, 6]
        select cuts.Aggregate(Sources[source], (text, cut) => Spoil(text, cut.Item1, cut.Item2, Pieces[cut.Item3], cut.Item4));

    [Fact]
    public void Any_file_is_read_or_refused() => Files.Sample(
        text =>
        {
            var tree = YamlTree.Read(Encoding.UTF8.GetBytes(text), "fuzz.yaml");
            if (tree.Root is not { } root)
            {
                Assert.NotEmpty(tree.Findings);
                return;
            }

            var reading = RuleSetReader.Read([("fuzz.yaml", root)]);
            Assert.Equal(reading.Set is null, reading.Findings.Any(f => f.Level == FindingLevel.Error));
            foreach (var rule in reading.Set?.Rules ?? [])
            {
                _ = RuleTestRunner.Run(rule, reading.Set!);
            }
        },
        print: text => text);

    private static string Spoil(string text, double where, int how, string piece, double other)
    {
        var at = (int)(where * text.Length);
        var lines = text.Split('\n').ToList();
        var (line, to) = ((int)(where * lines.Count), (int)(other * lines.Count));
        switch (how)
        {
            case 0:
                return text.Insert(at, piece);
            case 1:
                lines.RemoveAt(line);
                break;
            case 2:
                lines.Insert(to, lines[line]);
                break;
            default:
                return text[..at] + piece + text[Math.Min(text.Length, at + (int)(other * 10))..];
        }

        return string.Join('\n', lines);
    }
}

using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>Files that must not be read, or only with a clear word.</summary>
public sealed class YamlTreeTests
{
    [Theory]
    [InlineData("", "1:1: error: the file is empty")]
    [InlineData("# only a comment\n", "the file is empty")]
    [InlineData("---\n", "the file is empty")]
    [InlineData("- a\n- b\n", "1:1: error: must be a map such as { rule: my-rule, title: … }, found a list")]
    [InlineData("just text", "found 'just text'")]
    [InlineData("a: 1\nb: 2\na: 3\n", "3:1: error: the key 'a' stands twice in one map, first in line 1")]
    [InlineData("a: &x 1\nb: *x\n", "1:4: error: anchors (&x) are not allowed")]
    [InlineData("a: *x\n", "1:4: error: aliases (*x) are not allowed")]
    [InlineData("a: !!binary aGk=\n", "tags (")]
    [InlineData("a: !Type x\n", "tags (!Type) are not allowed")]
    [InlineData("a: ! x\n", "are not allowed")]
    [InlineData("<<: { a: 1 }\n", "merge keys (<<) are not allowed")]
    [InlineData("a: 1\n---\nb: 2\n", "2:1: error: a file holds one rule; a second document begins here")]
    [InlineData("a:\n\tb: 1\n", "2:1: error: tabs are not allowed")]
    [InlineData("a: x\u0007y\n", "1:5: error: the control character 0x07 is not allowed")]
    [InlineData("a: \"unfinished\n", "not valid YAML")]
    [InlineData("a: b: c\n", "1:5: error: not valid YAML")]
    [InlineData("a: [1, 2\nb: 3\n", "not valid YAML")]
    [InlineData("? [a, b]\n: c\n", "a key of a map is a text")]
    [InlineData("%YAML 9.9\n---\na: 1\n", "not valid YAML")]
    [InlineData("a: ${{ x }}\nb: { c: ${{ y }} }\n", "not valid YAML")]
    public void What_a_runbook_does_not_need_is_refused(string text, string message) =>
        Assert.Contains(message, Yaml.LintText(text), StringComparison.Ordinal);

    [Fact]
    public void An_alias_bomb_ends_at_its_first_anchor()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            _ = bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        Assert.Equal("r.yaml:1:5: error: anchors (&a0) are not allowed; write the value where it is needed [unreadable-file]", Yaml.LintText(bomb.ToString()));
    }

    [Fact]
    public void Nesting_has_an_end()
    {
        Assert.Contains("nest at most 20 deep", Yaml.LintText($"a: {new string('[', 100_000)}"), StringComparison.Ordinal);
        Assert.Contains("nest at most 20 deep", Yaml.LintText(string.Concat(Enumerable.Range(0, 40).Select(i => $"{new string(' ', i)}a:\n"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Size_has_an_end() =>
        Assert.Contains("the file is larger than 256 KB", Yaml.LintText("# " + new string('x', 300_000)), StringComparison.Ordinal);

    [Fact]
    public void Another_encoding_is_named_with_its_line()
    {
        var finding = YamlTree.Read("rule: a\ntitle: caf\xe9\n"u8[..^3].ToArray().Append((byte)0xe9).Append((byte)'\n').ToArray(), "r.yaml").Findings.Single();

        Assert.StartsWith("r.yaml:2:1: error: the file is not UTF-8", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_fine()
    {
        var reading = Yaml.Tree("\ufeffa: 1\r\nb: two\r\n");

        Assert.Empty(reading.Findings);
        Assert.Equal("two", ((ScalarNode)((MapNode)reading.Root!).Entries[1].Value).Text);
    }

    [Fact]
    public void Quoted_scalars_are_told_from_plain_ones_and_places_are_kept()
    {
        var map = (MapNode)Yaml.Tree("a: 1\nb:\n  - \"1\"\n").Root!;
        var plain = (ScalarNode)map.Entries[0].Value;
        var quoted = (ScalarNode)((ListNode)map.Entries[1].Value).Items[0];

        Assert.Equal((new Mark(1, 4), false), (plain.Mark, plain.Quoted));
        Assert.Equal((new Mark(3, 5), true), (quoted.Mark, quoted.Quoted));
    }
}

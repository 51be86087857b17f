using System.Text;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Tests.Configuration;

public sealed class YamlSettingsTests
{
    [Theory]
    [InlineData("A: &x 1\nB: *x\n", "f:1:4: A: anchors and aliases are not allowed")]
    [InlineData("A: !!int 1\n", "f:1:4: A: tags are not allowed")]
    [InlineData("A: 1\na: 2\n", "f:2:1: a: stands twice, first in line 1")]
    [InlineData("A:\n  - 1\n", "f:2:3: A: no setting is a list")]
    [InlineData("A: [1\n", "f:1:4: A: no setting is a list")]
    [InlineData("just text\n", "f:1:1: settings are a map")]
    [InlineData("A: 1\n---\nB: 2\n", "f:2:1: the settings are one document")]
    [InlineData("A: 'x\n", "f:1:4: not valid YAML")]
    [InlineData("? {a: 1}\n: 2\n", "f:1:3: a key is a text")]
    public void What_has_no_place_in_settings_is_refused_with_its_place(string yaml, string problem)
    {
        var problems = new List<SettingProblem>();

        Assert.Empty(YamlSettings.Read(Encoding.UTF8.GetBytes(yaml), "f", problems));

        Assert.StartsWith(problem, Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("\ufeff---\n...\n")]
    public void An_empty_file_sets_nothing(string yaml)
    {
        var problems = new List<SettingProblem>();

        Assert.Empty(YamlSettings.Read(Encoding.UTF8.GetBytes(yaml), "f", problems));
        Assert.Empty(problems);
    }

    [Fact]
    public void Quoted_text_stays_as_it_is()
    {
        var found = YamlSettings.Read("A: { B: 'null', C: \"a: b\" }\n"u8.ToArray(), "f", []);

        Assert.Equal([("A:B", "null"), ("A:C", "a: b")], found.Select(given => (given.Key, given.Text)));
    }
}

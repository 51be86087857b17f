using Diagnoser.ArchitectureTests.Support;
using YamlDotNet.RepresentationModel;

namespace Diagnoser.ArchitectureTests;

public sealed class RunbookTests
{
    private static readonly string[] Areas =
    [
        "resources", "lifecycle", "health", "network", "storage", "security", "images", "change", "daemon", "host", "logging", "application",
        "swarm", "composite",
    ];

    public static TheoryData<string> Runbooks() =>
    [
        .. Repository.Files.Where(f => f.StartsWith("runbooks/", StringComparison.Ordinal)
            && !f.StartsWith("runbooks/overrides/", StringComparison.Ordinal)
            && Path.GetExtension(f) is ".yaml" or ".yml"),
    ];

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_lies_in_its_area_under_the_name_of_its_rule(string file)
    {
        var parts = file.Split('/');

        Assert.Equal(3, parts.Length);
        Assert.Contains(parts[1], Areas);
        Assert.Equal(Path.GetFileName(file), $"{Root(file)["rule"]}.yaml");
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_has_a_test_in_which_its_rule_speaks_and_one_in_which_it_is_silent(string file)
    {
        var root = Root(file);
        Assert.True(root.Children.ContainsKey("tests"), $"{file} has no tests");
        var expectations = ((YamlSequenceNode)root["tests"]).Select(test => test["expect"]).ToList();

        // A rule without a diagnosis only suppresses others: it never speaks.
        if (root.Children.ContainsKey("diagnosis"))
        {
            Assert.Contains(expectations, expect => expect is YamlSequenceNode { Children.Count: > 0 });
        }

        Assert.Contains(expectations, expect => expect is YamlScalarNode { Value: "none" });
    }

    private static YamlMappingNode Root(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read(file)));
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }
}

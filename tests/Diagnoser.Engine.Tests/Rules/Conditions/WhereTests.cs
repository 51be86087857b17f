using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Rules.Conditions;

public sealed class WhereTests
{
    private static readonly DockerEvent Died = Nodes.Event(
        (AttributeNames.ExitCode, 137),
        (AttributeNames.MemoryLimit, 512L << 20),
        (AttributeNames.MemoryPeak, 600L << 20),
        (AttributeNames.RunSeconds, 42.5),
        (AttributeNames.Restarting, true),
        (AttributeNames.Error, "Bind for 0.0.0.0:8080 failed: port is already allocated"),
        (AttributeNames.LabelPrefix + "net", "10.1.2.3"),
        (AttributeNames.ForgedAttributes, AttributeValue.FromList(["exitCode", "signal"])));

    [Theory]
    [InlineData("""{ "container.exit_code": 137 }""", true)]
    [InlineData("""{ "container.exit_code": [1, 137] }""", true)]
    [InlineData("""{ "container.exit_code|not": [0, 143] }""", true)]
    [InlineData("""{ "container.exit_code|not": [0, 137] }""", false)]
    [InlineData("""{ "container.exit_code|gte": 128, "container.exit_code|lt": 160 }""", true)]
    [InlineData("""{ "container.exit_code": 137, "container.name": "db-1" }""", false)]
    [InlineData("""[ { "container.name": "db-1" }, { "container.exit_code": 137 } ]""", true)]
    [InlineData("""{ "container.memory.limit": "512Mi", "container.memory.limit|lte": "1Gi" }""", true)]
    [InlineData("""{ "container.memory.peak|gt|field": "container.memory.limit" }""", true)]
    [InlineData("""{ "container.memory.peak|field": "container.memory.limit" }""", false)]
    [InlineData("""{ "container.run_seconds|lt": "1m", "container.run_seconds|gt": 40 }""", true)]
    [InlineData("""{ "container.restarting": true }""", true)]
    [InlineData("""{ "container.restarting": false }""", false)]
    [InlineData("""{ "container.name|startswith": ["api", "web"] }""", true)]
    [InlineData("""{ "container.name": "WEB-1" }""", false)]
    [InlineData("""{ "container.name|i": "WEB-1" }""", true)]
    [InlineData("""{ "container.name|endswith|i|not": "-1" }""", false)]
    [InlineData("""{ "container.name|glob": "w*b-?" }""", true)]
    [InlineData("""{ "container.name|glob": "w*c" }""", false)]
    [InlineData("""{ "container.error|contains": "already" }""", true)]
    [InlineData("""{ "container.error|contains|all": ["already", "8080"] }""", true)]
    [InlineData("""{ "container.error|contains|all": ["already", "8081"] }""", false)]
    [InlineData("""{ "container.label.net|cidr": "10.0.0.0/8" }""", true)]
    [InlineData("""{ "container.label.net|cidr": "192.168.0.0/16" }""", false)]
    [InlineData("""{ "event.forged_attributes|has": "exitCode" }""", true)]
    [InlineData("""{ "event.forged_attributes|has|all": ["exitCode", "execID"] }""", false)]
    [InlineData("""{ "event.forged_attributes|startswith": "exit" }""", true)]
    [InlineData("""{ "container.oom_killed": false }""", false)]
    [InlineData("""{ "container.oom_killed|not": true }""", false)]
    [InlineData("""{ "container.oom_killed|exists": false }""", true)]
    [InlineData("""{ "container.exit_code|exists": true }""", true)]
    [InlineData("""{ "container.restart_count|lt|field": "container.exit_code" }""", false)]
    [InlineData("""{ "service.name": "shop_web", "service.short_name": "web", "service.namespace": "shop" }""", true)]
    [InlineData("""{ "host.name": "host-1", "host.id": "h1" }""", true)]
    [InlineData("{ }", true)]
    public void Matches(string where, bool expected) => Assert.Equal(expected, Nodes.Where(where).Matches(Died, new Captures()));

    [Theory]
    [InlineData("container.exit_code > 128 && container.name.startsWith('web')", true)]
    [InlineData("container.memory.peak > 0.9 * container.memory.limit", true)]
    [InlineData("container.memory.peak > 2 * container.memory.limit", false)]
    [InlineData("container.restart_count > 3", false)]
    [InlineData("container.label['net'] == '10.1.2.3'", true)]
    public void When_is_asked_besides(string when, bool expected) =>
        Assert.Equal(expected, Nodes.Where("""{ "container.exit_code": 137 }""", when: when).Matches(Died, new Captures()));

    [Fact]
    public void Named_groups_of_the_first_pattern_that_matches_are_caught()
    {
        var captures = new Captures();
        var condition = Nodes.Where(
            """{ "container.error|re": ["never this (?<port>\\d+)", "Bind for (?<ip>[\\d.]+):(?<port>\\d+) failed"], "container.exit_code": 137 }""",
            when: "captures.port == '8080'");

        Assert.True(condition.Matches(Died, captures));
        Assert.Equal(("0.0.0.0", "8080"), (captures["ip"], captures["port"]));
    }

    [Fact]
    public void A_hostile_text_is_searched_in_linear_time_and_only_its_first_16_KB()
    {
        var condition = Nodes.Where("""{ "container.error|re": "(a|aa)+ needle$" }""");
        var hostile = Nodes.Event((AttributeNames.Error, new string('a', 10_000_000) + " needle"));

        Assert.False(condition.Matches(hostile, new Captures()));
    }

    [Fact]
    public void A_text_in_a_number_s_place_matches_nothing() =>
        Assert.False(Nodes.Where("""{ "container.exit_code|gte": 0 }""").Matches(Nodes.Event((AttributeNames.ExitCode, "137")), new Captures()));
}

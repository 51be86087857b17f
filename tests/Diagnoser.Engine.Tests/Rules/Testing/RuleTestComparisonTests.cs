using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Engine.Tests.Rules.Testing;

public sealed class RuleTestComparisonTests
{
    private static readonly Diagnosis Oom = new(
        "1", TestHost.Start.AddSeconds(1), "oom", ["EXIT-001"], "Killed", Severity.Critical, new("h1", "h1"), new(Subject.Container, TestHost.ContainerId("c1"), "web-1"),
        "web was OOM-killed at its 512 MiB limit", "node used 500 MiB", 0.95, Certainty.Confirmed, [], [new("kernel.oom_kill", "not readable")],
        [new("raise-limit", "Raise it", "low", "docker update", "h1", null, null)], [])
    {
        Service = "web",
    };

    [Theory]
    [InlineData("summary|contains", "512 MiB", true)]
    [InlineData("summary|contains", "513 MiB", false)]
    [InlineData("summary|re", "OOM-killed at its \\d+ MiB", true)]
    [InlineData("summary", "web was OOM-killed", false)]
    [InlineData("severity", "critical", true)]
    [InlineData("severity|not", "critical", false)]
    [InlineData("certainty", "probable", false)]
    [InlineData("container", "c1", true)]
    [InlineData("container", "web-1", true)]
    [InlineData("container", "c2", false)]
    [InlineData("host", "h1", true)]
    [InlineData("service", "web", true)]
    [InlineData("at", "1s", true)]
    [InlineData("at", "3s", false)]
    [InlineData("fixes|has", "raise-limit", true)]
    [InlineData("fixes|not", "raise-limit", false)]
    [InlineData("fixes|not", "restart", true)]
    [InlineData("missing|has", "kernel.oom_kill", true)]
    [InlineData("codes|has", "EXIT-002", false)]
    [InlineData("refined|has", "general", true)]
    [InlineData("refined|has", "other", false)]
    public void A_check_holds_or_not(string key, string value, bool passes)
    {
        var general = Oom with { Id = "2", Rule = "general", HiddenBy = "oom" };

        Assert.Equal(passes, Compare([Oom, general], [(key, value)]).Passed);
    }

    [Fact]
    public void None_means_that_this_rule_says_nothing()
    {
        Assert.True(Compare([]).Passed);
        Assert.True(Compare([Oom with { Rule = "another" }]).Passed);
        Assert.True(Compare([Oom with { HiddenBy = "another" }]).Passed);
        Assert.False(Compare([Oom]).Passed);
    }

    [Fact]
    public void The_number_of_diagnoses_must_agree()
    {
        Assert.False(Compare([], [("container", "c1")]).Passed);
        Assert.False(Compare([Oom, Oom with { Id = "2" }], [("container", "c1")]).Passed);
        Assert.False(Compare([Oom], [("container", "c1")], [("severity", "critical")]).Passed);
    }

    [Fact]
    public void Each_expectation_finds_its_own_diagnosis_whatever_the_order()
    {
        var other = Oom with { Id = "2", Subject = new(Subject.Container, TestHost.ContainerId("c2"), "web-2") };

        Assert.True(Compare([Oom, other], [("severity", "critical")], [("container", "c1")]).Passed);
        Assert.True(Compare([other, Oom], [("severity", "critical")], [("container", "c1")]).Passed);
    }

    [Fact]
    public void Another_rule_or_a_hidden_diagnosis_can_be_expected()
    {
        var hidden = Oom with { Id = "2", Rule = "died", HiddenBy = "oom" };

        Assert.True(Compare([hidden], [("rule", "died"), ("hidden_by", "oom")]).Passed);
        Assert.False(Compare([hidden], [("rule", "died")]).Passed);
        Assert.False(Compare([Oom, hidden], [("rule", "died"), ("hidden_by", "oom")]).Passed);
    }

    [Fact]
    public void A_failure_says_what_was_expected_and_what_came()
    {
        var result = Compare([Oom], [("container", "c1"), ("fixes|has", "restart")]);

        Assert.Equal("{ container: c1, fixes|has: restart }", result.Expected);
        Assert.Equal(
            "oom at 1s on web-1 (confirmed): web was OOM-killed at its 512 MiB limit, fixes [raise-limit], missing [kernel.oom_kill]", result.Got);
        Assert.Equal(["not as expected: fixes|has"], result.Problems);
    }

    [Fact]
    public void A_difference_sets_each_check_beside_what_the_nearest_diagnosis_has()
    {
        var far = Oom with { Id = "2", Summary = "api was killed", Severity = Severity.Info, Subject = new(Subject.Container, TestHost.ContainerId("c2"), "api-1") };

        var difference = Assert.Single(Compare([far, Oom], [("container", "c1"), ("summary|contains", "513 MiB")], [("container", "c2")]).Differences);

        Assert.Equal("oom at 1s on web-1", difference.Nearest);
        Assert.Equal(
            [
                new("container", "c1", $"web-1, {TestHost.ContainerId("c1")}", true),
                new CheckOutcome("summary|contains", "513 MiB", "web was OOM-killed at its 512 MiB limit", false),
            ],
            difference.Checks);
    }

    [Fact]
    public void What_the_rule_under_test_said_comes_first_and_the_rest_is_summed_up()
    {
        IReadOnlyList<Diagnosis> all =
        [
            Oom with { Id = "0", Rule = "died", Summary = "web died" }, Oom with { Id = "2", Rule = "noise" }, Oom with { Id = "3", Rule = "noise" }, Oom with { Id = "4", Rule = "loud" }, Oom,
        ];

        var result = Compare(all, [("rule", "died"), ("summary|contains", "api")], [("container", "c2")]);

        Assert.Equal(["oom at 1s on web-1", "died at 1s on web-1"], result.Differences.Select(d => d.Nearest));
        var got = result.Got.Split('\n');
        Assert.StartsWith("oom at 1s on web-1 ", got[0], StringComparison.Ordinal);
        Assert.StartsWith("died at 1s on web-1 ", got[1], StringComparison.Ordinal);
        Assert.Equal(["other rules: noise (2 times), loud"], got[2..]);
    }

    [Fact]
    public void Of_many_diagnoses_the_first_are_shown()
    {
        var result = Compare([.. Enumerable.Range(0, 30).Select(i => Oom with { Id = $"{i}" })]);

        Assert.Equal(11, result.Got.Split('\n').Length);
        Assert.EndsWith("\nand 20 more of the same rule", result.Got, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wanted_again_and_is_taken_already_is_too_few()
    {
        var result = Compare([Oom], [("container", "c1")], [("severity", "critical")]);

        Assert.Equal(["too few: nothing more fits { severity: critical }"], result.Problems);
    }

    [Fact]
    public void Times_of_a_recording_count_from_its_first_event()
    {
        var start = Oom.Time.AddHours(-3);
        var test = new RuleTest("t", [], [new Expectation([new("at", "3h")])]) { Start = start };

        Assert.True(RuleTestComparison.Compare("oom", test, [Oom]).Passed);
        Assert.False(RuleTestComparison.Compare("oom", test with { Start = start.AddSeconds(5) }, [Oom]).Passed);
    }

    private static RuleTestResult Compare(IReadOnlyList<Diagnosis> diagnoses, params (string Key, string Value)[][] expected) =>
        RuleTestComparison.Compare(
            "oom",
            new RuleTest("t", [], [.. expected.Select(e => new Expectation([.. e.Select(c => KeyValuePair.Create(c.Key, c.Value))]))]),
            diagnoses);
}

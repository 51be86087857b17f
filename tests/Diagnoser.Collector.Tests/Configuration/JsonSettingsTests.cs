using System.Text;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Tests.Configuration;

public sealed class JsonSettingsTests
{
    [Fact]
    public void Objects_make_keys_and_each_value_has_its_place()
    {
        var found = JsonSettings.Read("\ufeff{ // of the machine\n  \"A\": { \"B\": { \"C\": 1 }, \"D\": true, \"E\": null },\n  \"F\": \"x\",\n}"u8.ToArray(), "f", []);

        Assert.Equal(
            [new GivenSetting("A:B:C", "1", "f:2:22"), new GivenSetting("A:D", "true", "f:2:32"), new GivenSetting("F", "x", "f:3:8")], found);
    }

    [Theory]
    [InlineData("{ \"A\": [1] }", "f:1:8: A: no setting is a list")]
    [InlineData("3", "f:1:1: settings are an object")]
    [InlineData("{\n  \"A\": tru\n}", "f:2: not valid JSON")]
    [InlineData("", "f:1: not valid JSON")]
    public void Anything_else_is_refused(string json, string problem)
    {
        var problems = new List<SettingProblem>();

        _ = JsonSettings.Read(Encoding.UTF8.GetBytes(json), "f", problems);

        Assert.StartsWith(problem, Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }
}

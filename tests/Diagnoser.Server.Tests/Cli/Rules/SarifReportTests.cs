using System.Text.Json;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Server.Cli.Rules;

namespace Diagnoser.Server.Tests.Cli.Rules;

/// <summary>What the standard (SARIF 2.1.0) and those who read it ask of the log.</summary>
public sealed class SarifReportTests
{
    private static readonly LintFinding Error = new(FindingLevel.Error, "rules/a b.yaml", new Mark(7, 3), "match.die", "unknown \"field\"\u202e") { Check = LintChecks.UnknownField };
    private static readonly LintFinding Warning = new(FindingLevel.Warning, "/elsewhere/ü.yaml", new Mark(0, 0), "", "overlap") { Check = LintChecks.Overlap };

    [Fact]
    public void The_log_has_a_version_a_schema_and_one_run_of_this_tool()
    {
        var log = Log();

        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Assert.True(Uri.TryCreate(log.GetProperty("$schema").GetString(), UriKind.Absolute, out _));
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal(("diagnoser", "1.2.3"), (driver.GetProperty("name").GetString(), driver.GetProperty("version").GetString()));
        Assert.Contains(run.GetProperty("columnKind").GetString(), new[] { "utf16CodeUnits", "unicodeCodePoints" });
    }

    [Fact]
    public void Every_check_is_a_rule_with_a_description_and_a_level()
    {
        var rules = Log().GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToList();

        Assert.Equal(LintChecks.All.Select(c => c.Id), rules.Select(r => r.GetProperty("id").GetString()));
        Assert.All(rules, r => Assert.NotEmpty(r.GetProperty("shortDescription").GetProperty("text").GetString()!));
        Assert.All(rules, r => Assert.NotEmpty(r.GetProperty("help").GetProperty("text").GetString()!));
        Assert.All(rules, r => Assert.Contains(r.GetProperty("defaultConfiguration").GetProperty("level").GetString(), new[] { "error", "warning" }));
    }

    [Fact]
    public void A_result_has_its_rule_level_message_and_place()
    {
        var result = Results()[0];

        Assert.Equal(("unknown-field", "error"), (result.GetProperty("ruleId").GetString(), result.GetProperty("level").GetString()));
        Assert.Equal("unknown \"field\"\u202e", result.GetProperty("message").GetProperty("text").GetString());
        var place = Assert.Single(result.GetProperty("locations").EnumerateArray()).GetProperty("physicalLocation");
        Assert.Equal("rules/a%20b.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal("%SRCROOT%", place.GetProperty("artifactLocation").GetProperty("uriBaseId").GetString());
        Assert.Equal((7, 3), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
    }

    [Fact]
    public void The_index_of_its_rule_leads_to_its_rule()
    {
        var rules = Log().GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules");

        Assert.All(Results(), r => Assert.Equal(r.GetProperty("ruleId").GetString(), rules[r.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString()));
    }

    [Fact]
    public void A_file_outside_the_folder_is_named_by_its_whole_address_and_no_line_is_below_1()
    {
        var place = Results()[1].GetProperty("locations")[0].GetProperty("physicalLocation");

        Assert.Equal("file:///elsewhere/%C3%BC.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.False(place.GetProperty("artifactLocation").TryGetProperty("uriBaseId", out _));
        Assert.Equal((1, 1), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
    }

    [Fact]
    public void Without_findings_there_are_results_that_say_so() =>
        Assert.Equal(0, JsonDocument.Parse(SarifReport.Of([], "/repo", "1")).RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());

    private static JsonElement Log() => JsonDocument.Parse(SarifReport.Of([Error, Warning], "/repo", "1.2.3")).RootElement;

    private static List<JsonElement> Results() => [.. Log().GetProperty("runs")[0].GetProperty("results").EnumerateArray()];
}

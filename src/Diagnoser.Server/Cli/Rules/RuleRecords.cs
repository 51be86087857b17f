using System.Text.Json.Serialization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>A finding of the linter as a JSON line.</summary>
internal sealed record FindingRecord(string Level, string Check, string File, int Line, int Column, string Key, string Message)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "finding";

    public static FindingRecord Of(LintFinding finding) => new(
        finding.Level == FindingLevel.Error ? "error" : "warning",
        finding.Check.Id,
        finding.File,
        finding.Mark.Line,
        finding.Mark.Column,
        finding.Key,
        finding.Message);
}

/// <summary>The outcome of a rule's test as a JSON line.</summary>
internal sealed record TestRecord(string Rule, string File, int Line, string Test, bool Passed, double Seconds, string? Expected, string? Got)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "test";

    public string? Recording { get; init; }

    public IReadOnlyList<string>? Problems { get; init; }

    public IReadOnlyList<Difference>? Differences { get; init; }

    public IReadOnlyList<string>? Silence { get; init; }

    public static TestRecord Of(TestOutcome outcome)
    {
        var (rule, result) = (outcome.Rule, outcome.Result);
        return new TestRecord(
            rule.Id,
            result.Test.File ?? rule.File,
            result.Test.Line,
            result.Test.Name,
            result.Passed,
            Math.Round(outcome.Took.TotalSeconds, 4),
            result.Passed ? null : result.Expected,
            result.Passed ? null : result.Got)
        {
            Recording = result.Test.Recording?.File,
            Problems = result.Passed ? null : result.Problems,
            Differences = result.Passed ? null : result.Differences,
            Silence = result.Passed ? null : result.Silence,
        };
    }
}

/// <summary>What of a rule its tests reach, as a JSON line.</summary>
internal sealed record CoverageRecord(string Rule, string File, int Reached, int Total, double Percent, IReadOnlyList<PartRecord> Parts)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "coverage";

    public static CoverageRecord Of(RuleCoverage coverage) => new(
        coverage.Rule.Id,
        coverage.Rule.File,
        coverage.Reached,
        coverage.Parts.Count,
        Math.Round(CoverageReport.Percent(coverage.Reached, coverage.Parts.Count), 1),
        [.. coverage.Parts.Select(p => new PartRecord(p.Kind.ToString().ToLowerInvariant(), p.Name, p.IsReached, p.Mark.Line > 0 ? p.Mark.Line : null))]);
}

/// <summary>A part of a rule in a <see cref="CoverageRecord"/>.</summary>
internal sealed record PartRecord(string Kind, string Name, bool Reached, int? Line);

/// <summary>A rule as a JSON line.</summary>
internal sealed record RuleRecord(
    string Id,
    string Title,
    string Severity,
    string Status,
    IReadOnlyList<string> Codes,
    IReadOnlyList<string> Tags,
    string? Owner,
    string? Docs,
    string File,
    IReadOnlyList<string> Needs,
    IReadOnlyList<string> Refines,
    IReadOnlyList<string> Suppresses,
    int Tests)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "rule";

    public string? Description { get; init; }

    /// <summary>False if an override switches it off.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>True if an override changes it.</summary>
    public bool Overridden { get; init; }

    /// <summary>All of it; null in lists.</summary>
    public RuleDetails? Details { get; init; }

    /// <summary>What is in force of it; tests are those that it was written with.</summary>
    public static RuleRecord Of(RuleInForce rule) => Of(rule.Rule) with
    {
        Enabled = rule.IsEnabled,
        Overridden = rule.IsOverridden,
        Tests = rule.Written.Tests.Count,
    };

    public static RuleRecord Of(Rule rule) => new(
        rule.Id,
        rule.Title,
        Words.Of(rule.Severity),
        Words.Of(rule.Status),
        rule.Codes,
        rule.Tags,
        rule.Owner,
        rule.Docs,
        rule.File,
        rule.Needs,
        rule.Refines,
        rule.Suppresses,
        rule.Tests.Count)
    {
        Description = rule.Description,
    };
}

/// <summary>The JSON context of the records that only the author's bench writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FindingRecord))]
[JsonSerializable(typeof(TestRecord))]
[JsonSerializable(typeof(CoverageRecord))]
[JsonSerializable(typeof(RuleRecord))]
internal sealed partial class RulesJson : JsonSerializerContext;

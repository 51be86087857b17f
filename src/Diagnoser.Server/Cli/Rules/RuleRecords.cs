using System.Text.Json.Serialization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>A finding of the linter as a JSON line.</summary>
internal sealed record FindingRecord(string Level, string File, int Line, int Column, string Key, string Message)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "finding";

    public static FindingRecord Of(LintFinding finding) => new(
        finding.Level == FindingLevel.Error ? "error" : "warning", finding.File, finding.Mark.Line, finding.Mark.Column, finding.Key, finding.Message);
}

/// <summary>The outcome of a rule's test as a JSON line.</summary>
internal sealed record TestRecord(string Rule, string File, int Line, string Test, bool Passed, string? Expected, string? Got)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "test";

    public static TestRecord Of(Rule rule, RuleTestResult outcome) => new(
        rule.Id,
        rule.File,
        outcome.Test.Line,
        outcome.Test.Name,
        outcome.Passed,
        outcome.Passed ? null : outcome.Expected,
        outcome.Passed ? null : outcome.Got);
}

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
[JsonSerializable(typeof(RuleRecord))]
internal sealed partial class RulesJson : JsonSerializerContext;

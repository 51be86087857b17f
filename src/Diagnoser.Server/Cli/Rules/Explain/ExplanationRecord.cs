using System.Text.Json;
using System.Text.Json.Serialization;
using Diagnoser.Engine.Rules.Explaining;

namespace Diagnoser.Server.Cli.Rules.Explain;

/// <summary>An explanation as a JSON line.</summary>
internal sealed record ExplanationRecord(
    string Rule,
    long Events,
    bool Fired,
    IReadOnlyList<SelectionExplanation> Selections,
    IReadOnlyList<KeyExplanation> Keys,
    IReadOnlyList<OutcomeRecord> Outcomes,
    IReadOnlyList<string> Notes)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "explanation";

    public static ExplanationRecord Of(RuleExplanation explanation) => new(
        explanation.Rule.Id,
        explanation.Events,
        explanation.Outcomes.Count > 0,
        explanation.Selections,
        explanation.Keys,
        [.. explanation.Outcomes.Select(OutcomeRecord.Of)],
        [.. explanation.Notes.Distinct()]);
}

/// <summary>A diagnosis in an <see cref="ExplanationRecord"/>.</summary>
internal sealed record OutcomeRecord(string Diagnosis, DateTimeOffset Time, string Subject, string Summary, bool Shown, string? HiddenBy, string Text)
{
    public static OutcomeRecord Of(OutcomeExplanation outcome)
    {
        var diagnosis = outcome.Diagnosis;
        return new OutcomeRecord(diagnosis.Id, diagnosis.Time, diagnosis.Subject.Name, diagnosis.Summary, outcome.Shown, diagnosis.HiddenBy, outcome.Text);
    }
}

/// <summary>Names of roles and outcomes as everything else in JSON is written.</summary>
internal sealed class RoleNames() : JsonStringEnumConverter<SelectionRole>(JsonNamingPolicy.CamelCase);

/// <summary>Names of roles and outcomes as everything else in JSON is written.</summary>
internal sealed class OutcomeNames() : JsonStringEnumConverter<AttemptOutcome>(JsonNamingPolicy.CamelCase);

/// <summary>The JSON context of explanations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(RoleNames), typeof(OutcomeNames)])]
[JsonSerializable(typeof(ExplanationRecord))]
internal sealed partial class ExplainJson : JsonSerializerContext;

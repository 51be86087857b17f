using System.Globalization;
using System.Text.Json.Serialization;
using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules list --effective</c>: what is in force after overrides, and which override made it so.</summary>
internal sealed class EffectiveList(Surroundings surroundings, bool json)
{
    private static readonly string[] Header = ["RULE", "ENABLED", "SEVERITY", "STATUS", "OWNER"];

    public void Write(Runbooks.Runbooks runbooks)
    {
        var rules = runbooks.InForce.OrderBy(r => r.Written.Id, StringComparer.Ordinal).ToList();
        var ended = runbooks.Overrides.Where(o => o.IsEnded).ToLookup(o => o.Rule, StringComparer.Ordinal);
        if (json)
        {
            var printer = new JsonPrinter(surroundings.Out);
            foreach (var rule in rules)
            {
                printer.Line(EffectiveRecord.Of(rule, ended[rule.Written.Id]), EffectiveJson.Default.EffectiveRecord);
            }

            return;
        }

        var lines = Table.Lines([Header, .. rules.Select(Row)]);
        surroundings.Out.WriteLine(surroundings.Paint.Bold(lines[0]));
        foreach (var (rule, line) in rules.Zip(lines.Skip(1)))
        {
            surroundings.Out.WriteLine(line);
            foreach (var change in rule.Changes)
            {
                Detail(Words.Of(change), change.File, change.Line);
            }

            foreach (var one in ended[rule.Written.Id])
            {
                Detail($"not applied: the override ended on {one.Until:yyyy-MM-dd}", one.File, one.Line);
            }
        }
    }

    private void Detail(string text, string file, int line)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"({file}:{line})");
        surroundings.Out.WriteLine($"    {Safe(text)}  {surroundings.Paint.Dim(Safe(place))}");
    }

    private static string[] Row(RuleInForce rule) =>
    [
        TerminalText.Name(rule.Written.Id),
        rule.IsEnabled ? "yes" : "no",
        Words.Of(rule.Rule.Severity),
        Words.Of(rule.Rule.Status),
        TerminalText.Name(rule.Rule.Owner ?? "-"),
    ];

    private static string Safe(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}

/// <summary>What is in force of a rule, as a JSON line.</summary>
internal sealed record EffectiveRecord(
    string Id,
    bool Enabled,
    string Severity,
    string Status,
    string? Owner,
    string File,
    IReadOnlyList<ChangeRecord> Changes,
    IReadOnlyList<EndedRecord> Ended)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "effectiveRule";

    public static EffectiveRecord Of(RuleInForce rule, IEnumerable<RuleOverride> ended) => new(
        rule.Written.Id,
        rule.IsEnabled,
        Words.Of(rule.Rule.Severity),
        Words.Of(rule.Rule.Status),
        rule.Rule.Owner,
        rule.Written.File,
        [.. rule.Changes.Select(c => new ChangeRecord(c.Key, c.From, c.To, c.File, c.Line))],
        [.. ended.Select(o => new EndedRecord(o.File, o.Line, o.Until))]);
}

/// <summary>One thing that an override changes.</summary>
internal sealed record ChangeRecord(string Key, string? From, string To, string File, int Line);

/// <summary>An override that no longer applies.</summary>
internal sealed record EndedRecord(string File, int Line, DateOnly? Until);

/// <summary>The JSON context of <see cref="EffectiveList"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EffectiveRecord))]
internal sealed partial class EffectiveJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>A backtest as a JSON line; the firings come before it, a line each.</summary>
internal sealed record BacktestRecord(
    string Rule,
    DateTimeOffset From,
    DateTimeOffset To,
    int Fired,
    int Shown,
    int Repeated,
    int Alone,
    int AddedIncidents,
    IReadOnlyList<Counted> HiddenBy,
    IReadOnlyList<Counted> Hides,
    IReadOnlyList<Counted> Overlap,
    IReadOnlyList<Counted> Days,
    IReadOnlyList<Counted> Services,
    IReadOnlyList<Counted> Hosts,
    IReadOnlyList<Counted> Containers,
    long LeftOut)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "backtest";

    /// <summary>Events that were looked at; null where only kept diagnoses were.</summary>
    public long? Events { get; init; }

    public static BacktestRecord Of(BacktestSummary summary) => new(
        summary.Rule, summary.From, summary.To, summary.Firings.Count, summary.Shown, summary.Repeated, summary.Alone, summary.AddedIncidents,
        summary.HiddenBy, summary.Hides, summary.Overlap, summary.Days, summary.Services, summary.Hosts, summary.Containers, summary.LeftOut)
    {
        Events = summary.Events,
    };
}

/// <summary>A firing as a JSON line.</summary>
internal sealed record FiringRecord(string Rule, string Diagnosis, DateTimeOffset Time, string Host, string Subject, string Summary)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "firing";

    public string? Service { get; init; }

    public string? HiddenBy { get; init; }

    /// <summary>The first of the other rules that is shown about the same.</summary>
    public string? FirstRule { get; init; }

    /// <summary>When that spoke.</summary>
    public DateTimeOffset? FirstTime { get; init; }

    public static FiringRecord Of(ComparedFiring compared)
    {
        var (firing, first) = compared;
        return new FiringRecord(firing.Rule, firing.Id, firing.Time, firing.Host.Name, firing.Subject, firing.Summary)
        {
            Service = firing.Service,
            HiddenBy = firing.HiddenBy,
            FirstRule = first?.Rule,
            FirstTime = first?.Time,
        };
    }
}

/// <summary>The JSON context of backtests.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BacktestRecord))]
[JsonSerializable(typeof(FiringRecord))]
internal sealed partial class BacktestJson : JsonSerializerContext;

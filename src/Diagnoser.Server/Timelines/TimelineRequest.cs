namespace Diagnoser.Server.Timelines;

/// <summary>Which timeline somebody asks for: that of an incident, or of a stack, service or host (of all that are named).</summary>
internal sealed record TimelineRequest
{
    public const int UsualLimit = 1000;
    public const int MostLimit = 10_000;

    /// <summary>The first digits of an incident's id; then no stack, service or host is named.</summary>
    public string? Incident { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    /// <summary>Id or name of a host.</summary>
    public string? Host { get; init; }

    /// <summary>Null: a little before the incident began, or an hour ago.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Null: a little after the incident was over, or now.</summary>
    public DateTimeOffset? To { get; init; }

    public int Limit { get; init; } = UsualLimit;

    /// <summary>Diagnoses that are not shown as well.</summary>
    public bool WithHidden { get; init; }
}

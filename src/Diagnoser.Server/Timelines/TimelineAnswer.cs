using System.Text.Json.Serialization;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Timelines;

/// <summary>A timeline, with what it was asked for.</summary>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
/// <param name="Entries">In order of time.</param>
internal sealed record TimelineAnswer(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<TimelineEntry> Entries)
{
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "timeline";

    /// <summary>The incident that it is about, if it is about one.</summary>
    public Incident? Incident { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    /// <summary>Id of the host.</summary>
    public string? Host { get; init; }

    /// <summary>True if there were more entries than asked for: these are the newest.</summary>
    public bool Truncated { get; init; }
}

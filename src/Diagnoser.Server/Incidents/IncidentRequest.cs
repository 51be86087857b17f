namespace Diagnoser.Server.Incidents;

/// <summary>Which incidents somebody wants, by where they are in their life.</summary>
internal enum IncidentSelection
{
    /// <summary>Those that are not resolved.</summary>
    Active,

    /// <summary>Those that are.</summary>
    Resolved,

    /// <summary>All.</summary>
    All,
}

/// <summary>Which incidents somebody asks for; null fits all.</summary>
internal sealed record IncidentRequest
{
    public const int UsualLimit = 100;
    public const int MostLimit = 1000;

    public IncidentSelection Status { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    /// <summary>Id or name of a host.</summary>
    public string? Host { get; init; }

    /// <summary>Whose last failure was at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>That opened at this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }

    public int Limit { get; init; } = UsualLimit;
}

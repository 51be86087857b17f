namespace Diagnoser.Server.Stores;

/// <summary>Which events are asked for; null fits all.</summary>
internal sealed record EventQuery
{
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;

    public IReadOnlyCollection<string>? HostIds { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    public string? ContainerId { get; init; }

    public IReadOnlyCollection<string>? Types { get; init; }

    /// <summary>In the order in which they arrived, as an engine must see them again; else in order of time.</summary>
    public bool ByArrival { get; init; }

    /// <summary>The oldest where there are more than the limit; else the newest.</summary>
    public bool Oldest { get; init; }

    public int Limit { get; init; } = 10_000;
}

/// <summary>Which diagnoses are asked for; null fits all.</summary>
internal sealed record DiagnosisQuery
{
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;

    public string? HostId { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    public string? ContainerId { get; init; }

    public string? IncidentId { get; init; }

    /// <summary>Only those that belong to no incident yet.</summary>
    public bool WithoutIncident { get; init; }

    /// <summary>Only those that nothing hides.</summary>
    public bool ShownOnly { get; init; }

    public int Limit { get; init; } = 10_000;
}

/// <summary>Which incidents are asked for; null fits all.</summary>
internal sealed record IncidentQuery
{
    /// <summary>Null: all; true: those that are not resolved; false: the resolved ones.</summary>
    public bool? Active { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    public string? HostId { get; init; }

    /// <summary>Whose last failure was at this time or later.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>That opened at this time or earlier.</summary>
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;

    public int Limit { get; init; } = 100;
}

/// <summary>Which lines of the journal are asked for; null fits all.</summary>
internal sealed record JournalQuery
{
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;

    public string? IncidentId { get; init; }

    public string? Stack { get; init; }

    public int Limit { get; init; } = 10_000;
}

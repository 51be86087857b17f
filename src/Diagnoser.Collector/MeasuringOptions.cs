namespace Diagnoser.Collector;

/// <summary>How often the host and its containers are measured, and how much that may cost.</summary>
public sealed record MeasuringOptions
{
    /// <summary>Time between two measurements; longer if the budget demands it.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a measurement is published in which nothing is noteworthy; what is noteworthy is published at once.</summary>
    public TimeSpan CalmInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the engine is asked what takes its disk space, which costs it seconds; zero is never.</summary>
    public TimeSpan DockerDiskInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Processor time that measuring may take, as a ratio of one core.</summary>
    public double Budget { get; init; } = 0.002;
}

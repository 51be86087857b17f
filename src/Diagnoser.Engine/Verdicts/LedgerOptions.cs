namespace Diagnoser.Engine.Verdicts;

/// <summary>Times and bounds of a <see cref="RunLedger"/>; all times are event time.</summary>
internal sealed record LedgerOptions
{
    /// <summary>How long a death waits for what may follow it (<c>oom</c>, <c>stop</c>, <c>destroy</c>, kernel lines).</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How far apart in event time the events of one host may arrive out of order.</summary>
    public TimeSpan Disorder { get; init; }

    /// <summary>How long after a death a late fact can still change its verdict.</summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a death is kept for what a restart of the daemon tells about it.</summary>
    public TimeSpan Recent { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a container is remembered after its end.</summary>
    public TimeSpan Remember { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most containers remembered; then the one least recently heard of is forgotten.</summary>
    public int ContainerLimit { get; init; } = 100_000;
}

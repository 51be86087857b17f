namespace Diagnoser.Engine;

/// <summary>Settings of the engine.</summary>
public sealed record EngineOptions
{
    /// <summary>How long after a death its verdict is awaited, since <c>oom</c> may follow <c>die</c>.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How far apart in event time the events of one host may arrive out of order: an event ends the waits of others only when it is later
    /// by this much. Live, the clock ends them (<see cref="DiagnosisEngine.Advance(DateTimeOffset)"/>), so this costs no latency.
    /// </summary>
    public TimeSpan Disorder { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most matched events kept per rule, key and selection.</summary>
    public int WindowLimit { get; init; } = 64;

    /// <summary>Most correlation keys kept per rule.</summary>
    public int KeyLimit { get; init; } = 100_000;
}

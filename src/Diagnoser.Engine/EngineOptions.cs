using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Topology;

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

    /// <summary>The same for a rule that sees the fleet without a key, so that one window holds all of it.</summary>
    public int FleetWindowLimit { get; init; } = 1024;

    /// <summary>True if the rules that see the fleet run elsewhere: what they watch for is given out (<see cref="EngineOutput.Forwarded"/>).</summary>
    public bool ForwardsFleet { get; init; }

    /// <summary>True if experimental rules speak like others, as in their tests.</summary>
    public bool ShowExperimental { get; init; }

    /// <summary>Most correlation keys kept per rule.</summary>
    public int KeyLimit { get; init; } = 100_000;

    /// <summary>Most containers that the topology remembers; those that ended longest ago give way first.</summary>
    public int TopologyLimit { get; init; } = TopologyMap.ContainerLimit;

    /// <summary>Who looks on; null for an engine that only diagnoses.</summary>
    internal IRuleWitness? Witness { get; init; }
}

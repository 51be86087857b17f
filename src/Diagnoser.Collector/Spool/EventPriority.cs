namespace Diagnoser.Collector.Spool;

/// <summary>What an event is worth to the spool when there is not room for all. Kept in the spool as its number.</summary>
internal enum EventPriority
{
    /// <summary>What diagnoses begin with: ends, kills, starts, changes of health, what was found by comparing states, and what the collector says of itself. Goes last.</summary>
    Critical,

    /// <summary>What explains them: log lines, probes, what people and programs did, changes.</summary>
    Evidence,

    /// <summary>Measurements: the next one tells nearly the same. Goes first.</summary>
    Routine,
}

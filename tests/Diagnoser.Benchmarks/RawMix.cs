namespace Diagnoser.Benchmarks;

/// <summary>What the raw events of a benchmark tell of.</summary>
internal enum RawMix
{
    /// <summary>Containers that begin and end, and nothing else.</summary>
    Storm,

    /// <summary>Containers that live on and are probed.</summary>
    Ordinary,
}

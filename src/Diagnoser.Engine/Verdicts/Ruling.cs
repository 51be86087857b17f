using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>What the exit table says, before it is put into words.</summary>
internal readonly record struct Ruling(EndedBy EndedBy, string Reason, Certainty Certainty, Lacking Lacking = Lacking.Nothing);

/// <summary>Evidence that would have settled or confirmed a ruling.</summary>
[Flags]
internal enum Lacking
{
    Nothing = 0,
    KernelLog = 1,
    Inspect = 2,
    DockerEvents = 4,

    /// <summary>A record of who sends signals outside Docker.</summary>
    Audit = 8,
}

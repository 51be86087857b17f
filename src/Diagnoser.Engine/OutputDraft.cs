using Diagnoser.Contracts;

namespace Diagnoser.Engine;

/// <summary>What becomes known in one call; empty in most, and reused.</summary>
internal sealed class OutputDraft
{
    public List<DockerEvent> Ends { get; } = [];

    public List<Diagnosis> Diagnoses { get; } = [];

    public List<FleetInput> Forwarded { get; } = [];

    public List<EngineFault> Faults { get; } = [];

    /// <summary>What was gathered; this is empty again afterwards.</summary>
    public EngineOutput Take()
    {
        if (Ends.Count + Diagnoses.Count + Forwarded.Count + Faults.Count == 0)
        {
            return EngineOutput.Nothing;
        }

        var output = new EngineOutput([.. Ends], [.. Diagnoses])
        {
            Forwarded = [.. Forwarded],
            Faults = [.. Faults],
        };
        Ends.Clear();
        Diagnoses.Clear();
        Forwarded.Clear();
        Faults.Clear();
        return output;
    }
}

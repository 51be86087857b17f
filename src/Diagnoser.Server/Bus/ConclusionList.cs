using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus;

/// <summary>Gathers what one batch concluded for one transaction.</summary>
internal sealed class ConclusionList
{
    private List<DockerEvent>? _ends;
    private List<Diagnosis>? _diagnoses;
    private List<BlindWindow>? _blindWindows;

    public void Add(EngineOutput output)
    {
        if (output.Ends.Count > 0)
        {
            (_ends ??= []).AddRange(output.Ends);
        }

        if (output.Diagnoses.Count > 0)
        {
            (_diagnoses ??= []).AddRange(output.Diagnoses);
        }
    }

    public void Add(BlindWindow window) => (_blindWindows ??= []).Add(window);

    public Conclusions ToConclusions() => new(_ends ?? [], _diagnoses ?? [], _blindWindows ?? []);
}

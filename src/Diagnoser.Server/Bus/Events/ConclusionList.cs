using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Gathers what one batch concluded for one transaction.</summary>
internal sealed class ConclusionList
{
    private readonly List<DockerEvent> _ends = [];
    private readonly List<Diagnosis> _diagnoses = [];
    private readonly List<BlindWindow> _blindWindows = [];
    private readonly List<FleetInput> _forwarded = [];
    private readonly Dictionary<string, DateTimeOffset> _reached = new(StringComparer.Ordinal);

    public IReadOnlyList<Diagnosis> Diagnoses => _diagnoses;

    public void Add(EngineOutput output)
    {
        _ends.AddRange(output.Ends);
        _diagnoses.AddRange(output.Diagnoses);
        _forwarded.AddRange(output.Forwarded);
        foreach (var (host, time) in output.Reached)
        {
            _reached[host] = time;
        }
    }

    public void Add(BlindWindow window) => _blindWindows.Add(window);

    public Conclusions ToConclusions() => new(_ends, _diagnoses, _blindWindows) { Forwarded = _forwarded, Reached = _reached };
}

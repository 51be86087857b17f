using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;

namespace Diagnoser.Engine.Tests.Incidents;

/// <summary>Does for the fold what the store does: keeps incidents and which diagnosis was counted into which.</summary>
internal sealed class Keeper
{
    private readonly Dictionary<string, string> _incidentOf = [];
    private readonly Dictionary<string, Diagnosis> _kept = [];

    public List<Incident> Incidents { get; } = [];

    public Incident Only => Assert.Single(Incidents);

    public void Say(Diagnosis diagnosis)
    {
        _kept[diagnosis.Id] = diagnosis;
        var of = Incidents.Find(i => i.Id == _incidentOf.GetValueOrDefault(diagnosis.Id));
        var open = Incidents.Find(i => i.Status != IncidentStatus.Resolved && i.Key == diagnosis.IncidentKey);
        var step = diagnosis switch
        {
            { HiddenBy: null } => IncidentFold.Join(diagnosis, of, open, Incidents.LastOrDefault(i => i.Key == diagnosis.IncidentKey), "00-a-b-01"),
            { HiddenBy: var by } when by == diagnosis.Rule => of is null ? IncidentFold.Count(diagnosis, open) : null,
            _ => of is null ? null : IncidentFold.Leave(diagnosis, of, [.. Standing(of)]),
        };
        if (step is null)
        {
            return;
        }

        Assert.Equal((Incidents.Find(i => i.Id == step.Incident.Id)?.Version ?? 0) + 1, step.Incident.Version);
        _incidentOf[diagnosis.Id] = step.Incident.Id;
        Save(step.Incident);
    }

    public void Save(Incident incident)
    {
        var at = Incidents.FindIndex(i => i.Id == incident.Id);
        if (at < 0)
        {
            Incidents.Add(incident);
        }
        else
        {
            Incidents[at] = incident;
        }
    }

    private IEnumerable<Diagnosis> Standing(Incident of) =>
        _kept.Values.Where(d => d.HiddenBy is null && _incidentOf.GetValueOrDefault(d.Id) == of.Id);
}

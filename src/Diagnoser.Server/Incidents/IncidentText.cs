using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;

namespace Diagnoser.Server.Incidents;

/// <summary>What happened to an incident, in words for the timeline and the terminal.</summary>
internal static class IncidentText
{
    private const int ShortLength = 12;

    /// <summary>As much of an id as people type.</summary>
    public static string Short(string id) => id.Length <= ShortLength ? id : id[..ShortLength];

    public static string Word(IncidentChange change) => change switch
    {
        IncidentChange.Opened => "opened",
        IncidentChange.Rose => "rose",
        IncidentChange.Acknowledged => "acknowledged",
        IncidentChange.Resolved => "resolved",
        _ => "updated",
    };

    public static string Of(IncidentStep step) => Of(step.Incident, step.Change);

    public static string Of(Incident incident, IncidentChange change)
    {
        var name = $"incident {Short(incident.Id)}";
        return change switch
        {
            IncidentChange.Opened => $"{name} opened: {incident.Root.Summary}" + (incident.RecurrenceOf is { } earlier ? $" (it came back: {Short(earlier)})" : ""),
            IncidentChange.Rose => $"{name} is {Word(incident.Severity)} now: {incident.Root.Summary}",
            IncidentChange.Acknowledged => $"{name} was acknowledged by {incident.AcknowledgedBy}",
            IncidentChange.Resolved => $"{name} is over: {incident.Resolution}" + (incident.ResolvedBy is { } by ? $" (said {by})" : ""),
            _ => string.Create(CultureInfo.InvariantCulture, $"{name}: {incident.Root.Summary}; {incident.SymptomCount} symptoms, seen {incident.Occurrences} times"),
        };
    }

    public static string Word(IncidentStatus status) => status switch
    {
        IncidentStatus.Open => "open",
        IncidentStatus.Acknowledged => "acknowledged",
        _ => "resolved",
    };

    public static string Word(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        _ => "info",
    };
}

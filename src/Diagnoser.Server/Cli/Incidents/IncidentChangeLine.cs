using Diagnoser.Contracts;
using Diagnoser.Server.Incidents;

namespace Diagnoser.Server.Cli.Incidents;

/// <summary>Says what became of an incident that somebody took or ended; somebody else may have been quicker.</summary>
internal sealed class IncidentChangeLine(Surroundings surroundings, bool json)
{
    public int Acknowledged(Incident incident, string person) => Write(
        incident,
        incident.AcknowledgedBy == person.Trim() ? $"is yours, {incident.AcknowledgedBy}" : $"was taken by {incident.AcknowledgedBy} at {Time(incident.AcknowledgedAt)} already");

    public int Resolved(Incident incident, string person) => Write(
        incident,
        incident.ResolvedBy == person.Trim()
            ? $"is over: {incident.Resolution}"
            : $"was over already at {Time(incident.ResolvedAt)}: {incident.Resolution}" + (incident.ResolvedBy is { } by ? $" (said {by})" : ""));

    private int Write(Incident incident, string what)
    {
        if (json)
        {
            surroundings.WriteJson(incident);
        }
        else
        {
            surroundings.Out.WriteLine(TerminalText.Line($"incident {IncidentText.Short(incident.Id)} {what}", TerminalText.RuleTextLimit));
            surroundings.Out.WriteLine($"  {TerminalText.Line(incident.Root.Summary, TerminalText.RuleTextLimit)}");
        }

        return ExitCodes.Done;
    }

    private static string Time(DateTimeOffset? time) => time is { } given ? IncidentPage.Time(given) : "an unknown time";
}

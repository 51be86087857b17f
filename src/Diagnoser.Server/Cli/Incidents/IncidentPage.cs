using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Incidents;

namespace Diagnoser.Server.Cli.Incidents;

/// <summary><c>incidents show</c>: everything about one incident, as the on-call engineer reads it.</summary>
internal sealed class IncidentPage(TextWriter output, Paint paint)
{
    private const int NameWidth = 14;

    /// <summary>The page.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="notifiers">What each notifier was told of it.</param>
    /// <param name="flags">What a next command needs to ask the same place.</param>
    public void Write(Incident incident, IReadOnlyList<NotifierState> notifiers, string flags)
    {
        output.WriteLine($"{paint.Bold($"incident {TerminalText.Name(incident.Id)}")}  {paint.Of(incident.Severity, IncidentText.Word(incident.Severity))}, {IncidentText.Word(incident.Status)}");
        Field("since", $"{Time(incident.Opened)}; last seen {Time(incident.LastSeen)}; {Report.Count(incident.Occurrences, "time")}");
        Field("affected", string.Join(", ", incident.Affected));
        Field("acknowledged", incident.AcknowledgedAt is { } taken ? $"by {incident.AcknowledgedBy} at {Time(taken)}" : null);
        Field("resolved", incident.ResolvedAt is { } over ? $"at {Time(over)}{(incident.ResolvedBy is { } by ? $" by {by}" : "")}: {incident.Resolution}" : null);
        Field("came back", incident.RecurrenceOf is { } earlier ? $"it is the return of {IncidentText.Short(earlier)}" : null);
        Field("merged", incident.MergedInto is { } into ? $"it is part of {IncidentText.Short(into)} now" : null);
        foreach (var notifier in notifiers)
        {
            Field("told", Told(notifier, incident));
        }

        output.WriteLine();
        new DiagnosisBlock(output, paint).Write(incident.Root);
        Symptoms(incident);
        output.WriteLine();
        Next(incident, flags);
    }

    /// <summary>A time with its date.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    private static string Told(NotifierState notifier, Incident incident)
    {
        var told = notifier.ToldVersion == 0 ? "nothing yet" : notifier.ToldVersion >= incident.Version ? "everything" : "not the newest change yet";
        var owed = notifier is { IsOwed: true, Due: { } due } ? $"; next at {Time(due)}" : "";
        var problem = notifier.Problem is { } text ? $"; {(notifier.IsOwed ? "failed" : "given up")} after {Report.Count(notifier.Attempts, "attempt")}: {text}" : "";
        return $"{notifier.Notifier}: {told}{owed}{problem}";
    }

    private void Symptoms(Incident incident)
    {
        if (incident.SymptomCount == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(paint.Bold(Report.Count(incident.SymptomCount, "symptom")));
        foreach (var symptom in incident.Symptoms)
        {
            var name = symptom.Subject.Name is { Length: > 0 } given ? given : IncidentText.Short(symptom.Subject.Id);
            output.WriteLine($"  {PeoplePrinter.Clock(symptom.Time)}  {Safe(symptom.Summary)}  {paint.Dim(Safe(symptom.Rule))}");
            output.WriteLine($"    {paint.Dim($"{Safe(name)} on {Safe(symptom.Host.Name)}; because {Safe(symptom.Because)}")}");
        }

        if (incident.SymptomCount > incident.Symptoms.Count)
        {
            output.WriteLine($"  and {Report.Count(incident.SymptomCount - incident.Symptoms.Count, "other")}");
        }
    }

    private void Next(Incident incident, string flags)
    {
        var id = TerminalText.Name(IncidentText.Short(incident.Id));
        var safeFlags = TerminalText.Line(flags, TerminalText.RuleTextLimit);
        if (incident.Status == IncidentStatus.Open)
        {
            Field("take it", $"diagnoser incidents ack {id}{safeFlags}");
        }

        if (incident.Status != IncidentStatus.Resolved)
        {
            Field("it is over", $"diagnoser incidents resolve {id} --why TEXT{safeFlags}");
        }

        Field("what happened", $"diagnoser timeline --incident {id}{safeFlags}");
    }

    private void Field(string name, string? text)
    {
        if (text is { Length: > 0 })
        {
            output.WriteLine($"  {paint.Dim(name.PadRight(NameWidth))}{Safe(text)}");
        }
    }

    private static string Safe(string? text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}

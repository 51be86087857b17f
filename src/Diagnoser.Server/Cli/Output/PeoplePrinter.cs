using System.Globalization;
using Diagnoser.Collector.Configuration;
using Diagnoser.Contracts;
using Diagnoser.Server.Incidents;

namespace Diagnoser.Server.Cli.Output;

/// <summary>Prints for people: a block for a diagnosis, one dim line for an end that needs nobody.</summary>
internal sealed class PeoplePrinter(TextWriter output, Paint paint, bool quiet = false) : IPrinter
{
    private readonly DiagnosisBlock _block = new(output, paint);
    private bool _afterBlank = true;

    public void End(DockerEvent end, bool diagnosed)
    {
        if (diagnosed || quiet)
        {
            return;
        }

        var exit = end.Exit;
        var what = exit is null
            ? $"{end.Type} (not judged)"
            : $"{Verb(end)} {Words(exit.EndedBy)}: {Words(exit.Reason)}";
        var facts = exit is null || exit.Facts.Count == 0 ? "" : $" {paint.Dot} " + string.Join($" {paint.Dot} ", exit.Facts.Take(3));
        var line = $"{Clock(end.Time)}  {TerminalText.Name(end.Subject.Name)}  {TerminalText.Line(what + facts, TerminalText.EvidenceLimit)}";
        Line(paint.Dim(line));
    }

    public void Diagnosis(Diagnosis diagnosis)
    {
        if (diagnosis.HiddenBy is not null)
        {
            Line(paint.Dim(DiagnosisBlock.Replaced(diagnosis)));
            return;
        }

        if (!_afterBlank)
        {
            output.WriteLine();
        }

        _block.Write(diagnosis);
        output.WriteLine();
        _afterBlank = true;
    }

    public void Incident(Incident incident, IncidentChange change)
    {
        // The diagnosis that opened it stands above; what only counts on is for the incident's page.
        if (change is not IncidentChange.Updated)
        {
            var time = change switch
            {
                IncidentChange.Acknowledged => incident.AcknowledgedAt,
                IncidentChange.Resolved => incident.ResolvedAt,
                _ => null,
            } ?? incident.LastSeen;
            Line($"{Clock(time)}  {TerminalText.Line(IncidentText.Of(incident, change), TerminalText.EvidenceLimit)}");
        }
    }

    public void Blind(BlindWindow window)
    {
        var length = Durations.Text(window.To - window.From);
        var text = $"{TerminalText.Name(window.Source)} on {TerminalText.Name(window.Host.Name)}: {window.Reason}; {window.Lost}";
        Line($"{Clock(window.To)}  {paint.Bold("blind for " + length)} (since {Clock(window.From)})  {TerminalText.Line(text, TerminalText.RuleTextLimit)}");
    }

    public void Flush() => output.Flush();

    /// <summary>The time of day in UTC, as container logs have it.</summary>
    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private void Line(string text)
    {
        output.WriteLine(text);
        _afterBlank = false;
    }

    private static string Verb(DockerEvent end) => end.Type == EventTypes.ContainerStartFailed ? "not started:" : "ended by";

    private static string Words(EndedBy endedBy) => endedBy switch
    {
        EndedBy.KernelOwnLimit => "the kernel at its own limit",
        EndedBy.KernelHost => "the kernel, host out of memory",
        EndedBy.KernelParent => "the kernel at a parent's limit",
        EndedBy.Operator => "operator",
        EndedBy.Orchestrator => "orchestrator",
        EndedBy.Daemon => "the Docker daemon",
        EndedBy.Itself => "itself",
        EndedBy.Outsider => "a signal from outside Docker",
        _ => "unknown",
    };

    private static string Words(string slug) => slug.Replace('-', ' ');
}

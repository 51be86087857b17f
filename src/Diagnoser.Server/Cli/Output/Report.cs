using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine;

namespace Diagnoser.Server.Cli.Output;

/// <summary>Says what was concluded, once each, and counts it. Safe for concurrent use: incidents come from another task than diagnoses.</summary>
internal sealed class Report(IPrinter printer)
{
    // Which conclusions were shown matters only when they are withdrawn, which happens soon or never.
    private const int Remembered = 10_000;

    private readonly Lock _turn = new();
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public long Ends { get; private set; }

    public long Diagnoses { get; private set; }

    public long BlindWindows { get; private set; }

    public long Incidents { get; private set; }

    /// <summary>Prints this; a hidden diagnosis only if it was shown before.</summary>
    public void Take(EngineOutput output)
    {
        lock (_turn)
        {
            Print(output);
        }
    }

    /// <summary>Prints what became of an incident.</summary>
    public void Take(Incident incident, IncidentChange change)
    {
        lock (_turn)
        {
            Incidents += change == IncidentChange.Opened ? 1 : 0;
            printer.Incident(incident, change);
            printer.Flush();
        }
    }

    /// <summary>Prints a blind window.</summary>
    public void Take(BlindWindow window)
    {
        lock (_turn)
        {
            BlindWindows++;
            printer.Blind(window);
        }
    }

    /// <summary>Everything printed is out.</summary>
    public void Flush()
    {
        lock (_turn)
        {
            printer.Flush();
        }
    }

    /// <summary>The counts in words.</summary>
    public string Counts() =>
        $"{Count(Ends, "end")}, {Count(Diagnoses, "diagnosis", "diagnoses")}"
        + (Incidents == 0 ? "" : $", {Count(Incidents, "incident")}")
        + (BlindWindows == 0 ? "" : $", {Count(BlindWindows, "blind window")}");

    /// <summary>A number with its noun.</summary>
    public static string Count(long number, string one, string? many = null) =>
        number.ToString("#,0", CultureInfo.InvariantCulture) + " " + (number == 1 ? one : many ?? one + "s");

    private void Print(EngineOutput output)
    {
        foreach (var end in output.Ends)
        {
            Ends++;
            printer.End(end, output.Diagnoses.Any(d => d.HiddenBy is null && d.Events.Contains(end.Id)));
        }

        foreach (var diagnosis in output.Diagnoses)
        {
            if (diagnosis.HiddenBy is null)
            {
                Remember(diagnosis.Id);
                Diagnoses++;
                printer.Diagnosis(diagnosis);
            }
            else if (_shown.Remove(diagnosis.Id))
            {
                Diagnoses--;
                printer.Diagnosis(diagnosis);
            }
        }
    }

    private void Remember(string id)
    {
        if (_shown.Add(id))
        {
            _order.Enqueue(id);
            if (_order.Count > Remembered)
            {
                _ = _shown.Remove(_order.Dequeue());
            }
        }
    }
}

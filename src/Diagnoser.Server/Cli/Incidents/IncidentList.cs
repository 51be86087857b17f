using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Incidents;

namespace Diagnoser.Server.Cli.Incidents;

/// <summary><c>incidents list</c>: a table, or one incident a line.</summary>
internal sealed class IncidentList(Surroundings surroundings, bool json)
{
    private const int WhereLimit = 32;
    private const int SeverityColumn = 1;
    private const string Between = "  ";

    private static readonly string[] Header = ["ID", "SEVERITY", "STATUS", "SINCE", "LAST", "SEEN", "WHERE", "SUMMARY"];

    public int Write(IncidentRequest request, IReadOnlyList<Incident> incidents)
    {
        if (json)
        {
            var printer = new JsonPrinter(surroundings.Out);
            foreach (var incident in incidents)
            {
                printer.Line(incident, ContractsJson.Default.Incident);
            }
        }
        else if (incidents.Count == 0)
        {
            surroundings.Out.WriteLine(TerminalText.Line(Nothing(request), TerminalText.RuleTextLimit));
        }
        else
        {
            Table(incidents);
        }

        if (incidents.Count == request.Limit)
        {
            surroundings.Tell(string.Create(CultureInfo.InvariantCulture, $"these are the newest {request.Limit}; there may be more: --limit, at most {IncidentRequest.MostLimit}"));
        }

        return ExitCodes.Done;
    }

    private static string Nothing(IncidentRequest request)
    {
        var which = request.Status switch
        {
            IncidentSelection.Active => "no open incidents",
            IncidentSelection.Resolved => "no resolved incidents",
            _ => "no incidents",
        };
        return which + (request.Stack is null ? "" : $" of stack {request.Stack}") + (request.From is { } from ? $" since {IncidentPage.Time(from)}" : "");
    }

    private void Table(IReadOnlyList<Incident> incidents)
    {
        var now = surroundings.Clock.GetUtcNow();
        var rows = incidents.Select(incident => Row(incident, now)).Prepend(Header).ToList();
        var widths = Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            surroundings.Out.WriteLine(Painted(row, widths, ReferenceEquals(row, Header) ? null : incidents[rows.IndexOf(row) - 1].Severity));
        }
    }

    // Cut first, painted then: colours take no room.
    private string Painted(string[] row, int[] widths, Severity? severity)
    {
        var cells = row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column])).ToArray();
        var line = string.Join(Between, cells).TrimEnd();
        if (surroundings.Columns() is { } columns && line.Length > columns)
        {
            line = TerminalText.Line(line, Math.Max(1, columns - 1));
        }

        var start = widths[0] + Between.Length;
        var length = row[SeverityColumn].Length;
        return severity switch
        {
            null => surroundings.Paint.Bold(line),
            { } level when line.Length >= start + length => line[..start] + surroundings.Paint.Of(level, line.Substring(start, length)) + line[(start + length)..],
            _ => line,
        };
    }

    private string[] Row(Incident incident, DateTimeOffset now) =>
    [
        TerminalText.Name(IncidentText.Short(incident.Id)),
        IncidentText.Word(incident.Severity),
        IncidentText.Word(incident.Status),
        Time(incident.Opened, now),
        Time(incident.LastSeen, now),
        incident.Occurrences.ToString(CultureInfo.InvariantCulture) + (surroundings.Paint.Unicode ? "×" : "x"),
        TerminalText.Line(Where(incident.Root), WhereLimit),
        TerminalText.Line(incident.Root.Summary, TerminalText.EvidenceLimit),
    ];

    private static string Where(Diagnosis root)
    {
        var what = root.Service ?? (root.Subject.Name is { Length: > 0 } name ? name : IncidentText.Short(root.Subject.Id));
        return (root.Stack is null ? what : $"{root.Stack}/{what}") + $" on {root.Host.Name}";
    }

    private static string Time(DateTimeOffset time, DateTimeOffset now) => time.UtcDateTime.ToString(
        time.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : time.UtcDateTime.Year == now.UtcDateTime.Year ? "MM-dd HH:mm" : "yyyy-MM-dd",
        CultureInfo.InvariantCulture);
}

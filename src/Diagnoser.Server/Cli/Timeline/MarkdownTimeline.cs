using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Rules;

namespace Diagnoser.Server.Cli.Timeline;

/// <summary>Writes a timeline as Markdown that can be pasted into a postmortem. All times are UTC.</summary>
internal sealed class MarkdownTimeline(TextWriter output)
{
    private const int ShortId = 12;
    private const int TextLimit = 1000;

    public void Write(TimelineHeader header, IReadOnlyList<TimelineEntry> entries)
    {
        output.WriteLine($"## Timeline: {MarkdownText.Line(header.Title, TextLimit)}");
        output.WriteLine();
        if (header.Incident is { } incident)
        {
            About(incident);
        }

        output.WriteLine($"- Time: {Time(header.From)} to {Time(header.To)} UTC");
        output.WriteLine($"- Hosts: {(header.Hosts.Count == 0 ? "none" : string.Join(", ", header.Hosts.Select(MarkdownText.Name)))}");
        output.WriteLine();
        if (entries.Count == 0)
        {
            output.WriteLine("Nothing is kept of this time.");
            return;
        }

        output.WriteLine("| Time (UTC) | What | Where | |");
        output.WriteLine("|---|---|---|---|");
        foreach (var entry in entries)
        {
            output.WriteLine($"| {Time(entry.Time)} | {What(entry)} | {Where(entry)} | {MarkdownText.Line(entry.Text, TextLimit)} |");
        }
    }

    private void About(Incident incident)
    {
        output.WriteLine($"- Incident: {MarkdownText.Name(incident.Id)}, {Words.Of(incident.Severity)}, {Status(incident)}");
        output.WriteLine($"- Cause: {MarkdownText.Line(incident.Root.Cause, TextLimit)} ({MarkdownText.Name(incident.Root.Rule)})");
        if (incident.Affected.Count > 0)
        {
            output.WriteLine($"- Affected: {string.Join(", ", incident.Affected.Select(MarkdownText.Name))}");
        }
    }

    private static string Status(Incident incident) => incident.Status switch
    {
        IncidentStatus.Resolved => $"resolved{By(incident.ResolvedBy)}: {MarkdownText.Line(incident.Resolution, TextLimit)}",
        IncidentStatus.Acknowledged => $"acknowledged{By(incident.AcknowledgedBy)}",
        _ => "open",
    };

    private static string What(TimelineEntry entry)
    {
        var kind = entry.Kind == TimelineKinds.BlindWindow ? "blind window" : MarkdownText.Name(entry.Kind);
        return kind + (entry.Severity is { } severity ? $", {Words.Of(severity)}" : "") + By(entry.By);
    }

    private static string Where(TimelineEntry entry)
    {
        var subject = entry.Subject switch
        {
            null or { Kind: Subject.Daemon or Subject.HostKind } => null,
            { Name: { Length: > 0 } name } => name,
            { Id: var id } => id.Length > ShortId ? id[..ShortId] : id,
        };
        return (subject, entry.Host) switch
        {
            (null, null) => "",
            (null, { } host) => MarkdownText.Name(host.Name),
            (_, null) => MarkdownText.Name(subject),
            (_, { } host) => $"{MarkdownText.Name(subject)} on {MarkdownText.Name(host.Name)}",
        };
    }

    private static string By(string? person) => person is null ? "" : $" by {MarkdownText.Name(person)}";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Diagnoser.Collector.Configuration;
using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;

namespace Diagnoser.Server.Notifiers;

/// <summary>
/// What is said about an incident, whoever says it. The texts hold whatever containers wrote: a vendor's escaping comes after.
/// </summary>
internal static class Wording
{
    /// <summary>Signs and words of a severity; the sign is for eyes, the word for those who cannot tell the colours apart.</summary>
    public static string Sign(Severity severity) => severity switch
    {
        Severity.Critical => "🔴",
        Severity.Warning => "🟠",
        _ => "🔵",
    };

    public static string Word(Severity severity) => severity switch
    {
        Severity.Critical => "CRITICAL",
        Severity.Warning => "WARNING",
        _ => "INFO",
    };

    /// <summary>Severity and summary.</summary>
    public static string Title(Incident incident) =>
        $"{Word(incident.Severity)} · {(incident.Root.Summary.Length > 0 ? incident.Root.Summary : incident.Root.Title)}";

    /// <summary>Whether it is over.</summary>
    public static bool IsOver(Incident incident) => incident.Status == IncidentStatus.Resolved;

    /// <summary>One line as a phone shows it.</summary>
    public static string Headline(Notification notification)
    {
        var incident = notification.Incident;
        var title = Title(incident);
        return incident.Status switch
        {
            IncidentStatus.Resolved => $"✅ {Over(incident)} · {title}",
            IncidentStatus.Acknowledged => $"👀 {Taken(incident)} · {title}",
            _ when notification.Kind == NotificationKind.Rise => $"{Sign(incident.Severity)} Now {title}",
            _ => $"{Sign(incident.Severity)} {title}",
        };
    }

    /// <summary>Who took it, how it ended, where it went; null of an open incident.</summary>
    public static string? Status(Incident incident)
    {
        var moved = incident.MergedInto is { } into ? $" · now part of incident {into}" : "";
        return incident.Status switch
        {
            IncidentStatus.Resolved => $"✅ {Over(incident)}{Reason(incident)}{moved}",
            IncidentStatus.Acknowledged => $"👀 {Taken(incident)}{moved}",
            _ => moved.Length == 0 ? null : moved[3..],
        };
    }

    /// <summary>"Resolved after 12m 0s".</summary>
    public static string Over(Incident incident)
    {
        var length = incident.ResolvedAt - incident.Opened;
        return length >= TimeSpan.Zero ? $"Resolved after {Durations.Text(length.Value)}" : "Resolved";
    }

    /// <summary>Where, since when, how often, how sure: names and values.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(Incident incident)
    {
        var root = incident.Root;
        yield return ("Host", root.Host.Name.Length > 0 ? root.Host.Name : root.Host.Id);
        if (root.Subject.Kind != Subject.HostKind)
        {
            yield return (root.Subject.Kind.Length == 0 ? "Subject" : char.ToUpperInvariant(root.Subject.Kind[0]) + root.Subject.Kind[1..], NameOf(root.Subject));
        }

        if (root.Service is { } service && (root.Stack is not null || service != root.Subject.Name))
        {
            yield return ("Service", root.Stack is { } stack ? $"{stack}/{service}" : service);
        }

        yield return ("Since", Instant(incident.Opened));
        yield return ("Seen", incident.Occurrences <= 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{incident.Occurrences:#,0} times, last {Last(incident)}"));
        yield return ("Certainty", string.Create(CultureInfo.InvariantCulture, $"{Word(root.Certainty)} ({root.Confidence:0.##})"));
    }

    /// <summary>The services it touches besides the root's own.</summary>
    public static string Affected(Incident incident)
    {
        var own = incident.Root.Stack is { } stack ? $"{stack}/{incident.Root.Service}" : incident.Root.Service;
        return string.Join(", ", incident.Affected.Where(s => s != own).Take(20));
    }

    /// <summary>"03:14:24 web-4: shop-api-1 is unhealthy (it depends on shop/db)"; subject and host where nothing else says them.</summary>
    public static string Line(Symptom symptom, Incident incident)
    {
        var name = NameOf(symptom.Subject);
        var who = symptom.Summary.Contains(name, StringComparison.Ordinal) ? "" : $"{name} ";
        var where = symptom.Host.Id == incident.Root.Host.Id || symptom.Summary.Contains(symptom.Host.Name, StringComparison.Ordinal) ? "" : $"on {symptom.Host.Name} ";
        var place = (who + where).TrimEnd();
        var time = symptom.Time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return $"{time} {place}{(place.Length == 0 ? "" : ": ")}{symptom.Summary} ({symptom.Because})";
    }

    public static string Line(EvidenceLine line) => $"{Clock(line.Time)}  {line.Source,-7} {line.Text}";

    public static string Line(MissingEvidence missing) =>
        missing.Remedy is { } remedy ? $"{missing.What}: {missing.Why}. To have it: {remedy}" : $"{missing.What}: {missing.Why}";

    /// <summary>"Raise the limit (risk low, run on web-3)".</summary>
    public static string Line(Fix fix) =>
        fix is { RunOn.Length: > 0, Command: not null } ? $"{fix.Title} (risk {fix.Risk}, run on {fix.RunOn})" : $"{fix.Title} (risk {fix.Risk})";

    /// <summary>What one needs to find it again: ids, codes, where it was before, and how to see all of it if there is no page.</summary>
    public static string Ids(Notification notification)
    {
        var incident = notification.Incident;
        var codes = incident.Root.Codes.Count == 0 ? "" : $" · {string.Join(", ", incident.Root.Codes.Take(5))}";
        var before = incident.RecurrenceOf is { } earlier ? $" · came back after {earlier}" : "";
        var see = notification.Link is null ? $" · see: diagnoser incidents show {incident.Id}" : "";
        return $"incident {incident.Id} · rule {incident.Root.Rule}{codes}{before}{see}";
    }

    /// <summary>
    /// A command as it can be copied: null if it is longer than this or holds anything that a message would not show as it is. Half a
    /// command, or one that reads differently from what it does, must not be offered.
    /// </summary>
    public static string? Copyable(string? command, int limit) =>
        command is { Length: > 0 } && command.Length <= limit && TerminalText.Line(command, limit) == command ? command : null;

    /// <summary>"and 12 more", or nothing.</summary>
    public static string? More(int all, int shown, string one, string many) =>
        all <= shown ? null : string.Create(CultureInfo.InvariantCulture, $"… {all - shown:#,0} more {(all - shown == 1 ? one : many)}");

    private static string Taken(Incident incident)
    {
        var by = incident.AcknowledgedBy is { Length: > 0 } name ? $" by {TerminalText.Line(name, 80)}" : "";
        return incident.AcknowledgedAt is { } at ? $"Ack{by} at {at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC" : $"Ack{by}";
    }

    private static string Reason(Incident incident)
    {
        var by = incident.ResolvedBy is { Length: > 0 } name ? $" by {TerminalText.Line(name, 80)}" : "";
        return incident.Resolution is { Length: > 0 } why ? $"{by}: {why}" : by;
    }

    private static string NameOf(Subject subject) => subject.Name.Length > 0 ? subject.Name : subject.Id.Length > 12 ? subject.Id[..12] : subject.Id;

    private static string Word(Certainty certainty) => certainty switch
    {
        Certainty.Confirmed => "confirmed",
        Certainty.Probable => "probable",
        _ => "inconclusive",
    };

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    private static string Last(Incident incident) => incident.LastSeen.UtcDateTime.Date == incident.Opened.UtcDateTime.Date
        ? incident.LastSeen.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + " UTC"
        : Instant(incident.LastSeen);

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}

using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Timelines;

/// <summary>Says a record as an entry of a timeline.</summary>
internal static class EntryText
{
    /// <summary>An event.</summary>
    public static TimelineEntry Of(DockerEvent e) => new(e.Time, TimelineKinds.Event, Text(e))
    {
        What = e.Type,
        Host = e.Host,
        Subject = e.Subject,
        Service = e.Service,
        Stack = e.Stack,
        Event = e.Id,
    };

    /// <summary>A diagnosis.</summary>
    public static TimelineEntry Of(Diagnosis diagnosis) => new(diagnosis.Time, TimelineKinds.Diagnosis, Text(diagnosis))
    {
        What = diagnosis.Rule,
        Host = diagnosis.Host,
        Subject = diagnosis.Subject,
        Service = diagnosis.Service,
        Stack = diagnosis.Stack,
        Severity = diagnosis.Severity,
        Incident = diagnosis.Incident,
        Diagnosis = diagnosis.Id,
    };

    /// <summary>A blind window, at its beginning.</summary>
    public static TimelineEntry Of(BlindWindow window) => new(window.From, TimelineKinds.BlindWindow, Text(window))
    {
        What = window.Source,
        Host = window.Host,
    };

    private static string Text(DockerEvent e)
    {
        var text = EventText.Of(e).Text;
        return e is { Type: EventTypes.ContainerDie, Exit: { } exit } ? $"{text}: {exit.Reason.Replace('-', ' ')} ({Word(exit.Certainty)})" : text;
    }

    private static string Text(Diagnosis diagnosis)
    {
        var text = $"{diagnosis.Summary} ({diagnosis.Rule}, {Word(diagnosis.Certainty)})";
        return diagnosis.HiddenBy switch
        {
            null => text,
            var by when by == diagnosis.Rule => $"{text}; a repetition, not shown",
            var by => $"{text}; hidden by {by}",
        };
    }

    private static string Text(BlindWindow window)
    {
        var length = Humanize.Duration((window.To - window.From).TotalSeconds);
        return $"{window.Source} on {window.Host.Name} could not be seen for {length}: {window.Reason}; {window.Lost}";
    }

    private static string Word(Certainty certainty) => certainty switch
    {
        Certainty.Confirmed => "confirmed",
        Certainty.Probable => "probable",
        _ => "inconclusive",
    };
}

using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Notifications;

/// <summary>What a notifier told last of an incident; kept by the store as text such as <c>3 critical open</c>.</summary>
/// <param name="Version">The incident's version.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Status">Its status.</param>
public sealed record Told(int Version, Severity Severity, IncidentStatus Status)
{
    /// <summary>What is told when this incident is.</summary>
    public static Told Of(Incident incident) => new(incident.Version, incident.Severity, incident.Status);

    /// <summary>Reads the text form. Null if there is none or if it is damaged: rather told twice than never.</summary>
    public static Told? Parse(string? text)
    {
        if (text?.Split(' ') is not [var version, var severity, var status]
            || !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || SeverityOf(severity) is not { } grave
            || StatusOf(status) is not { } where)
        {
            return null;
        }

        return new Told(number, grave, where);
    }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version} {Word(Severity)} {Word(Status)}");

    private static Severity? SeverityOf(string word) => Find(Enum.GetValues<Severity>(), word, Word);

    private static IncidentStatus? StatusOf(string word) => Find(Enum.GetValues<IncidentStatus>(), word, Word);

    private static T? Find<T>(T[] values, string word, Func<T, string> wordOf)
        where T : struct => Array.FindIndex(values, value => wordOf(value) == word) is >= 0 and var at ? values[at] : null;

    private static string Word(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        _ => "info",
    };

    private static string Word(IncidentStatus status) => status switch
    {
        IncidentStatus.Open => "open",
        IncidentStatus.Acknowledged => "acknowledged",
        _ => "resolved",
    };
}

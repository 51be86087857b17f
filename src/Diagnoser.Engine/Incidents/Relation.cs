using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Incidents;

/// <summary>Says why a symptom belongs to its root.</summary>
internal static class Relation
{
    /// <summary>Such as <c>same service, 4 s after the root</c>.</summary>
    public static string Of(Symptom symptom, Diagnosis root) => $"{Place(symptom, root)}, {Moment(symptom.Time - root.Time)}";

    private static string Place(Symptom symptom, Diagnosis root)
    {
        var isSameHost = symptom.Host.Id == root.Host.Id;
        var isSameStack = symptom.Stack == root.Stack;
        if (isSameHost && symptom.Subject.Kind == root.Subject.Kind && symptom.Subject.Id == root.Subject.Id)
        {
            return $"same {symptom.Subject.Kind}";
        }

        if (symptom.Service is not null && symptom.Service == root.Service && isSameStack)
        {
            return isSameHost ? "same service" : "same service on another host";
        }

        if (isSameHost)
        {
            return "on the same host";
        }

        return symptom.Stack is not null && isSameStack ? "same stack" : "grouped by their rules";
    }

    private static string Moment(TimeSpan after) => after.Ticks switch
    {
        0 => "at the same time as the root",
        > 0 => $"{Humanize.Duration(after.TotalSeconds)} after the root",
        _ => $"{Humanize.Duration(-after.TotalSeconds)} before the root",
    };
}

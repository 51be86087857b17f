using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Incidents;

/// <summary>Puts diagnoses into the record of an incident: which is the root, which are symptoms, what they add up to.</summary>
internal static class Members
{
    /// <summary>An incident of one diagnosis.</summary>
    public static Incident First(string id, string key, Diagnosis diagnosis) =>
        new(id, key, 1, IncidentStatus.Open, diagnosis.Severity, In(id, diagnosis), diagnosis.Time, Seen(diagnosis))
        {
            Affected = [.. Services([diagnosis])],
        };

    /// <summary>True if the diagnosis is the root or a listed symptom.</summary>
    public static bool Has(Incident incident, string diagnosis) =>
        incident.Root.Id == diagnosis || incident.Symptoms.Any(s => s.Diagnosis == diagnosis);

    /// <summary>The incident with one diagnosis more.</summary>
    public static Incident With(Incident incident, Diagnosis diagnosis) => Add(
        incident with { SymptomCount = incident.SymptomCount + 1, Occurrences = incident.Occurrences + 1 }, diagnosis);

    /// <summary>
    /// The incident with the newest word on a diagnosis that it has. An amended root stays the root: symptoms do not hold enough to replace it.
    /// </summary>
    public static Incident Again(Incident incident, Diagnosis diagnosis)
    {
        var more = incident.Root.Id == diagnosis.Id ? Math.Max(1, diagnosis.Occurrences - incident.Root.Occurrences) : 1;
        var concluded = Seen(diagnosis) > incident.LastSeen ? incident with { Occurrences = incident.Occurrences + more } : incident;
        if (incident.Root.Id == diagnosis.Id)
        {
            return Made(concluded, In(incident.Id, diagnosis), incident.Symptoms, diagnosis);
        }

        var others = incident.Symptoms.Where(s => s.Diagnosis != diagnosis.Id).ToList();
        var isListed = others.Count < incident.Symptoms.Count;
        if (!isListed && incident.SymptomCount == incident.Symptoms.Count)
        {
            // It had left, and stands again.
            return With(incident, diagnosis);
        }

        return Add(concluded with { Symptoms = others }, diagnosis);
    }

    /// <summary>The incident made from these diagnoses alone.</summary>
    public static Incident Remade(Incident incident, Diagnosis left, IReadOnlyList<Diagnosis> members)
    {
        var first = members[0];
        var repetitions = Math.Max(0, incident.Occurrences - 1 - incident.SymptomCount);
        var seen = Seen(left) < incident.LastSeen ? incident.LastSeen : members.Max(Seen);
        var remade = incident with
        {
            Severity = first.Severity,
            Root = In(incident.Id, first),
            Symptoms = [],
            SymptomCount = 0,
            Occurrences = 1 + repetitions,
            Affected = [.. Services([first])],
            Opened = first.Time,
            LastSeen = seen,
        };
        return members.Skip(1).Aggregate(remade, With);
    }

    /// <summary>True if both say the same, whatever their versions.</summary>
    public static bool AreSame(Incident one, Incident other) => Json(one).AsSpan().SequenceEqual(Json(other));

    /// <summary>When the condition of a diagnosis was last seen to hold.</summary>
    public static DateTimeOffset Seen(Diagnosis diagnosis) => diagnosis.LastSeen is { } seen && seen > diagnosis.Time ? seen : diagnosis.Time;

    /// <summary>The later of two times.</summary>
    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Incident Add(Incident incident, Diagnosis diagnosis)
    {
        var isRoot = Precedes(diagnosis, incident.Root);
        var (root, symptom) = isRoot ? (diagnosis, incident.Root) : (incident.Root, diagnosis);
        return Made(incident, In(incident.Id, root), [.. incident.Symptoms, SymptomOf(symptom)], diagnosis);
    }

    private static Incident Made(Incident incident, Diagnosis root, IEnumerable<Symptom> symptoms, Diagnosis newest)
    {
        var listed = symptoms
            .OrderBy(s => s.Time).ThenBy(s => s.Diagnosis, StringComparer.Ordinal)
            .Take(IncidentFold.MostSymptoms)
            .Select(s => s with { Because = Relation.Of(s, root) })
            .ToList();

        // What is not listed any more still counts for the severity.
        var unlisted = incident.SymptomCount > listed.Count ? incident.Severity : Severity.Info;
        return incident with
        {
            Root = root,
            Symptoms = listed,
            Severity = listed.Select(s => s.Severity).Append(root.Severity).Append(newest.Severity).Append(unlisted).Max(),
            Affected = [.. incident.Affected.Union(Services([newest])).Order(StringComparer.Ordinal)],
            Opened = newest.Time < incident.Opened ? newest.Time : incident.Opened,
            LastSeen = Later(incident.LastSeen, Seen(newest)),
        };
    }

    private static bool Precedes(Diagnosis one, Diagnosis other)
    {
        var order = one.Time.CompareTo(other.Time);
        order = order == 0 ? other.Certainty.CompareTo(one.Certainty) : order;
        return (order == 0 ? string.CompareOrdinal(one.Id, other.Id) : order) < 0;
    }

    // In its incident a diagnosis is the same whether it comes from the bus or from the store.
    private static Diagnosis In(string incident, Diagnosis diagnosis) => diagnosis with { Incident = incident, HiddenBy = null };

    private static Symptom SymptomOf(Diagnosis d) =>
        new(d.Id, d.Time, d.Rule, d.Severity, d.Host, d.Subject, d.Summary, "") { Service = d.Service, Stack = d.Stack };

    private static IEnumerable<string> Services(IEnumerable<Diagnosis> diagnoses) =>
        diagnoses.Where(d => d.Service is not null).Select(d => d.Stack is { } stack ? $"{stack}/{d.Service}" : d.Service!);

    private static byte[] Json(Incident incident) =>
        JsonSerializer.SerializeToUtf8Bytes(incident with { Version = 0 }, ContractsJson.Default.Incident);
}

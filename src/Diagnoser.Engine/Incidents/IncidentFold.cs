using Diagnoser.Contracts;

namespace Diagnoser.Engine.Incidents;

/// <summary>
/// Folds diagnoses into incidents, one step at a time. The same diagnoses give the same root, symptoms, severity and services in whatever
/// order and however often they come; which of them came first shows in the id, the version and the trace context alone.
/// </summary>
public static class IncidentFold
{
    /// <summary>Most symptoms that an incident lists; the others are counted.</summary>
    public const int MostSymptoms = 50;

    private const string Withdrawn = "withdrawn: ";

    /// <summary>
    /// A diagnosis is shown: it opens an incident, joins the open one of its key, or says anew what its incident has. Null if nothing changes.
    /// </summary>
    /// <param name="diagnosis">The diagnosis; of severity info it is in no incident.</param>
    /// <param name="of">The incident that it was counted into already, if any.</param>
    /// <param name="open">The incident of its key that is not resolved, if any.</param>
    /// <param name="last">The newest incident of its key, if any.</param>
    /// <param name="traceparent">W3C trace context of the diagnosis.</param>
    public static IncidentStep? Join(Diagnosis diagnosis, Incident? of, Incident? open, Incident? last, string? traceparent)
    {
        if (diagnosis.Severity == Severity.Info || diagnosis.IncidentKey is not { } key || IsOver(diagnosis, of))
        {
            return null;
        }

        if (IsActive(of))
        {
            return Changed(of!, Members.Again(of!, diagnosis));
        }

        if (IsActive(open))
        {
            return Changed(open!, Members.Has(open!, diagnosis.Id) ? Members.Again(open!, diagnosis) : Members.With(open!, diagnosis));
        }

        last ??= open ?? of;
        if (last is not null && Members.Has(last, diagnosis.Id) && IsOver(diagnosis, last))
        {
            return null;
        }

        // The same diagnosis can open a second incident when it returns after the first was over: the one before tells them apart.
        var id = of is null || last is null ? EventId.Of("incident", key, diagnosis.Id) : EventId.Of("incident", key, diagnosis.Id, last.Id);
        var opened = Members.First(id, key, diagnosis) with { RecurrenceOf = Earlier(last), Traceparent = traceparent };
        return new IncidentStep(opened, IncidentChange.Opened);
    }

    /// <summary>
    /// A diagnosis repeats what its rule said within the cooldown and is hidden for that: the open incident counts it. The caller counts each
    /// one once. Null if nothing changes.
    /// </summary>
    /// <param name="diagnosis">The hidden diagnosis.</param>
    /// <param name="open">The incident of its key that is not resolved, if any.</param>
    public static IncidentStep? Count(Diagnosis diagnosis, Incident? open)
    {
        if (!IsActive(open) || diagnosis.Severity == Severity.Info)
        {
            return null;
        }

        // A rule whose key outlives a run repeats itself under the id that it had: only a later time tells that from the same word again.
        if (Members.Has(open!, diagnosis.Id) && Members.Seen(diagnosis) <= open!.LastSeen)
        {
            return null;
        }

        var counted = open! with { Occurrences = open.Occurrences + 1, LastSeen = Members.Later(open.LastSeen, Members.Seen(diagnosis)) };
        return Changed(open, counted);
    }

    /// <summary>The condition of a diagnosis is over: so is the incident whose root it is. Null if nothing changes.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    /// <param name="of">Its incident, if any.</param>
    public static IncidentStep? End(Diagnosis diagnosis, Incident? of) =>
        diagnosis.Ended is { } ended && of is not null && of.Root.Id == diagnosis.Id && ended >= of.LastSeen
            ? Resolve(of, null, $"what {diagnosis.Rule} saw is over", ended)
            : null;

    /// <summary>
    /// A diagnosis of the incident does not stand any more: the incident is made again from those that do. If none does it is over, as
    /// withdrawn. Null if nothing changes.
    /// </summary>
    /// <param name="hidden">The diagnosis, which something hides now.</param>
    /// <param name="of">Its incident.</param>
    /// <param name="standing">
    /// The diagnoses of the incident that stand. What hides the diagnosis belongs here as well, even if it has not joined yet: else the
    /// incident of a refined diagnosis is withdrawn and the refinement opens another.
    /// </param>
    public static IncidentStep? Leave(Diagnosis hidden, Incident of, IReadOnlyList<Diagnosis> standing)
    {
        if (!IsActive(of))
        {
            return null;
        }

        var members = standing.Where(d => d.Id != hidden.Id && d.Severity > Severity.Info).DistinctBy(d => d.Id).ToList();
        if (members.Count > 0)
        {
            return Changed(of, Members.Remade(of, hidden, members));
        }

        var time = Members.Later(Members.Later(of.LastSeen, hidden.Time), of.AcknowledgedAt ?? hidden.Time);
        var reason = hidden.HiddenBy is { } by ? $" ({by})" : "";
        return Resolve(of, null, $"{Withdrawn}{hidden.Rule} does not hold{reason}", time);
    }

    /// <summary>Somebody takes the incident. Null if somebody did already, or if it is over.</summary>
    public static IncidentStep? Acknowledge(Incident incident, string by, DateTimeOffset now)
    {
        if (incident.Status != IncidentStatus.Open)
        {
            return null;
        }

        var taken = incident with
        {
            Version = incident.Version + 1,
            Status = IncidentStatus.Acknowledged,
            AcknowledgedBy = by,
            AcknowledgedAt = now,
        };
        return new IncidentStep(taken, IncidentChange.Acknowledged);
    }

    /// <summary>The incident is over, for good. Null if it is already.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="by">Who says so; null if it was seen.</param>
    /// <param name="why">Why, in words.</param>
    /// <param name="now">When.</param>
    public static IncidentStep? Resolve(Incident incident, string? by, string why, DateTimeOffset now)
    {
        if (!IsActive(incident))
        {
            return null;
        }

        var over = incident with
        {
            Version = incident.Version + 1,
            Status = IncidentStatus.Resolved,
            ResolvedBy = by,
            ResolvedAt = now,
            Resolution = why,
        };
        return new IncidentStep(over, IncidentChange.Resolved);
    }

    /// <summary>True if the incident is over because nothing that it rested on holds: there was no failure.</summary>
    public static bool IsWithdrawn(Incident incident) =>
        incident is { Status: IncidentStatus.Resolved, ResolvedBy: null, Resolution: { } why } && why.StartsWith(Withdrawn, StringComparison.Ordinal);

    private static bool IsActive(Incident? incident) => incident is { Status: not IncidentStatus.Resolved };

    /// <summary>A diagnosis of an incident that is over says nothing new, unless it was concluded again since.</summary>
    private static bool IsOver(Diagnosis diagnosis, Incident? incident) =>
        incident is { Status: IncidentStatus.Resolved } && Members.Seen(diagnosis) <= incident.LastSeen;

    // What was withdrawn did not happen, so that it cannot come back.
    private static string? Earlier(Incident? last) => last is not null && IsWithdrawn(last) ? last.RecurrenceOf : last?.Id;

    private static IncidentStep? Changed(Incident before, Incident after)
    {
        if (Members.AreSame(before, after))
        {
            return null;
        }

        var change = after.Severity > before.Severity ? IncidentChange.Rose : IncidentChange.Updated;
        return new IncidentStep(after with { Version = before.Version + 1 }, change);
    }
}

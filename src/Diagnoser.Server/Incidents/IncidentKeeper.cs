using System.Diagnostics;
using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Incidents;

/// <summary>
/// Folds diagnoses into incidents and lets people act on them. What a message says is a hint: the store's own word on the diagnosis counts,
/// so that messages may come late, twice and out of order. Several processes may do this at once; whoever comes second decides anew.
/// </summary>
internal sealed class IncidentKeeper(IStore store, Signal outbox, TimeProvider clock) : IMessageHandler<DiagnosisConcluded>
{
    private const int Attempts = 20;

    // As long as a diagnosis may hide an earlier one.
    private static readonly TimeSpan Vicinity = TimeSpan.FromMinutes(15);

    public async Task HandleAsync(DiagnosisConcluded message, CancellationToken cancellationToken)
    {
        Diagnosis taken, newest = await NewestAsync(message.Diagnosis, cancellationToken);
        do
        {
            taken = newest;
            _ = await TakeAsync(taken, message.Traceparent, cancellationToken);

            // Hidden or concluded again meanwhile? Then that message may have been handled before this one joined it to anything.
            newest = await NewestAsync(taken, cancellationToken);
        }
        while (newest.HiddenBy != taken.HiddenBy || newest.Time != taken.Time);
    }

    private async Task<Diagnosis> NewestAsync(Diagnosis diagnosis, CancellationToken cancellationToken) =>
        await store.FindDiagnosesAsync([diagnosis.Id], cancellationToken) is [var newest] ? newest : diagnosis;

    private Task<Incident?> TakeAsync(Diagnosis diagnosis, string? received, CancellationToken cancellationToken) => Anew(async () =>
    {
        using var span = Tracing.Start("incident", ActivityKind.Consumer, received);
        var traceparent = Tracing.Traceparent(span, received);
        await using var transaction = await store.BeginAsync(cancellationToken);
        var of = await transaction.FindIncidentOfAsync(diagnosis.Id, cancellationToken);
        var step = await DecideAsync(diagnosis, of, transaction, traceparent, cancellationToken);
        _ = span?.SetTag("diagnoser.rule", diagnosis.Rule).SetTag("diagnoser.incident", step?.Incident.Id ?? of?.Id);
        if (step is null)
        {
            return null;
        }

        await SaveAsync(transaction, step, traceparent, diagnosis.Time, cancellationToken);

        // One that returns after its incident was over belongs to the new one from now on.
        if (of?.Id != step.Incident.Id)
        {
            await transaction.JoinAsync(diagnosis.Id, step.Incident.Id, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return step.Incident;
    });

    /// <summary>Somebody takes it; gives the incident as it is then, null if there is none by this id.</summary>
    public Task<Incident?> AcknowledgeAsync(string id, string by, CancellationToken cancellationToken) =>
        ActAsync(id, incident => IncidentFold.Acknowledge(incident, by, clock.GetUtcNow()), "acknowledge", by, cancellationToken);

    /// <summary>It is over; gives the incident as it is then, null if there is none by this id.</summary>
    public Task<Incident?> ResolveAsync(string id, string? by, string why, CancellationToken cancellationToken) =>
        ActAsync(id, incident => IncidentFold.Resolve(incident, by, why, clock.GetUtcNow()), "resolve", by, cancellationToken);

    private async Task<IncidentStep?> DecideAsync(
        Diagnosis diagnosis, Incident? of, IStoreTransaction transaction, string? traceparent, CancellationToken cancellationToken)
    {
        if (diagnosis.IncidentKey is not { } key)
        {
            return null;
        }

        if (diagnosis.HiddenBy is null)
        {
            var open = await transaction.FindOpenIncidentAsync(key, cancellationToken);
            var last = open ?? await transaction.FindLastIncidentAsync(key, cancellationToken);
            return IncidentFold.Join(diagnosis, of, open, last, traceparent) ?? IncidentFold.End(diagnosis, of);
        }

        if (of is null)
        {
            return diagnosis.HiddenBy == diagnosis.Rule
                ? IncidentFold.Count(diagnosis, await transaction.FindOpenIncidentAsync(key, cancellationToken))
                : null;
        }

        if (diagnosis.HiddenBy == diagnosis.Rule)
        {
            // A repetition of its own was counted when it joined; one under the id of what was told is known by its time.
            return Tells(of, diagnosis.Id) ? IncidentFold.Count(diagnosis, of) : null;
        }

        var members = await store.DiagnosesAsync(new DiagnosisQuery { IncidentId = of.Id }, cancellationToken);
        var successors = await SuccessorsAsync(diagnosis, of, cancellationToken);
        foreach (var successor in successors)
        {
            await transaction.JoinAsync(successor.Id, of.Id, cancellationToken);
        }

        return IncidentFold.Leave(diagnosis, of, [.. members.Where(m => Stands(m, of)), .. successors]);
    }

    // A rule that repeats itself within its cooldown hides the repetition, not what it said first.
    private static bool Stands(Diagnosis member, Incident of) => member.HiddenBy is null
        || (member.HiddenBy == member.Rule && Tells(of, member.Id));

    private static bool Tells(Incident incident, string diagnosisId) =>
        incident.Root.Id == diagnosisId || incident.Symptoms.Any(s => s.Diagnosis == diagnosisId);

    // What took its place, and whose own message is still on its way: else the incident would be withdrawn and another one opened.
    private async Task<IReadOnlyList<Diagnosis>> SuccessorsAsync(Diagnosis hidden, Incident of, CancellationToken cancellationToken)
    {
        var query = new DiagnosisQuery { HostId = hidden.Host.Id, From = hidden.Time - Vicinity, To = hidden.Time + Vicinity, WithoutIncident = true };
        var around = await store.DiagnosesAsync(query, cancellationToken);
        return [.. around.Where(d => d.HiddenBy is null && d.Rule == hidden.HiddenBy && d.IncidentKey == of.Key)];
    }

    private Task<Incident?> ActAsync(string id, Func<Incident, IncidentStep?> act, string action, string? by, CancellationToken cancellationToken) =>
        Anew(async () =>
        {
            await using var transaction = await store.BeginAsync(cancellationToken);
            if (await transaction.FindIncidentAsync(id, cancellationToken) is not { } incident || act(incident) is not { } step)
            {
                return await transaction.FindIncidentAsync(id, cancellationToken);
            }

            var now = clock.GetUtcNow();
            await SaveAsync(transaction, step, step.Incident.Traceparent, now, cancellationToken);
            if (by is not null)
            {
                await transaction.WriteJournalAsync(Line(step, now) with { Kind = TimelineKinds.Action, What = action, By = by }, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return step.Incident;
        });

    private static async Task SaveAsync(
        IStoreTransaction transaction, IncidentStep step, string? traceparent, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await transaction.SaveIncidentAsync(step.Incident, cancellationToken);
        Measures.IncidentChanges.Add(1, new KeyValuePair<string, object?>("change", IncidentText.Word(step.Change)));
        await transaction.EnqueueAsync([Outgoing.Of(new IncidentChanged(step.Incident, step.Change, traceparent))], cancellationToken);
        if (step.Change is IncidentChange.Opened or IncidentChange.Rose || step is { Change: IncidentChange.Resolved, Incident.ResolvedBy: null })
        {
            await transaction.WriteJournalAsync(Line(step, time), cancellationToken);
        }
    }

    private static TimelineEntry Line(IncidentStep step, DateTimeOffset time)
    {
        var (incident, root) = (step.Incident, step.Incident.Root);
        return new TimelineEntry(time, TimelineKinds.Incident, IncidentText.Of(step))
        {
            What = IncidentText.Word(step.Change),
            Host = root.Host,
            Subject = root.Subject,
            Service = root.Service,
            Stack = root.Stack,
            Severity = incident.Severity,
            Incident = incident.Id,
            Diagnosis = root.Id,
        };
    }

    private async Task<Incident?> Anew(Func<Task<Incident?>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var incident = await work();
                outbox.Set();
                return incident;
            }
            catch (StoreConflictException) when (attempt < Attempts)
            {
                // Somebody else was quicker: what is kept now decides.
            }
        }
    }
}

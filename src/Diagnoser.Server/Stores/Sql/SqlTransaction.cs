using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>A transaction of the database; each table knows its own statements.</summary>
internal sealed class SqlTransaction(SqlSession session) : IStoreTransaction
{
    public Task<bool> HoldsAsync(PartitionLease lease, CancellationToken cancellationToken) => PartitionTable.HoldsAsync(session, lease, cancellationToken);

    public Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken) =>
        EventTable.AppendAsync(session, events, cancellationToken);

    public async Task SaveAsync(Conclusions conclusions, CancellationToken cancellationToken)
    {
        await EventTable.JudgeAsync(session, conclusions.Ends, cancellationToken);
        await DiagnosisTable.SaveAsync(session, conclusions.Diagnoses, cancellationToken);
        await BlindWindowTable.SaveAsync(session, conclusions.BlindWindows, cancellationToken);
        await FleetInboxTable.AddAsync(session, conclusions.Forwarded, cancellationToken);
        await HostClockTable.SaveAsync(session, conclusions.Reached, cancellationToken);
    }

    public Task TakeFleetAsync(IReadOnlyCollection<long> numbers, DateTimeOffset now, CancellationToken cancellationToken) =>
        FleetInboxTable.TakeAsync(session, numbers, now, cancellationToken);

    public Task WriteFleetClockAsync(DateTimeOffset reached, DateTimeOffset now, CancellationToken cancellationToken) =>
        FleetInboxTable.WriteClockAsync(session, reached, now, cancellationToken);

    public Task ForgetFleetAsync(DateTimeOffset before, DateTimeOffset topologyBefore, CancellationToken cancellationToken) =>
        FleetInboxTable.ForgetAsync(session, before, topologyBefore, cancellationToken);

    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellationToken) =>
        QuarantineTable.SaveAsync(session, records, cancellationToken);

    public Task<Incident?> FindOpenIncidentAsync(string key, CancellationToken cancellationToken) => IncidentTable.FindOpenAsync(session, key, cancellationToken);

    public Task<Incident?> FindLastIncidentAsync(string key, CancellationToken cancellationToken) => IncidentTable.FindLastAsync(session, key, cancellationToken);

    public Task<Incident?> FindIncidentOfAsync(string diagnosisId, CancellationToken cancellationToken) =>
        IncidentTable.FindOfAsync(session, diagnosisId, cancellationToken);

    public Task<Incident?> FindIncidentAsync(string id, CancellationToken cancellationToken) => IncidentTable.FindAsync(session, id, cancellationToken);

    public Task SaveIncidentAsync(Incident incident, CancellationToken cancellationToken) => IncidentTable.SaveAsync(session, incident, cancellationToken);

    public Task JoinAsync(string diagnosisId, string incidentId, CancellationToken cancellationToken) =>
        DiagnosisTable.JoinAsync(session, diagnosisId, incidentId, cancellationToken);

    public Task WriteJournalAsync(TimelineEntry entry, CancellationToken cancellationToken) => JournalTable.WriteAsync(session, entry, cancellationToken);

    public Task EnqueueAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
        OutboxTable.EnqueueAsync(session, messages, cancellationToken);

    public Task OweAsync(string incidentId, int version, string notifier, DateTimeOffset due, CancellationToken cancellationToken) =>
        DeliveryTable.OweAsync(session, incidentId, version, notifier, due, cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => session.CommitAsync(cancellationToken);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}

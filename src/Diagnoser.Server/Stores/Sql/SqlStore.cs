using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>The store in a database; each table knows its own statements, the dialect what databases differ in.</summary>
internal sealed class SqlStore(SqlDialect dialect) : IStore
{
    public string Description => dialect.Description;

    public async Task PingAsync(CancellationToken cancellationToken) =>
        _ = await ReadAsync(session => session.QueryAsync("SELECT 1", r => r.GetInt32(0), cancellationToken), cancellationToken);

    public async Task<DateTimeOffset> NowAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        if (dialect.Clock is not { } question)
        {
            return clock.GetUtcNow();
        }

        var ticks = await ReadAsync(session => session.QueryAsync(question, r => r.GetInt64(0), cancellationToken), cancellationToken);
        return new DateTimeOffset(ticks[0], TimeSpan.Zero);
    }

    public async Task<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) => new SqlTransaction(await dialect.WriteAsync(cancellationToken));

    public Task<IReadOnlyList<HostRef>> HostsAsync(CancellationToken cancellationToken) =>
        ReadAsync(session => EventTable.HostsAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> HostClocksAsync(CancellationToken cancellationToken) =>
        ReadAsync(session => HostClockTable.AllAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<DockerEvent>> EventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync(session => EventTable.FindAsync(session, query, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<DockerEvent>> FindEventsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ReadAsync(session => EventTable.FindAsync(session, ids, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Diagnosis>> DiagnosesAsync(DiagnosisQuery query, CancellationToken cancellationToken) =>
        ReadAsync(session => DiagnosisTable.FindAsync(session, query, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Diagnosis>> FindDiagnosesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ReadAsync(session => DiagnosisTable.FindAsync(session, ids, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<BlindWindow>> BlindWindowsAsync(DateTimeOffset from, DateTimeOffset to, string? hostId, CancellationToken cancellationToken) =>
        ReadAsync(session => BlindWindowTable.FindAsync(session, from, to, hostId, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken) =>
        ReadAsync(session => IncidentTable.FindAsync(session, query, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Incident>> FindIncidentsAsync(string idPrefix, CancellationToken cancellationToken) =>
        ReadAsync(session => IncidentTable.FindByPrefixAsync(session, idPrefix, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<TimelineEntry>> JournalAsync(JournalQuery query, CancellationToken cancellationToken) =>
        ReadAsync(session => JournalTable.FindAsync(session, query, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<QuarantinedRecord>> QuarantineAsync(int limit, CancellationToken cancellationToken) =>
        ReadAsync(session => QuarantineTable.FindAsync(session, limit, cancellationToken), cancellationToken);

    public Task<long> CountQuarantineAsync(CancellationToken cancellationToken) =>
        ReadAsync(session => QuarantineTable.CountAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PartitionLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        WriteAsync(session => PartitionTable.LeaseAsync(session, request, cancellationToken), cancellationToken);

    public Task ReleaseAsync(string owner, CancellationToken cancellationToken) =>
        WriteAsync(session => PartitionTable.ReleaseAsync(session, owner, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FleetRow>> FleetInboxAsync(int limit, CancellationToken cancellationToken) =>
        ReadAsync(session => FleetInboxTable.WaitingAsync(session, limit, cancellationToken), cancellationToken);

    public Task<long> CountFleetInboxAsync(CancellationToken cancellationToken) =>
        ReadAsync(session => FleetInboxTable.CountAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FleetRow>> FleetHistoryAsync(DateTimeOffset from, int limit, CancellationToken cancellationToken) =>
        ReadAsync(session => FleetInboxTable.TakenAsync(session, from, limit, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<OutboxMessage>> LeaseOutboxAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) =>
        WriteAsync(session => OutboxTable.LeaseAsync(session, now, lease, limit, cancellationToken), cancellationToken);

    public Task RemoveOutboxAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken) =>
        WriteAsync(session => OutboxTable.RemoveAsync(session, numbers, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Delivery>> LeaseDeliveriesAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) =>
        WriteAsync(session => DeliveryTable.LeaseAsync(session, now, lease, limit, cancellationToken), cancellationToken);

    public Task SettleDeliveryAsync(DeliveryOutcome outcome, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            await DeliveryTable.SettleAsync(session, outcome, cancellationToken);
            if (outcome.Journal is { } line)
            {
                await JournalTable.WriteAsync(session, line, cancellationToken);
            }
        },
        cancellationToken);

    public Task<DateTimeOffset?> NextDeliveryAsync(CancellationToken cancellationToken) =>
        ReadAsync(session => DeliveryTable.NextAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Delivery>> DeliveriesAsync(string incidentId, CancellationToken cancellationToken) =>
        ReadAsync(session => DeliveryTable.OfAsync(session, incidentId, cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => dialect.DisposeAsync();

    private async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var session = await dialect.ReadAsync(cancellationToken);
        return await read(session);
    }

    private async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var session = await dialect.WriteAsync(cancellationToken);
        var result = await write(session);
        await session.CommitAsync(cancellationToken);
        return result;
    }

    private async Task WriteAsync(Func<SqlSession, Task> write, CancellationToken cancellationToken)
    {
        await using var session = await dialect.WriteAsync(cancellationToken);
        await write(session);
        await session.CommitAsync(cancellationToken);
    }
}

using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores;

/// <summary>
/// Where events, diagnoses, incidents and what is owed to people are kept. SQLite or PostgreSQL. Safe for concurrent use. Every call throws
/// <see cref="StoreException"/> when the store cannot be used, with what to do.
/// </summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>What it is and where, for people, without secrets: <c>PostgreSQL diagnoser at db:5432</c>, or the file.</summary>
    string Description { get; }

    /// <summary>Fails unless the store answers.</summary>
    Task PingAsync(CancellationToken cancellationToken);

    /// <summary>The time by which leases are reckoned: the database's own where several machines share it, else this clock's.</summary>
    Task<DateTimeOffset> NowAsync(TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>Begins to write; nothing is kept unless it is committed.</summary>
    Task<IStoreTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>The hosts that were ever seen, by id.</summary>
    Task<IReadOnlyList<HostRef>> HostsAsync(CancellationToken cancellationToken);

    /// <summary>The event times that the hosts (empty: the fleet) had reached when something was last concluded of them.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> HostClocksAsync(CancellationToken cancellationToken);

    /// <summary>The events that fit, in the order of their time or arrival; the newest where there are more than the limit, or the oldest.</summary>
    Task<IReadOnlyList<DockerEvent>> EventsAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Those of these events that are kept.</summary>
    Task<IReadOnlyList<DockerEvent>> FindEventsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>The diagnoses that fit, hidden ones too, in order of time; the newest where there are more than the limit.</summary>
    Task<IReadOnlyList<Diagnosis>> DiagnosesAsync(DiagnosisQuery query, CancellationToken cancellationToken);

    /// <summary>Those of these diagnoses that are kept.</summary>
    Task<IReadOnlyList<Diagnosis>> FindDiagnosesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>The blind windows that overlap this time, in order of their end.</summary>
    Task<IReadOnlyList<BlindWindow>> BlindWindowsAsync(DateTimeOffset from, DateTimeOffset to, string? hostId, CancellationToken cancellationToken);

    /// <summary>The incidents that fit, the newest first.</summary>
    Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken);

    /// <summary>The incidents whose id begins so, at most two: a person may give the first digits.</summary>
    Task<IReadOnlyList<Incident>> FindIncidentsAsync(string idPrefix, CancellationToken cancellationToken);

    /// <summary>What was written with <see cref="IStoreTransaction.WriteJournalAsync"/>, in order of time.</summary>
    Task<IReadOnlyList<TimelineEntry>> JournalAsync(JournalQuery query, CancellationToken cancellationToken);

    /// <summary>What was set aside because it could not be read or processed, the newest first.</summary>
    Task<IReadOnlyList<QuarantinedRecord>> QuarantineAsync(int limit, CancellationToken cancellationToken);

    /// <summary>How many records are set aside.</summary>
    Task<long> CountQuarantineAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Renews this owner's leases and takes free or expired partitions, up to its share: with n owners alive (those that asked within the
    /// length of a lease), at most ⌈partitions / n⌉ and at least ⌊partitions / n⌋, so that the shares make up the whole; what it holds above
    /// that it gives back. A partition that is taken gets a new epoch, also when its last owner was the same. One in which somebody writes at
    /// this moment is left for the next call. The rules that see the fleet are nobody's share: who asks for them first has them
    /// (<see cref="LeaseRequest.WithFleet"/>). Gives what the owner holds now, in order of partition.
    /// </summary>
    Task<IReadOnlyList<PartitionLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Gives this owner's partitions back, so that others need not wait for the lease to expire.</summary>
    Task ReleaseAsync(string owner, CancellationToken cancellationToken);

    /// <summary>What waits for the rules that see the fleet, the oldest first.</summary>
    Task<IReadOnlyList<FleetRow>> FleetInboxAsync(int limit, CancellationToken cancellationToken);

    /// <summary>How much waits for the rules that see the fleet.</summary>
    Task<long> CountFleetInboxAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What these rules took, in the order in which they did: what happened since then, and what tells of the topology; the newest where there
    /// is more than the limit.
    /// </summary>
    Task<IReadOnlyList<FleetRow>> FleetHistoryAsync(DateTimeOffset from, int limit, CancellationToken cancellationToken);

    /// <summary>Leases messages that wait to be put on the bus, the oldest first; others do not get them until the lease has expired.</summary>
    Task<IReadOnlyList<OutboxMessage>> LeaseOutboxAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken);

    /// <summary>Forgets messages: the bus has them.</summary>
    Task RemoveOutboxAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken);

    /// <summary>Leases deliveries that are due, the oldest first; others do not get them until the lease has expired.</summary>
    Task<IReadOnlyList<Delivery>> LeaseDeliveriesAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken);

    /// <summary>Writes what became of a delivery, and gives its lease back.</summary>
    Task SettleDeliveryAsync(DeliveryOutcome outcome, CancellationToken cancellationToken);

    /// <summary>When the next delivery can be leased; null if nobody is owed anything. One that is leased counts from the end of its lease.</summary>
    Task<DateTimeOffset?> NextDeliveryAsync(CancellationToken cancellationToken);

    /// <summary>The deliveries of an incident, for its page.</summary>
    Task<IReadOnlyList<Delivery>> DeliveriesAsync(string incidentId, CancellationToken cancellationToken);
}

/// <summary>The store cannot be used; the message says what to do.</summary>
internal class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A newer diagnoser has written the store: waiting does not help.</summary>
internal sealed class StoreVersionException(string message) : StoreException(message);

/// <summary>Somebody else has changed the same thing meanwhile: read it again and decide anew.</summary>
internal sealed class StoreConflictException(string message, Exception? inner = null) : StoreException(message, inner);

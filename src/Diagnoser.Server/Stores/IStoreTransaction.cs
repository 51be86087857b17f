using Diagnoser.Contracts;
using Diagnoser.Engine;

namespace Diagnoser.Server.Stores;

/// <summary>Writes that are kept together or not at all. Disposed without <see cref="CommitAsync"/>, nothing was written.</summary>
internal interface IStoreTransaction : IAsyncDisposable
{
    /// <summary>False if somebody else holds the partition by now: then nothing may be written. Holds others off until the end of the transaction.</summary>
    Task<bool> HoldsAsync(PartitionLease lease, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps these events, and their hosts; gives those that were not there yet, in their order. A heartbeat is given each time: it is not kept, and
    /// only says how far its host has come.
    /// </summary>
    Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken);

    /// <summary>Keeps what was concluded; a later conclusion of the same id replaces an earlier one.</summary>
    Task SaveAsync(Conclusions conclusions, CancellationToken cancellationToken);

    /// <summary>The rules that see the fleet have taken this of what waited for them.</summary>
    Task TakeFleetAsync(IReadOnlyCollection<long> numbers, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The clock made something known to these rules: who takes again what they took must look at it at the same place.</summary>
    Task WriteFleetClockAsync(DateTimeOffset reached, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets what these rules took and what happened before then; what tells of the topology is kept longer.</summary>
    Task ForgetFleetAsync(DateTimeOffset before, DateTimeOffset topologyBefore, CancellationToken cancellationToken);

    /// <summary>Sets aside what could not be read or processed.</summary>
    Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellationToken);

    /// <summary>The incident of this key that is not resolved, or null.</summary>
    Task<Incident?> FindOpenIncidentAsync(string key, CancellationToken cancellationToken);

    /// <summary>The newest incident of this key, resolved or not, or null.</summary>
    Task<Incident?> FindLastIncidentAsync(string key, CancellationToken cancellationToken);

    /// <summary>The incident that this diagnosis is part of, or null.</summary>
    Task<Incident?> FindIncidentOfAsync(string diagnosisId, CancellationToken cancellationToken);

    /// <summary>The incident by this id, or null.</summary>
    Task<Incident?> FindIncidentAsync(string id, CancellationToken cancellationToken);

    /// <summary>Keeps a new incident (version 1), or the next version of one.</summary>
    /// <exception cref="StoreConflictException">The version before it is not the kept one, or the key has an open incident already.</exception>
    Task SaveIncidentAsync(Incident incident, CancellationToken cancellationToken);

    /// <summary>Makes a diagnosis part of an incident: from now on it carries the incident's id, also when it is concluded again.</summary>
    Task JoinAsync(string diagnosisId, string incidentId, CancellationToken cancellationToken);

    /// <summary>Writes a line of the timeline that is neither event nor diagnosis.</summary>
    Task WriteJournalAsync(TimelineEntry entry, CancellationToken cancellationToken);

    /// <summary>Puts messages in line for the bus.</summary>
    Task EnqueueAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Owes an incident's version to a notifier, due at that time; if an older version is owed already, this one takes its place and the earlier
    /// of both times holds, and its attempts count from zero. Nothing happens if this version or a newer one was owed before.
    /// </summary>
    Task OweAsync(string incidentId, int version, string notifier, DateTimeOffset due, CancellationToken cancellationToken);

    /// <summary>Keeps everything.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>What one step of the engine concluded.</summary>
/// <param name="Ends">Ends with their verdict; each was appended before.</param>
/// <param name="Diagnoses">Diagnoses, shown and hidden.</param>
/// <param name="BlindWindows">Blind windows.</param>
internal sealed record Conclusions(
    IReadOnlyList<DockerEvent> Ends,
    IReadOnlyList<Diagnosis> Diagnoses,
    IReadOnlyList<BlindWindow> BlindWindows)
{
    /// <summary>What is handed to the rules that see the fleet, in this order.</summary>
    public IReadOnlyList<FleetInput> Forwarded { get; init; } = [];

    /// <summary>The event times that the hosts (empty: the fleet) had reached then.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Reached { get; init; } = EngineOutput.Nothing.Reached;

    public bool IsEmpty => Ends.Count + Diagnoses.Count + BlindWindows.Count + Forwarded.Count == 0;
}

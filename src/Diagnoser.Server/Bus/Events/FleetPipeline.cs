using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// What the partitions have forwarded goes through the rules that see the fleet. That something was taken is kept in one transaction with what
/// follows from it, so nothing is lost or taken twice. When a call fails, what the engine knows and what is kept may differ: a new one must
/// then begin from the store (<see cref="FleetRebuild"/>). Used by one task.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="lease">The right to write.</param>
/// <param name="engine">The rules.</param>
/// <param name="clock">The clock.</param>
/// <param name="said">Called when messages wait for the bus.</param>
/// <param name="quarantined">Told what was set aside.</param>
internal sealed class FleetPipeline(
    IStore store, PartitionLease lease, FleetEngine engine, TimeProvider clock, Action said, Action<QuarantinedRecord> quarantined)
{
    private const string Origin = "fleet_inbox";
    private const int BodyLimit = 64 * 1024;
    private const int BatchRows = 500;

    // A host that was cut off for long must not hold up what waits on the others.
    private static readonly TimeSpan MostLag = TimeSpan.FromMinutes(1);

    // A death settles, and is written and read, before it is here: so long after it the clock may say that something stayed away.
    private static readonly TimeSpan LeastLag = TimeSpan.FromSeconds(1);

    private readonly HostTimes _times = new(clock, MostLag, TimeSpan.Zero);
    private readonly RecentTraces _traces = new();

    /// <summary>Takes what waits, up to a limit; true if there may be more.</summary>
    public async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        var rows = await store.FleetInboxAsync(BatchRows, cancellationToken);
        Measures.FleetInboxRows.Record(rows.Count < BatchRows ? rows.Count : await store.CountFleetInboxAsync(cancellationToken));
        if (rows.Count == 0)
        {
            return false;
        }

        var conclusions = new ConclusionList();
        var setAside = new List<QuarantinedRecord>();
        foreach (var row in rows)
        {
            Conclude(row, conclusions, setAside);
        }

        await using var transaction = await BeginAsync(cancellationToken);
        await transaction.TakeFleetAsync([.. rows.Select(r => r.Number)], clock.GetUtcNow(), cancellationToken);
        await SaveAsync(transaction, conclusions, setAside, cancellationToken);
        if (rows.Count < BatchRows)
        {
            Measures.FleetInboxRows.Record(0);
        }

        return rows.Count == BatchRows;
    }

    /// <summary>The clock has gone on: decides what has waited long enough.</summary>
    public async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        var reached = clock.GetUtcNow() - (_times.LargestLag > LeastLag ? _times.LargestLag : LeastLag);
        if (engine.NextDue is not { } due || due > reached)
        {
            return;
        }

        var conclusions = new ConclusionList();
        conclusions.Add(engine.Advance(reached));
        if (conclusions.Diagnoses.Count > 0)
        {
            await using var transaction = await BeginAsync(cancellationToken);
            await transaction.WriteFleetClockAsync(reached, clock.GetUtcNow(), cancellationToken);
            await SaveAsync(transaction, conclusions, [], cancellationToken);
        }
    }

    /// <summary>Keeps what was concluded, and tells of it.</summary>
    public async Task KeepAsync(ConclusionList conclusions, CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(cancellationToken);
        await SaveAsync(transaction, conclusions, [], cancellationToken);
    }

    /// <summary>What was kept, read again.</summary>
    public static FleetInput Read(FleetRow row) => row.Kind == FleetRow.Event
        ? FleetInput.Of(JsonSerializer.Deserialize(row.Body, ContractsJson.Default.DockerEvent)!, row.IsAmended)
        : FleetInput.Of(JsonSerializer.Deserialize(row.Body, ContractsJson.Default.Diagnosis)!);

    // A record that cannot be read, or that a rule cannot bear, must not hold up the others; it is shown with the reason.
    private void Conclude(FleetRow row, ConclusionList conclusions, List<QuarantinedRecord> setAside)
    {
        try
        {
            var input = Read(row);
            if (input.Event is { } dockerEvent)
            {
                Measures.FleetLag.Record((_times.Now - dockerEvent.Time).TotalSeconds);
                _times.Note(dockerEvent);
                _traces.Note(dockerEvent);
            }

            conclusions.Add(engine.Process(input));
        }
#pragma warning disable CA1031 // because one event that a rule cannot bear must not stop the rules of the fleet, and it is set aside with the reason
        catch (Exception problem)
#pragma warning restore CA1031
        {
            setAside.Add(new QuarantinedRecord(
                _times.Now, Origin, $"{problem.GetType().Name}: {problem.Message}", row.Body[..Math.Min(row.Body.Length, BodyLimit)]));
        }
    }

    private async Task<IStoreTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(cancellationToken);
        try
        {
            return await transaction.HoldsAsync(lease, cancellationToken) ? transaction : throw new LeaseLostException(lease);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    private async Task SaveAsync(
        IStoreTransaction transaction, ConclusionList conclusions, IReadOnlyList<QuarantinedRecord> setAside, CancellationToken cancellationToken)
    {
        await transaction.SaveAsync(conclusions.ToConclusions(), cancellationToken);
        await transaction.QuarantineAsync(setAside, cancellationToken);
        await transaction.EnqueueAsync([.. conclusions.Diagnoses.Select(_traces.MessageOf)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Tell(conclusions, setAside);
    }

    private void Tell(ConclusionList conclusions, IReadOnlyList<QuarantinedRecord> setAside)
    {
        foreach (var diagnosis in conclusions.Diagnoses.Where(d => d.HiddenBy is null))
        {
            Measures.RuleMatches.Add(1, new KeyValuePair<string, object?>("rule", diagnosis.Rule));
        }

        foreach (var record in setAside)
        {
            Measures.Quarantined.Add(1);
            quarantined(record);
        }

        if (conclusions.Diagnoses.Count > 0)
        {
            said();
        }
    }
}

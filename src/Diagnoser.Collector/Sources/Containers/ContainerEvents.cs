using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>
/// Turns what the engine tells into events with evidence. Inspect and log reads begin the moment an event is read, for the container
/// may be gone a moment later; publishing waits for its turn within the container.
/// </summary>
internal sealed class ContainerEvents(
    SourceKit kit,
    Readers readers,
    RunEnds runEnds,
    MemorySampler sampler,
    FailedStartSource failedStarts,
    Reconciler reconciler,
    ConfigurationWatch configurations,
    ObjectEvents objects)
{
    /// <summary>Takes an event; returns at once.</summary>
    public void Accept(RawEvent raw, CancellationToken cancellationToken)
    {
        if (raw.Kind is not (Subject.Container or Subject.Network) || raw.ContainerId is not { Length: > 0 } id)
        {
            objects.Accept(raw, cancellationToken);
            return;
        }

        var container = kit.Inventory.Get(id);
        if (raw.Kind == Subject.Network)
        {
            _ = kit.Notices.WatchAsync(container.Post(() => HandleNetworkAsync(raw, container, cancellationToken)));
            return;
        }

        var isNews = raw.Type is EventTypes.ContainerCreate or EventTypes.ContainerStart or EventTypes.ContainerUpdate or EventTypes.ContainerRename
            or EventTypes.ContainerDie or EventTypes.ContainerHealthStatus;
        var hasLogs = raw.Type == EventTypes.ContainerDie || raw is { Type: EventTypes.ContainerHealthStatus, Detail: "unhealthy" };
        var inspect = isNews && !container.IsGone ? readers.Inspector.ReadAsync(id, cancellationToken) : null;
        var logs = hasLogs ? readers.LogTail.ReadAsync(id, cancellationToken) : null;
        _ = kit.Notices.WatchAsync(container.Post(() => HandleAsync(raw, container, inspect, logs, cancellationToken)));
    }

    private async Task HandleNetworkAsync(RawEvent raw, KnownContainer container, CancellationToken cancellationToken)
    {
        await kit.Outlet.PublishAsync(kit.Factory.OfNetwork(raw), cancellationToken);
        container.TouchedAt = container.IsAlive ? raw.Time : null;
        if (raw.Type == EventTypes.NetworkDisconnect && !container.IsAlive && container.DestroyedAt is null)
        {
            await failedStarts.CheckAsync(container, raw.Time, cancellationToken);
        }
    }

    private async Task HandleAsync(
        RawEvent raw,
        KnownContainer container,
        Task<InspectReading>? inspect,
        Task<LogTailReading>? logs,
        CancellationToken cancellationToken)
    {
        if (inspect is null && container is { Snapshot: null, IsGone: false })
        {
            inspect = readers.Inspector.ReadAsync(container.Id, cancellationToken);
        }

        var (fresh, isGone) = inspect is null ? default : await inspect;
        if (inspect is not null && fresh is null && !isGone && raw.Type is (EventTypes.ContainerCreate or EventTypes.ContainerStart))
        {
            // Which run this is, and its main process, only inspect tells: worth a second try with a busy engine.
            (fresh, isGone) = await readers.Inspector.ReadAsync(container.Id, cancellationToken);
        }

        container.Snapshot = fresh ?? container.Snapshot;
        container.IsGone |= isGone;
        await PublishAsync(raw, container, fresh, logs, cancellationToken);
        if (fresh is not null)
        {
            var mayChange = raw.Type is EventTypes.ContainerCreate or EventTypes.ContainerStart or EventTypes.ContainerUpdate or EventTypes.ContainerRename;
            await configurations.SeenAsync(container, fresh, mayChange ? raw.Time : null, isNews: true, cancellationToken);
        }
    }

    private async Task PublishAsync(RawEvent raw, KnownContainer container, ContainerSnapshot? fresh, Task<LogTailReading>? logs, CancellationToken cancellationToken)
    {
        switch (raw.Type)
        {
            case EventTypes.ContainerCreate:
                container.IsCreateTold = true;
                container.Row = fresh is null ? container.Row : LedgerRow.Of(fresh) with { StartedAt = null, IsAlive = false };
                Save(container);
                failedStarts.Watch(container, cancellationToken);
                await kit.Outlet.PublishAsync(kit.Factory.Of(raw, container), cancellationToken);
                break;
            case EventTypes.ContainerStart:
                await StartAsync(raw, container, fresh, cancellationToken);
                break;
            case EventTypes.ContainerDie:
                await DieAsync(raw, container, fresh, await logs!, cancellationToken);
                break;
            case EventTypes.ContainerDestroy:
                container.DestroyedAt = raw.Time;
                container.IsAlive = false;
                container.Row = null;
                kit.Ledger.Remove(container.Id);
                await kit.Outlet.PublishAsync(kit.Factory.Of(raw, container), cancellationToken);
                break;
            case EventTypes.ContainerHealthStatus:
                await HealthAsync(raw, container, logs is null ? null : await logs, cancellationToken);
                break;
            case EventTypes.ContainerOom:
                await kit.Outlet.PublishAsync(Oom(raw, container), cancellationToken);
                break;
            case EventTypes.ContainerKill:
                await kit.Outlet.PublishAsync(Kill(raw, container), cancellationToken);
                break;
            case EventTypes.ContainerRename:
                container.Row = container.Row is { } row && fresh is not null ? row with { Name = fresh.Name } : container.Row;
                Save(container);
                await kit.Outlet.PublishAsync(kit.Factory.Of(raw, container), cancellationToken);
                break;
            case EventTypes.ImageCommit:
                await kit.Outlet.PublishAsync(Commit(raw, container), cancellationToken);
                break;
            default:
                await kit.Outlet.PublishAsync(kit.Factory.Of(raw, container), cancellationToken);
                break;
        }
    }

    private async Task StartAsync(RawEvent raw, KnownContainer container, ContainerSnapshot? fresh, CancellationToken cancellationToken)
    {
        // A later run's start shows in inspect already: this one's own is then known only by its event.
        var run = fresh?.StartedAt is { } started && started <= raw.Time ? started : raw.Time;
        if (run == container.BegunRun)
        {
            return;
        }

        if (container is { IsAlive: true, Run: { } earlier } && earlier < run && earlier != container.EndedRun)
        {
            await reconciler.PublishMissedEndAsync(container, run, null, cancellationToken);
        }

        container.Run = run;
        container.BegunRun = run;
        container.IsAlive = true;
        container.AnnouncedError = "";
        container.Row = (fresh is null ? container.Row : LedgerRow.Of(fresh)) is { } row ? row with { StartedAt = run, IsAlive = true, Error = "" } : null;
        Save(container);
        container.MainPid = fresh?.Pid ?? 0;
        sampler.Begin(container.Id, container.MainPid);
        await kit.Outlet.PublishAsync(kit.Factory.Of(raw, container, [new(AttributeNames.MainPid, SnapshotAttributes.Positive(container.MainPid))]), cancellationToken);
    }

    private async Task DieAsync(RawEvent raw, KnownContainer container, ContainerSnapshot? fresh, LogTailReading logs, CancellationToken cancellationToken)
    {
        if (fresh is { StartedAt: null } && container.Run is null)
        {
            // A start that failed half-way can leave a die behind.
            await failedStarts.CheckAsync(container, raw.Time, cancellationToken);
            return;
        }

        var mainPid = container.MainPid;
        var end = runEnds.Of(raw, container, fresh, logs);
        if (container.Run is { } run && run == container.EndedRun)
        {
            return;
        }

        container.EndedRun = container.Run;
        container.IsAlive = false;
        container.Row = (container.Row, fresh) switch
        {
            (_, { } seen) when seen.StartedAt == container.Run => LedgerRow.Of(seen) with { IsAlive = false },
            ({ } row, _) => row with { IsAlive = false, StartedAt = container.Run ?? row.StartedAt },
            _ => null,
        };
        Save(container);
        await kit.Outlet.PublishAsync(end with { Attributes = end.Attributes.With(AttributeNames.MainPid, SnapshotAttributes.Positive(mainPid)) }, cancellationToken);
    }

    private async Task HealthAsync(RawEvent raw, KnownContainer container, LogTailReading? logs, CancellationToken cancellationToken)
    {
        var made = kit.Factory.Of(raw, container, [new(AttributeNames.HealthStatus, raw.Detail)]);
        if (container.Snapshot is { } snapshot)
        {
            made = HealthSource.Enrich(made, snapshot, raw.Detail, logs);
            container.Row = container.Row is { } row ? row with { Health = raw.Detail } : null;
            Save(container);
        }

        await kit.Outlet.PublishAsync(made, cancellationToken);
    }

    private DockerEvent Oom(RawEvent raw, KnownContainer container)
    {
        var made = kit.Factory.Of(raw, container);
        return kit.Factory.Context.KernelLogMissing is { } withoutKernel ? made with { Missing = [withoutKernel] } : made;
    }

    private DockerEvent Kill(RawEvent raw, KnownContainer container)
    {
        if (container.Snapshot?.ForgedAttributes.Contains("signal") == true)
        {
            var why = new MissingEvidence(AttributeNames.Signal, "a label named signal overwrites what the engine's event says", "remove that label");
            return kit.Factory.Of(raw, container) with { Missing = [why] };
        }

        return kit.Factory.Of(raw, container, [new(AttributeNames.Signal, Signals.Number(raw.Attribute("signal")) is { } number ? number : default(AttributeValue))]);
    }

    private DockerEvent Commit(RawEvent raw, KnownContainer container) => kit.Factory.Of(raw, container,
    [
        new(AttributeNames.ImageId, SnapshotAttributes.Text(raw.Attribute("imageID"))),
        new(AttributeNames.ImageName, SnapshotAttributes.Text(raw.Attribute("imageRef"))),
        new("image.comment", SnapshotAttributes.Text(raw.Attribute("comment") ?? "")),
    ]);

    private void Save(KnownContainer container)
    {
        if (container.Row is { } row)
        {
            kit.Ledger.Save(row);
        }
    }
}

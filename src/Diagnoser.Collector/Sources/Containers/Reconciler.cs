using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>
/// Compares the containers with what the ledger holds and publishes what nobody told of. What it finds on its very first round is
/// how things are, not news.
/// </summary>
internal sealed class Reconciler(
    SourceKit kit,
    EngineClient client,
    Readers readers,
    RunEnds runEnds,
    FailedStartSource failedStarts,
    ConfigurationWatch configurations,
    MemorySampler sampler)
{
    private const string Source = "reconciler";

    // The engine's own event about so young a fact is still on its way.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(3);

    /// <summary>Fills the inventory from the kit.Ledger.</summary>
    public void Recall()
    {
        foreach (var row in kit.Ledger.Rows())
        {
            var container = kit.Inventory.Get(row.Id);
            container.Row = row;
            container.Run = row.StartedAt;
            container.BegunRun = row.StartedAt;
            container.IsAlive = row.IsAlive;
            container.EndedRun = row.IsAlive ? null : row.StartedAt;
            container.AnnouncedError = row.Error;
            container.AnnouncedAt = kit.Clock.GetUtcNow();
        }
    }

    /// <summary>One round over all containers; returns how many events were made up for.</summary>
    public async Task<int> RunAsync(bool isBaseline, CancellationToken cancellationToken)
    {
        var listed = (await client.ListAsync(cancellationToken)).Select(entry => entry.Text("Id") ?? "").ToHashSet(StringComparer.Ordinal);
        var vanished = kit.Inventory.All.Where(container => container.Row is not null && !listed.Contains(container.Id)).Select(container => container.Id);
        var rounds = listed.Concat(vanished.ToList()).Select(id =>
        {
            var container = kit.Inventory.Get(id);
            return PostAsync(container, isBaseline, cancellationToken);
        });
        var found = await Task.WhenAll(rounds.ToList());
        return found.Sum();
    }

    /// <summary>Publishes the end of a run that nobody told of. To be run as the container's posted work.</summary>
    /// <param name="container">The container; its run is the one that ended.</param>
    /// <param name="latest">The latest time that it can have ended.</param>
    /// <param name="ended">Inspect, if it shows that end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task PublishMissedEndAsync(KnownContainer container, DateTimeOffset latest, ContainerSnapshot? ended, CancellationToken cancellationToken)
    {
        var finished = container.Snapshot?.FinishedAt;
        var time = finished is { } known && known <= latest && known > (container.Run ?? DateTimeOffset.MinValue) ? known : latest;
        var restarts = Math.Max(1, (container.Snapshot?.RestartCount ?? 0) - (container.Row?.RestartCount ?? 0));
        var logs = await readers.LogTail.ReadAsync(container.Id, cancellationToken);
        var end = runEnds.Reconciled(container, time, ended, [new(AttributeNames.Repeats, restarts > 1 ? restarts : default(AttributeValue))], logs);
        container.EndedRun = container.Run;
        container.IsAlive = false;
        await kit.Outlet.PublishAsync(end, cancellationToken);
    }

    private async Task<int> PostAsync(KnownContainer container, bool isBaseline, CancellationToken cancellationToken)
    {
        var found = 0;
        await kit.Notices.WatchAsync(container.Post(async () => found = await CompareAsync(container, isBaseline, isSecondLook: false, cancellationToken)));
        return found;
    }

    private async Task<int> CompareAsync(KnownContainer container, bool isBaseline, bool isSecondLook, CancellationToken cancellationToken)
    {
        var (fresh, isGone) = await readers.Inspector.ReadAsync(container.Id, cancellationToken);
        if (fresh is null)
        {
            // Silence is not absence: the next round asks again.
            if (!isGone)
            {
                return 0;
            }

            return isSecondLook ? await VanishAsync(container, cancellationToken) : LookAgain(container, cancellationToken);
        }

        container.Snapshot = fresh;
        var found = await CompareAsync(container, fresh, isBaseline, isSecondLook, cancellationToken);
        if (!IsYoung(fresh.Created))
        {
            await configurations.SeenAsync(container, fresh, time: null, isNews: !isBaseline, cancellationToken);
        }

        return found;
    }

    private async Task<int> CompareAsync(KnownContainer container, ContainerSnapshot fresh, bool isBaseline, bool isSecondLook, CancellationToken cancellationToken)
    {
        if (container.Row is not { } row)
        {
            if (isBaseline)
            {
                Baseline(container, fresh);
                return 0;
            }

            row = LedgerRow.Of(fresh) with { StartedAt = null, FinishedAt = null, IsAlive = false, Error = "", Health = "" };
            if (IsYoung(fresh.Created))
            {
                return LookAgain(container, cancellationToken);
            }

            container.Row = row;
            if (!container.IsCreateTold && container.BegunRun is null)
            {
                await PublishAsync(EventTypes.ContainerCreate, fresh.Created ?? kit.Clock.GetUtcNow(), container, [], cancellationToken);
            }
        }

        if (IsSame(row, fresh))
        {
            Resume(container, fresh);
            return 0;
        }

        // The last probe of a check that is made every second is always young: what a second look still shows is told.
        var isYoung = IsYoung(fresh.StartedAt) || IsYoung(fresh.FinishedAt) || (!isSecondLook && IsYoung(LastProbe(fresh)));
        return isYoung ? LookAgain(container, cancellationToken) : await MakeUpAsync(container, row, fresh, cancellationToken);
    }

    private async Task<int> MakeUpAsync(KnownContainer container, LedgerRow row, ContainerSnapshot fresh, CancellationToken cancellationToken)
    {
        var found = 0;

        // A start that was told while inspect did not answer is known by its event's time, which is a little later.
        var isOtherRun = fresh.StartedAt is { } startedAt && startedAt != row.StartedAt && !(startedAt <= container.BegunRun);
        if (row.IsAlive && (isOtherRun || !fresh.IsAlive) && container.EndedRun != row.StartedAt)
        {
            container.Run = row.StartedAt;
            await PublishMissedEndAsync(container, isOtherRun ? fresh.StartedAt!.Value : fresh.FinishedAt ?? kit.Clock.GetUtcNow(), isOtherRun ? null : fresh, cancellationToken);
            found++;
        }

        if (isOtherRun)
        {
            container.Run = fresh.StartedAt;
            container.BegunRun = fresh.StartedAt;
            container.IsAlive = fresh.IsAlive;
            await PublishAsync(EventTypes.ContainerStart, fresh.StartedAt!.Value, container, [new(AttributeNames.MainPid, SnapshotAttributes.Positive(fresh.Pid))], cancellationToken);
            found++;
            if (!fresh.IsAlive)
            {
                await PublishMissedEndAsync(container, fresh.FinishedAt ?? kit.Clock.GetUtcNow(), fresh, cancellationToken);
                found++;
            }
        }

        if (fresh.Error.Length > 0 && fresh.Error != row.Error)
        {
            await failedStarts.CheckAsync(container, fresh, null, cancellationToken);
            found++;
        }

        if (fresh.HealthStatus is "unhealthy" or "healthy" && row.Health.Length > 0 && fresh.HealthStatus != row.Health && (row.Health != "starting" || fresh.HealthStatus == "unhealthy"))
        {
            var time = LastProbe(fresh) ?? kit.Clock.GetUtcNow();
            var facts = new KeyValuePair<string, string>("status", fresh.HealthStatus);
            var changed = kit.Factory.Of(EventTypes.ContainerHealthStatus, time, Source, container, [facts], [new(AttributeNames.Reconciled, true)]);
            await kit.Outlet.PublishAsync(HealthSource.Enrich(changed, fresh, fresh.HealthStatus, null), cancellationToken);
            found++;
        }

        Resume(container, fresh);
        return found;
    }

    private async Task<int> VanishAsync(KnownContainer container, CancellationToken cancellationToken)
    {
        if (container.Row is not { } row)
        {
            return 0;
        }

        var now = kit.Clock.GetUtcNow();
        var facts = new KeyValuePair<string, string>("run", row.StartedAt is { } run ? Rfc3339.Format(run) : "");
        var gone = kit.Factory.Of(EventTypes.ContainerDestroy, now, Source, container, [facts], [new(AttributeNames.Reconciled, true)]);
        var missing = row.IsAlive
            ? new[] { new MissingEvidence(EventTypes.ContainerDie, "it was running when last seen and was removed unseen: how it ended is not known", "keep the collector running") }
            : [];
        container.DestroyedAt = now;
        container.IsAlive = false;
        container.Row = null;
        kit.Ledger.Remove(container.Id);
        await kit.Outlet.PublishAsync(gone with { Missing = missing }, cancellationToken);
        return 1;
    }

    private void Baseline(KnownContainer container, ContainerSnapshot fresh)
    {
        container.Run = fresh.StartedAt;
        container.IsAlive = fresh.IsAlive;
        container.AnnouncedError = fresh.Error;
        container.AnnouncedAt = kit.Clock.GetUtcNow();
        Resume(container, fresh);
    }

    /// <summary>Brings ledger and sampler in step with what inspect shows.</summary>
    private void Resume(KnownContainer container, ContainerSnapshot fresh)
    {
        var row = LedgerRow.Of(fresh);
        if (row != container.Row)
        {
            container.Row = row;
            kit.Ledger.Save(row);
        }

        if (fresh.IsAlive)
        {
            container.IsAlive = true;
            container.MainPid = fresh.Pid;
            sampler.BeginUnlessKnown(container.Id, fresh.Pid);
        }
    }

    private int LookAgain(KnownContainer container, CancellationToken cancellationToken)
    {
        _ = kit.Notices.WatchAsync(LookAgainAsync(container, cancellationToken));
        return 0;
    }

    private async Task LookAgainAsync(KnownContainer container, CancellationToken cancellationToken)
    {
        await Task.Delay(SecondLook, kit.Clock, cancellationToken);
        await container.Post(() => CompareAsync(container, isBaseline: false, isSecondLook: true, cancellationToken));
    }

    private Task PublishAsync(
        string type,
        DateTimeOffset time,
        KnownContainer container,
        IEnumerable<KeyValuePair<string, AttributeValue>> own,
        CancellationToken cancellationToken)
    {
        var facts = new KeyValuePair<string, string>("at", time.UtcTicks.ToString(CultureInfo.InvariantCulture));
        return kit.Outlet.PublishAsync(kit.Factory.Of(type, time, Source, container, [facts], [.. own, new(AttributeNames.Reconciled, true)]), cancellationToken);
    }

    private bool IsYoung(DateTimeOffset? time) => time is { } known && (kit.Clock.GetUtcNow() - known).Duration() < Settled;

    private static DateTimeOffset? LastProbe(ContainerSnapshot fresh) => fresh.Root.Items("State", "Health", "Log").LastOrDefault().Time("End");

    private static bool IsSame(LedgerRow row, ContainerSnapshot fresh) =>
        row.IsAlive == fresh.IsAlive
        && (row.StartedAt == fresh.StartedAt || fresh.StartedAt is null)
        && row.Error == fresh.Error
        && (row.Health == fresh.HealthStatus || row.Health.Length == 0);
}

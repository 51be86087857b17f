using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>
/// Finds starts that failed. The engine has no event for them: it only leaves its error in the container's state, so the state is
/// looked at where a start is missing.
/// </summary>
internal sealed class FailedStartSource(SourceKit kit, Inspector inspector, StartFailures failures)
{
    private static readonly TimeSpan[] Looks = [TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10)];

    // A look can see the error a moment before the engine tells that it gave the attempt up.
    private static readonly TimeSpan SameAttempt = TimeSpan.FromSeconds(2);

    /// <summary>Looks after a created container until it starts, or ten seconds have passed.</summary>
    public void Watch(KnownContainer container, CancellationToken cancellationToken) => _ = kit.Notices.WatchAsync(WatchAsync(container, cancellationToken));

    /// <summary>Looks at every container that does not run.</summary>
    public async Task LookAroundAsync(CancellationToken cancellationToken)
    {
        foreach (var container in kit.Inventory.All.Where(container => container is { IsAlive: false, DestroyedAt: null, Row: not null }).ToList())
        {
            await kit.Notices.WatchAsync(container.Post(() => CheckAsync(container, null, cancellationToken)));
        }
    }

    /// <summary>Looks at the state now; publishes a failed start that was not published yet. To be run as the container's posted work.</summary>
    /// <param name="container">The container.</param>
    /// <param name="attempt">When the engine gave the attempt up, if it told.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CheckAsync(KnownContainer container, DateTimeOffset? attempt, CancellationToken cancellationToken)
    {
        if (!container.IsAlive && await inspector.ReadAsync(container.Id, cancellationToken) is { Snapshot: { } fresh })
        {
            container.Snapshot = fresh;
            await CheckAsync(container, fresh, attempt, cancellationToken);
        }
    }

    /// <summary>The same with a state just read.</summary>
    public async Task CheckAsync(KnownContainer container, ContainerSnapshot fresh, DateTimeOffset? attempt, CancellationToken cancellationToken)
    {
        if (fresh.IsAlive || fresh.Error.Length == 0 || (fresh.Error == container.AnnouncedError && !IsNewAttempt(container, attempt)))
        {
            return;
        }

        container.AnnouncedError = fresh.Error;
        container.AnnouncedAttempt = attempt;
        container.AnnouncedAt = attempt ?? kit.Clock.GetUtcNow();
        await kit.Outlet.PublishAsync(await failures.MakeAsync(container, fresh, container.AnnouncedAt, cancellationToken), cancellationToken);
        container.Row = (container.Row ?? LedgerRow.Of(fresh)) with { Error = fresh.Error };
        kit.Ledger.Save(container.Row);
    }

    private static bool IsNewAttempt(KnownContainer container, DateTimeOffset? attempt) =>
        attempt is { } time && time != container.AnnouncedAttempt && (container.AnnouncedAttempt is not null || time > container.AnnouncedAt + SameAttempt);

    private async Task WatchAsync(KnownContainer container, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        foreach (var look in Looks)
        {
            await Task.Delay(look - waited, kit.Clock, cancellationToken);
            waited = look;
            if (container.Run is not null || container.DestroyedAt is not null)
            {
                return;
            }

            await container.Post(() => CheckAsync(container, null, cancellationToken));
        }
    }
}

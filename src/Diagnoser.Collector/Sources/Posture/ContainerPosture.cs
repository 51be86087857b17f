using System.Collections.Concurrent;
using System.Threading.Channels;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>
/// Tells once of each risk in how a container is configured, and again only when it is another one. One container after the other, and at an even pace: the
/// first look at a full host finds thousands. A container that is made anew in the same place is not news either.
/// </summary>
internal sealed class ContainerPosture(SourceKit kit)
{
    internal const string Source = "posture";

    /// <summary>Between two findings: the first of a host with 200 containers take a minute or two.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Of containers that share an identity, each adds what it has.
    private const int MostTold = 256;

    private static readonly IReadOnlyList<PostureCheck<ContainerSettings>> Checks = [.. IsolationChecks.All, .. OperationChecks.All];

    private readonly RiskTable _table = new(kit.Ledger);
    private readonly Channel<KnownContainer> _queue = Channel.CreateUnbounded<KnownContainer>();
    private readonly ConcurrentDictionary<string, bool> _waiting = new(StringComparer.Ordinal);
    private int _pending;

    /// <summary>The names of all checks of containers.</summary>
    public static IEnumerable<(string Name, string Code, string Wanted)> Table => Checks.Select(check => (check.Name, check.Code, check.Wanted));

    /// <summary>All that is a risk.</summary>
    public static IReadOnlyList<PostureFinding> Find(ContainerSettings settings) => [.. Checks.Select(check => check.Look(settings)).OfType<PostureFinding>()];

    /// <summary>The container is looked at when it is its turn; returns at once.</summary>
    public void Add(KnownContainer container)
    {
        if (_waiting.TryAdd(container.Id, true))
        {
            _ = Interlocked.Increment(ref _pending);
            _ = _queue.Writer.TryWrite(container);
        }
    }

    /// <summary>True when nobody waits for a look and the last one is done.</summary>
    internal bool IsIdle => _pending == 0;

    /// <summary>Looks on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var container in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            _ = _waiting.TryRemove(container.Id, out _);
            var told = 0;
            await kit.Notices.WatchAsync(container.Post(async () => told = await TellAsync(container, cancellationToken)));
            if (told > 0)
            {
                await Task.Delay(told * Pause, kit.Clock, cancellationToken);
            }

            _ = Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>Looks at one now; gives how many findings were told.</summary>
    internal async Task<int> TellAsync(KnownContainer container, CancellationToken cancellationToken)
    {
        if (container.Snapshot is not { } snapshot || container.DestroyedAt is not null)
        {
            return 0;
        }

        var identity = ContainerIdentity.Of(snapshot);
        var findings = Find(new ContainerSettings(snapshot, kit.Factory.Context.Identity.About));
        var told = _table.Told(identity.Key);
        var fresh = told.New(findings);
        var untold = fresh.Select(finding => finding.Fingerprint).ToHashSet(StringComparer.Ordinal);
        try
        {
            foreach (var finding in fresh)
            {
                await kit.Outlet.PublishAsync(kit.Factory.Of(EventTypes.PostureFinding, kit.Clock.GetUtcNow(), Source, container, finding.Facts, finding.Attributes), cancellationToken);
                _ = untold.Remove(finding.Fingerprint);
            }
        }
        finally
        {
            // Also when it is stopped half-way, so that the next start goes on from here.
            var now = findings.Select(finding => finding.Fingerprint).Where(fingerprint => !untold.Contains(fingerprint));
            var adds = identity.IsShared && told.Fingerprints.Count < MostTold;
            _table.Save(identity.Key, snapshot.Id, adds ? now.Union(told.Fingerprints, StringComparer.Ordinal) : now, told);
        }

        return fresh.Count;
    }
}

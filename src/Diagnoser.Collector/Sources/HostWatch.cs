using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources;

/// <summary>All sources of one host, joined.</summary>
internal sealed class HostWatch : IDisposable
{
    private static readonly TimeSpan ReconcileInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FailedStartInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(2);

    private readonly HostContext _context;
    private readonly Notices _notices;
    private readonly TimeProvider _clock;
    private readonly Ledger _ledger;
    private readonly Outlet _outlet;
    private readonly Inspector _inspector;
    private readonly EventFactory _factory;
    private readonly Inventory _inventory = new();
    private readonly EventFunnel _funnel = new();
    private readonly MemorySampler _sampler;
    private readonly FailedStartSource _failedStarts;
    private readonly Reconciler _reconciler;
    private readonly ContainerEvents _containerEvents;
    private readonly KernelLogSource _kernelLog;
    private readonly KernelEvents _kernelEvents;
    private readonly DockerEventsSource _dockerEvents;
    private readonly BlindWindows _blindWindows;
    private readonly string _bootId;

    // Until the first round is done: an engine that goes away before it must not make all its containers news.
    private volatile bool _isBaselineDue;
    private bool _isWatching;

    public HostWatch(HostContext context, EngineClient client, Redactor redactor, Notices notices, IEventSink sink, TimeProvider clock)
    {
        _context = context;
        _notices = notices;
        _clock = clock;
        _bootId = HostFiles.BootId(context.Options.ProcPath);
        _ledger = new Ledger(context.Options.DataDirectory, SayLedger);
        _outlet = new Outlet(sink, clock);
        _inspector = new Inspector(client, redactor, clock);
        _factory = new EventFactory(context, redactor);
        _sampler = new MemorySampler(context, clock);
        var kit = new SourceKit(_factory, _inventory, _ledger, _outlet, notices, clock);
        var readers = new Readers(_inspector, new LogTail(client, redactor, clock));
        var runEnds = new RunEnds(_factory, _sampler);
        _failedStarts = new FailedStartSource(kit, _inspector, new StartFailures(_factory, readers.LogTail, new PortHolders(client, context), clock));
        _reconciler = new Reconciler(kit, client, readers, runEnds, _failedStarts, _sampler);
        _containerEvents = new ContainerEvents(kit, readers, runEnds, _sampler, _failedStarts, _reconciler);
        _kernelLog = new KernelLogSource(context, new KernelClock(clock), clock);
        _kernelEvents = new KernelEvents(kit, new KernelEventFactory(_factory, _bootId), _inspector, _sampler);
        _dockerEvents = new DockerEventsSource(context, client, _funnel, notices, clock);
        _blindWindows = new BlindWindows(_factory, _outlet);
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _isBaselineDue = Recall();
        _context.KernelLogMissing = _kernelLog.Open(SavedKernelSequence());
        if (_context.KernelLogMissing is { } missing)
        {
            _notices.Say(KernelLogSource.Name, true, missing.Why, missing.Remedy);
        }

        Task[] parts =
        [
            _funnel.RunAsync(raw => _containerEvents.Accept(raw, all.Token), all.Token),
            _dockerEvents.RunAsync(Since(), CaughtUpAsync, all.Token),
            _kernelLog.RunAsync(all.Token),
            FollowKernelAsync(all.Token),
            _sampler.RunAsync(all.Token),
            EveryAsync(FailedStartInterval, () => _failedStarts.LookAroundAsync(all.Token), all.Token),
            EveryAsync(ReconcileInterval, () => _reconciler.RunAsync(_isBaselineDue, all.Token), all.Token),
            EveryAsync(SaveInterval, KeepHouseAsync, all.Token),
        ];
        try
        {
            await await Task.WhenAny(parts.Where(part => part != parts[2]));
        }
        finally
        {
            await all.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            SaveFacts();
        }
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _outlet.Dispose();
        _inspector.Dispose();
    }

    /// <summary>True if nothing is known of this engine's past.</summary>
    private bool Recall()
    {
        if (_ledger.Fact(LedgerFact.EngineId) == _context.Identity.EngineId)
        {
            _reconciler.Recall();
            if (_ledger.Fact(LedgerFact.BootId) == _bootId && Saved(LedgerFact.OomKills) is { } kills && Saved(LedgerFact.LastEvent) is { } last)
            {
                _sampler.Remember(DateTimeOffset.UnixEpoch.AddTicks(last / 100), kills);
            }

            return false;
        }

        _ledger.Clear();
        _ledger.SaveFact(LedgerFact.EngineId, _context.Identity.EngineId);
        return true;
    }

    private DateTimeOffset Since()
    {
        var now = _context.Identity.Time != default ? _context.Identity.Time : _clock.GetUtcNow();
        return Saved(LedgerFact.LastEvent) is { } last ? DateTimeOffset.UnixEpoch.AddTicks(last / 100) : now;
    }

    private long? SavedKernelSequence() =>
        Saved(LedgerFact.KernelSequence) is { } sequence ? _ledger.Fact(LedgerFact.BootId) == _bootId ? sequence : 0 : null;

    private DockerEvent Started()
    {
        var identity = _context.Identity;
        var made = _factory.Of(EventTypes.CollectorStarted, _clock.GetUtcNow(), "collector", _context.Daemon, [],
        [
            new(AttributeNames.KernelLogReadable, _context.KernelLogMissing is null),
            new(AttributeNames.EngineVersion, SnapshotAttributes.Text(identity.Version)),
            new(AttributeNames.CgroupVersion, SnapshotAttributes.Positive(identity.CgroupVersion)),
            new(AttributeNames.HostMemoryTotal, SnapshotAttributes.Positive(identity.MemoryTotal)),
        ]);
        var missing = new List<MissingEvidence>();
        if (_context.KernelLogMissing is { } kernel)
        {
            missing.Add(kernel);
        }

        if (!_context.IsLocal)
        {
            missing.Add(new MissingEvidence(EvidenceKinds.Sample, "the engine does not run on this machine: memory use and OOM counters are out of reach", "run a collector on that host"));
        }

        return made with { Missing = missing };
    }

    private async Task CaughtUpAsync(StreamLoss? loss, CancellationToken cancellationToken)
    {
        var found = await _reconciler.RunAsync(_isBaselineDue, cancellationToken);
        _isBaselineDue = false;
        if (!_isWatching)
        {
            // Said once what was there before is told from what is news; until then nothing is being watched.
            _isWatching = true;
            await _outlet.PublishAsync(Started(), cancellationToken);
        }

        if (loss is not null)
        {
            await _blindWindows.PublishAsync(loss, found, cancellationToken);
            _notices.Say(DockerEventsSource.Name, false, $"the event stream stands again after {(loss.To - loss.From).TotalSeconds:0.0} s; {found} events made up for");
        }
    }

    private async Task FollowKernelAsync(CancellationToken cancellationToken)
    {
        await foreach (var sighting in _kernelLog.Sightings.ReadAllAsync(cancellationToken))
        {
            if (sighting.Fact is { } fact)
            {
                await _notices.WatchAsync(_kernelEvents.HandleAsync(fact, sighting.Time, cancellationToken));
                continue;
            }

            _notices.Say(KernelLogSource.Name, true, sighting.Hole!);
            if (sighting.IsEnd)
            {
                _context.KernelLogMissing = new MissingEvidence(EventTypes.KernelOomKill, sighting.Hole!, "restart the collector");
            }

            await _blindWindows.PublishKernelAsync(sighting.Time, sighting.Hole!, cancellationToken);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
    }

    private async Task KeepHouseAsync()
    {
        _inventory.Purge(_clock.GetUtcNow());
        SaveFacts();
        if (_funnel.TakeLost() is > 0 and var lost)
        {
            _notices.Say(DockerEventsSource.Name, true, $"{lost} events came faster than they could be taken and were dropped");
            await _blindWindows.PublishOverflowAsync(_clock.GetUtcNow(), lost, CancellationToken.None);
        }
    }

    private async Task EveryAsync(TimeSpan interval, Func<Task> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(interval, _clock, cancellationToken);
            try
            {
                await work();
            }
            catch (Exception failure) when (EngineFailure.Is(failure))
            {
                // The event stream notices an engine that is away, and tells.
            }
        }
    }

    private void SayLedger(string? trouble) => _notices.Say(
        "ledger",
        trouble is not null,
        trouble is null ? "what is remembered can be written again" : $"what is remembered cannot be written: {trouble}; a restart now would tell things twice",
        trouble is null ? null : "make room on the disk of the data folder");

    private void SaveFacts()
    {
        _ledger.SaveFact(LedgerFact.BootId, _bootId);
        Save(LedgerFact.LastEvent, Math.Max(_funnel.LastNano, Saved(LedgerFact.LastEvent) ?? (Since() - DateTimeOffset.UnixEpoch).Ticks * 100));
        Save(LedgerFact.OomKills, _sampler.HostKills());
        if (_context.KernelLogMissing is null && _kernelLog.LastSequence >= 0)
        {
            Save(LedgerFact.KernelSequence, _kernelLog.LastSequence);
        }
    }

    private void Save(LedgerFact fact, long? value)
    {
        if (value is { } number)
        {
            _ledger.SaveFact(fact, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private long? Saved(LedgerFact fact) => long.TryParse(_ledger.Fact(fact), CultureInfo.InvariantCulture, out var number) ? number : null;
}

using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.ContainerLogs;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.DaemonLog;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Sources.Posture;
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
    private readonly ContainerLogSource _containerLogs;
    private readonly DaemonLogSource _daemonLog;
    private readonly DockerEventsSource _dockerEvents;
    private readonly EventAudit _audit;
    private readonly DaemonProbe _daemonProbe;
    private readonly ClockWatch _clockWatch;
    private readonly BlindWindows _blindWindows;
    private readonly Heartbeats _heartbeats;
    private readonly Measurements _measurements;
    private readonly ServiceChanges _serviceChanges;
    private readonly ContainerPosture _posture;
    private readonly EngineWatch _engineWatch;
    private readonly string _configurationForm;
    private readonly string _bootId;

    // Until the first round is done: an engine that goes away before it must not make all its containers news.
    private volatile bool _isBaselineDue;
    private bool _isWatching;
    private Task<MissingEvidence?> _daemonLogMissing = Task.FromResult<MissingEvidence?>(null);
    private DockerEvent? _boot;

    public HostWatch(HostContext context, EngineClient client, Redactor redactor, Notices notices, IEventSink sink, TimeProvider clock)
    {
        _context = context;
        _notices = notices;
        _clock = clock;
        _bootId = HostFiles.BootId(context.Options.ProcPath);
        _ledger = new Ledger(context.Options.DataDirectory, SayLedger);
        var kept = new KeptVariables(context.Options.KeptVariables);
        _outlet = new Outlet(sink, new EventRedaction(redactor, kept), clock);
        _inspector = new Inspector(client, redactor, clock, kept);
        _factory = new EventFactory(context, redactor);
        _sampler = new MemorySampler(context, clock);
        var kit = new SourceKit(_factory, _inventory, _ledger, _outlet, notices, clock);
        var recent = new RecentLines();
        var readers = new Readers(_inspector, new LogTail(client, redactor, clock, recent));
        var runEnds = new RunEnds(_factory, _sampler);
        _failedStarts = new FailedStartSource(kit, _inspector, new StartFailures(_factory, readers.LogTail, new PortHolders(client, context), clock));
        _serviceChanges = new ServiceChanges(kit);
        _posture = new ContainerPosture(kit);
        _engineWatch = new EngineWatch(new EngineChanges(kit, new JsonRedaction(redactor, kept)), new DaemonPosture(kit), client);
        _configurationForm = redactor.Mark("form", context.Options.KeptVariables);
        var imageChanges = new ImageChanges(kit);
        var configurations = new ConfigurationWatch(_serviceChanges, imageChanges, _posture);
        _reconciler = new Reconciler(kit, client, readers, runEnds, _failedStarts, configurations, _sampler);
        _containerEvents = new ContainerEvents(kit, readers, runEnds, _sampler, _failedStarts, _reconciler, configurations, new ObjectEvents(kit, client, imageChanges, _engineWatch));
        _kernelLog = new KernelLogSource(context, new KernelClock(clock), clock);
        _kernelEvents = new KernelEvents(kit, new KernelEventFactory(_factory, _bootId), _inspector, _sampler);
        _dockerEvents = new DockerEventsSource(context, client, _funnel, notices, clock);
        _blindWindows = new BlindWindows(_factory, _outlet);
        _containerLogs = new ContainerLogSource(kit, client, _blindWindows, recent);
        _daemonLog = new DaemonLogSource(kit, _blindWindows);
        _heartbeats = new Heartbeats(kit, _funnel, _sampler, _blindWindows);
        _daemonProbe = new DaemonProbe(kit, client);
        _measurements = new Measurements(kit, _sampler, client);
        _clockWatch = new ClockWatch(clock);
        var outlets = new AuditOutlets(_blindWindows, new ActivityEvents(kit, _inspector).Accept, cancellation => _reconciler.RunAsync(_isBaselineDue, cancellation));
        _audit = new EventAudit(context, client, _funnel, _dockerEvents, outlets, clock);
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _isBaselineDue = Recall();
        _serviceChanges.Adopt(_configurationForm);
        _boot = HostBoot.Find(_factory, _ledger.Fact(LedgerFact.BootId), _bootId, _clock.GetUtcNow());
        _context.KernelLogMissing = _kernelLog.Open(SavedKernelSequence());
        if (_context.KernelLogMissing is { } missing)
        {
            _notices.Say(KernelLogSource.Name, true, missing.Why, missing.Remedy);
        }

        _daemonLogMissing = _daemonLog.FindMissingAsync(all.Token);
        var kernelLog = _kernelLog.RunAsync(all.Token);
        Task[] parts =
        [
            _funnel.RunAsync(raw => _containerEvents.Accept(raw, all.Token), all.Token),
            _dockerEvents.RunAsync(Since() - (_isBaselineDue ? TimeSpan.Zero : DockerEventsSource.Overlap), Absence(), CaughtUpAsync, all.Token),
            _audit.RunAsync(all.Token),
            _daemonProbe.RunAsync(all.Token),
            kernelLog,
            FollowKernelAsync(all.Token),
            _containerLogs.RunAsync(Saved(LedgerFact.LastLived) is { } lived && !_isBaselineDue ? At(lived) : _clock.GetUtcNow(), all.Token),
            _daemonLog.RunAsync(_ledger.Fact(LedgerFact.DaemonLogPlace), all.Token),
            _sampler.RunAsync(all.Token),
            _measurements.RunAsync(all.Token),
            _posture.RunAsync(all.Token),
            EveryAsync(FailedStartInterval, () => _failedStarts.LookAroundAsync(all.Token), all.Token),
            EveryAsync(ReconcileInterval, () => _reconciler.RunAsync(_isBaselineDue, all.Token), all.Token),
            EveryAsync(SaveInterval, KeepHouseAsync, all.Token),
            EveryAsync(_context.Options.Heartbeat ?? Timeout.InfiniteTimeSpan, () => _heartbeats.PublishAsync(all.Token), all.Token),
        ];
        try
        {
            await await Task.WhenAny(parts.Where(part => part != kernelLog));
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
        _containerLogs.Dispose();
    }

    /// <summary>True if nothing is known of this engine's past.</summary>
    private bool Recall()
    {
        if (_ledger.Fact(LedgerFact.EngineId) == _context.Identity.EngineId)
        {
            _reconciler.Recall();
            _funnel.Recall(_ledger.Fact(LedgerFact.RecentEvents)?.Split(',') ?? []);
            if (_ledger.Fact(LedgerFact.BootId) == _bootId && Saved(LedgerFact.OomKills) is { } kills && Saved(LedgerFact.LastEvent) is { } last)
            {
                _sampler.Remember(At(last), kills);
            }

            return false;
        }

        _ledger.Clear();
        _ledger.SaveFacts([new(LedgerFact.EngineId, _context.Identity.EngineId)]);
        return true;
    }

    private DateTimeOffset Since()
    {
        var now = _context.EngineTime(_clock);
        return Saved(LedgerFact.LastEvent) is { } last && At(last) < now ? At(last) : now;
    }

    /// <summary>The time in which no collector ran; null if none ever did.</summary>
    private StreamLoss? Absence()
    {
        var now = _clock.GetUtcNow();
        if (_isBaselineDue || Saved(LedgerFact.LastLived) is not { } last)
        {
            return null;
        }

        var known = _ledger.Fact(LedgerFact.EngineStart);
        var canTell = known is { Length: > 0 } && _context.EngineStart is not null;
        return new StreamLoss(At(last) < now ? At(last) : now, now, "the collector did not run", EngineWasGone: canTell && known != _context.EngineStart)
        {
            Kind = BlindKinds.NotRunning,
            IsSameEngine = canTell && known == _context.EngineStart,
        };
    }

    private static DateTimeOffset At(long nano) => DateTimeOffset.UnixEpoch.AddTicks(nano / 100);

    private static string Nano(DateTimeOffset time) => ((time - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    private long? SavedKernelSequence() =>
        Saved(LedgerFact.KernelSequence) is { } sequence ? _ledger.Fact(LedgerFact.BootId) == _bootId ? sequence : 0 : null;

    private async Task<DockerEvent> StartedAsync()
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

        if (await _daemonLogMissing is { } daemon)
        {
            missing.Add(daemon);
        }

        if (!_context.IsLocal)
        {
            missing.Add(new MissingEvidence(EvidenceKinds.Sample, "the engine does not run on this machine: memory use and OOM counters are out of reach", "run a collector on that host"));
        }

        missing.AddRange(_measurements.FindMissing());
        return made with { Missing = missing };
    }

    private async Task CaughtUpAsync(StreamLoss? loss, bool isRemembered, CancellationToken cancellationToken)
    {
        var found = await _reconciler.RunAsync(_isBaselineDue, cancellationToken);
        _isBaselineDue = false;
        if (!_isWatching)
        {
            // Said once what was there before is told from what is news; until then nothing is being watched.
            _isWatching = true;
            await _outlet.PublishAsync(await StartedAsync(), cancellationToken);
            if (_boot is { } boot)
            {
                await _outlet.PublishAsync(boot, cancellationToken);
            }
        }

        if (loss is not null)
        {
            await _blindWindows.PublishAsync(loss, isRemembered, found, cancellationToken);
        }

        if (loss is { Kind: BlindKinds.Disconnected })
        {
            _notices.Say(DockerEventsSource.Name, false, $"the event stream stands again after {(loss.To - loss.From).TotalSeconds:0.0} s; {found} events made up for");
        }

        await _notices.WatchAsync(_engineWatch.LookAsync(_context.Identity.About, _boot?.Time, cancellationToken));
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

            var kind = sighting.IsEnd ? BlindKinds.Unreadable : BlindKinds.Overflow;
            await _blindWindows.PublishAsync(
                new Blindness(kind, BlindSources.KernelLog, sighting.Time, sighting.Time, sighting.Hole!, "OOM kills and crashes may be missing") { Count = sighting.HoleCount },
                cancellationToken);
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
            var now = _clock.GetUtcNow();
            await _blindWindows.PublishAsync(
                new Blindness(BlindKinds.Overflow, BlindSources.DockerEvents, now - SaveInterval, now, "events came faster than they could be taken", $"{lost} events")
                {
                    Count = lost,
                },
                CancellationToken.None);
            _ = await _reconciler.RunAsync(_isBaselineDue, CancellationToken.None);
        }

        if (_clockWatch.Look() is { } step)
        {
            _notices.Say("clock", true, step.Reason);
            await _blindWindows.PublishAsync(step, CancellationToken.None);
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
        var last = _funnel.LastNano > 0 ? _funnel.LastNano.ToString(CultureInfo.InvariantCulture) : _ledger.Fact(LedgerFact.LastEvent) ?? Nano(Since());
        var facts = new List<KeyValuePair<LedgerFact, string>>
        {
            new(LedgerFact.BootId, _bootId),
            new(LedgerFact.EngineStart, _context.EngineStart ?? ""),
            new(LedgerFact.LastEvent, last),
            new(LedgerFact.RecentEvents, string.Join(',', _funnel.Recent())),
            new(LedgerFact.LastLived, Nano(_clock.GetUtcNow())),
        };
        if (_sampler.HostKills() is { } kills)
        {
            facts.Add(new(LedgerFact.OomKills, kills.ToString(CultureInfo.InvariantCulture)));
        }

        if (_daemonLog.Place is { } place)
        {
            facts.Add(new(LedgerFact.DaemonLogPlace, place));
        }

        if (_context.KernelLogMissing is null && _kernelLog.LastSequence >= 0)
        {
            facts.Add(new(LedgerFact.KernelSequence, _kernelLog.LastSequence.ToString(CultureInfo.InvariantCulture)));
        }

        _ledger.SaveFacts(facts);
    }

    private long? Saved(LedgerFact fact) => long.TryParse(_ledger.Fact(fact), CultureInfo.InvariantCulture, out var number) ? number : null;
}

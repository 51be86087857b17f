using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>Puts a container's past together from what is left of it: the engine's last events, its state, the kernel's log.</summary>
internal sealed class ContainerPast(HostContext context, EngineClient client, Redactor redactor, Notices notices, TimeProvider clock)
{
    private const string Source = "examiner";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly EventFactory _factory = new(context, redactor);
    private readonly MemorySampler _sampler = new(context, clock);
    private readonly List<DockerEvent> _events = [];
    private readonly List<DateTimeOffset> _runs = [];

    public async Task<IReadOnlyList<DockerEvent>> ReadAsync(ContainerSnapshot snapshot, CancellationToken cancellationToken)
    {
        var logTail = new LogTail(client, redactor, clock);
        var readLogs = logTail.ReadAsync(snapshot.Id, cancellationToken);
        var readRing = ReadRingAsync(snapshot, cancellationToken);
        var kernel = new KernelHistory(context, clock).Read(snapshot.Id);
        if (context.KernelLogMissing is { } missing)
        {
            notices.Say(KernelLogSource.Name, true, missing.Why, missing.Remedy);
        }

        var container = new KnownContainer(snapshot.Id) { Snapshot = snapshot };
        var logs = await readLogs;
        AddRing(await readRing, container, snapshot, logs);
        AddState(container, snapshot, logs);
        await AddFailedStartAsync(container, snapshot, logTail, cancellationToken);
        AddHealth(container, snapshot, logs);
        AddKernel(container, snapshot, kernel);
        return [.. _events.OrderBy(entry => entry.Time)];
    }

    private async Task<List<RawEvent>> ReadRingAsync(ContainerSnapshot snapshot, CancellationToken cancellationToken)
    {
        var found = new List<RawEvent>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var stream = await client.OpenAllEventsAsync(snapshot.Created ?? DateTimeOffset.UnixEpoch, clock.GetUtcNow(), limit.Token);
            var reader = new EventStreamReader(new RawEventParser(RawEventTypes.OfRecording), raw =>
            {
                if (raw.ContainerId == snapshot.Id)
                {
                    found.Add(raw);
                }
            });
            await reader.ReadAsync(stream, limit.Token);
        }
        catch (Exception failure) when (EngineFailure.Is(failure) || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            notices.Say(DockerEventsSource.Name, true, $"the engine did not give its last events: {failure.Message}");
        }

        return found;
    }

    private void AddRing(List<RawEvent> ring, KnownContainer container, ContainerSnapshot snapshot, LogTailReading logs)
    {
        var runEnds = new RunEnds(_factory, _sampler);
        var lastStart = ring.FindLast(raw => raw.Type == EventTypes.ContainerStart);
        var lastHealth = ring.FindLast(raw => raw.Type == EventTypes.ContainerHealthStatus);
        foreach (var raw in ring)
        {
            switch (raw.Type)
            {
                case EventTypes.NetworkConnect or EventTypes.NetworkDisconnect:
                    _events.Add(_factory.OfNetwork(raw));
                    break;
                case EventTypes.ContainerStart:
                    container.Run = raw == lastStart && snapshot.StartedAt is { } started && started <= raw.Time ? started : raw.Time;
                    _runs.Add(container.Run.Value);
                    _events.Add(_factory.Of(raw, container));
                    break;
                case EventTypes.ContainerDie when snapshot.StartedAt is not null:
                    _events.Add(runEnds.Of(raw, container, snapshot, logs));
                    container.EndedRun = container.Run;
                    break;
                case EventTypes.ContainerDie:
                    break;
                case EventTypes.ContainerHealthStatus:
                    var health = _factory.Of(raw, container, [new(AttributeNames.HealthStatus, raw.Detail)]);
                    _events.Add(raw == lastHealth ? HealthSource.Enrich(health, snapshot, raw.Detail, logs) : health);
                    break;
                default:
                    _events.Add(_factory.Of(raw, container, [new(AttributeNames.Signal, SignalOf(raw, snapshot))]));
                    break;
            }
        }
    }

    /// <summary>What the state shows and the engine's memory has lost: the last start, the last end, the end before a restart.</summary>
    private void AddState(KnownContainer container, ContainerSnapshot snapshot, LogTailReading logs)
    {
        if (snapshot.StartedAt is not { } started)
        {
            return;
        }

        var runEnds = new RunEnds(_factory, _sampler);
        if (snapshot.FinishedAt is { } before && before < started && container.EndedRun is null)
        {
            container.Run = null;
            _events.Add(runEnds.Reconciled(container, before, null, [], logs));
        }

        container.Run = started;
        container.MainPid = snapshot.Pid;
        if (!_runs.Contains(started))
        {
            _runs.Add(started);
            _events.Add(_factory.Of(EventTypes.ContainerStart, started, Source, container, [], [new(AttributeNames.Reconciled, true)]));
        }

        if (snapshot.IsAlive)
        {
            AddPresent(container, snapshot, logs);
        }
        else if (container.EndedRun != started)
        {
            _events.Add(runEnds.Reconciled(container, snapshot.FinishedAt ?? clock.GetUtcNow(), snapshot, [], logs));
        }
    }

    /// <summary>The running container's state, log and memory go with its start.</summary>
    private void AddPresent(KnownContainer container, ContainerSnapshot snapshot, LogTailReading logs)
    {
        _sampler.Begin(container.Id, snapshot.Pid);
        var memory = _sampler.End(container.Id);
        var index = _events.FindLastIndex(entry => entry.Type == EventTypes.ContainerStart);
        var evidence = new List<Contracts.Evidence> { new(EvidenceKinds.Inspect, snapshot.ReadAt, snapshot.Root) };
        evidence.AddRange(new[] { logs.Evidence, memory?.ToEvidence() }.OfType<Contracts.Evidence>());
        _events[index] = _events[index] with
        {
            Evidence = evidence,
            Attributes = _events[index].Attributes.With(
            [
                new(AttributeNames.MainPid, snapshot.Pid),
                new(AttributeNames.MemoryPeak, memory?.Peak is { } peak ? peak : default(AttributeValue)),
            ]),
        };
    }

    private async Task AddFailedStartAsync(KnownContainer container, ContainerSnapshot snapshot, LogTail logTail, CancellationToken cancellationToken)
    {
        if (snapshot.IsAlive || snapshot.Error.Length == 0)
        {
            return;
        }

        var failures = new StartFailures(_factory, logTail, new PortHolders(client, context), clock);
        var givenUp = _events.FindLast(entry => entry.Type == EventTypes.NetworkDisconnect)?.Time;
        var time = givenUp > (snapshot.FinishedAt ?? DateTimeOffset.MinValue) ? givenUp : snapshot.FinishedAt ?? snapshot.Created;
        _events.Add(await failures.MakeAsync(container, snapshot, time ?? clock.GetUtcNow(), cancellationToken));
    }

    private void AddHealth(KnownContainer container, ContainerSnapshot snapshot, LogTailReading logs)
    {
        if (snapshot is { HealthStatus: "unhealthy", IsAlive: true } && !_events.Exists(entry => entry.Attributes[AttributeNames.HealthStatus].Text == "unhealthy"))
        {
            var time = snapshot.Root.Items("State", "Health", "Log").LastOrDefault().Time("End") ?? clock.GetUtcNow();
            var found = _factory.Of(EventTypes.ContainerHealthStatus, time, Source, container, [], [new(AttributeNames.Reconciled, true)]);
            _events.Add(HealthSource.Enrich(found, snapshot, snapshot.HealthStatus, logs));
        }
    }

    private void AddKernel(KnownContainer container, ContainerSnapshot snapshot, IReadOnlyList<KernelSighting> kernel)
    {
        var factory = new KernelEventFactory(_factory, HostFiles.BootId(context.Options.ProcPath));
        _runs.Sort();
        foreach (var sighting in kernel)
        {
            var run = _runs.FindLastIndex(started => started <= sighting.Time);
            container.Run = run >= 0 ? _runs[run] : null;
            container.MainPid = snapshot.IsAlive && container.Run == snapshot.StartedAt ? snapshot.Pid : 0;
            _events.Add(factory.OfContainer(sighting.Fact!, sighting.Time, container));
        }
    }

    private static AttributeValue SignalOf(RawEvent raw, ContainerSnapshot snapshot) =>
        raw.Type == EventTypes.ContainerKill && !snapshot.ForgedAttributes.Contains("signal") && Signals.Number(raw.Attribute("signal")) is { } number
            ? number
            : default(AttributeValue);
}

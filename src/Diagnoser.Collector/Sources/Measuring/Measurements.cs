using System.Collections.Concurrent;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>All that is measured, again and again, each part on its own: one that fails says so and stops no other.</summary>
internal sealed class Measurements
{
    private const string Name = "measuring";

    private readonly SourceKit _kit;
    private readonly EngineClient _client;
    private readonly MeasuringOptions _options;
    private readonly bool _isLocal;
    private readonly MeasurementOutlet _outlet;
    private readonly ContainerStats _stats;
    private readonly NetSamples _nets;
    private readonly HostSamples _host;
    private readonly HostDisks _disks;
    private readonly LogFiles _logFiles;
    private readonly Pace _pace;
    private readonly ConcurrentDictionary<string, bool> _failed = new(StringComparer.Ordinal);
    private bool _isStretchTold;
    private (IReadOnlyDictionary<string, long> Sizes, DateTimeOffset Time) _writable = (new Dictionary<string, long>(), default);

    public Measurements(SourceKit kit, MemorySampler sampler, EngineClient client)
    {
        var context = kit.Factory.Context;
        var proc = context.Options.ProcPath;
        var file = new FileBytes();
        var netReader = new NetReader(file);
        (_kit, _client, _options, _isLocal) = (kit, client, context.Options.Measuring, context.IsLocal);
        _outlet = new MeasurementOutlet(kit);
        _stats = new ContainerStats(_options, sampler, new CgroupReader(file), new OpenFiles(proc, file), new Zombies(proc, file));
        _nets = new NetSamples(kit, sampler, netReader, ThreadTime.Now);
        _host = new HostSamples(kit.Factory, sampler, new HostReader(proc, file), new HostNet(proc, context.EnginePid ?? 1, netReader, file));
        _disks = new HostDisks(kit, new DiskReader(proc, new FileBytes()));
        _logFiles = new LogFiles(kit);
        _pace = new Pace(_options.Interval, _options.Budget);
    }

    /// <summary>What cannot be measured here, and what would mend it.</summary>
    public IReadOnlyList<MissingEvidence> FindMissing()
    {
        if (!_isLocal)
        {
            return [];
        }

        var options = _kit.Factory.Context.Options;
        var missing = new List<MissingEvidence>();
        if (!Directory.Exists(options.CgroupPath))
        {
            missing.Add(new MissingEvidence(EventTypes.ContainerStats, $"{options.CgroupPath} is not here: what containers use is not known", "mount the host's /sys/fs/cgroup read-only and set Collector:CgroupPath"));
        }

        if (HostFiles.Read(Path.Combine(options.ProcPath, "pressure/memory")) is null)
        {
            missing.Add(new MissingEvidence("host.memory.pressure.some_avg60", "this kernel tells no pressure: who waits for processor, memory and disks is not known", "boot with psi=1"));
        }

        if (OpenFiles.FindMissing(options.ProcPath) is { } openFiles)
        {
            missing.Add(openFiles);
        }

        if (_disks.FindMissing() is { } disks)
        {
            missing.Add(disks);
        }

        if (_logFiles.FindMissing() is { } logFiles)
        {
            missing.Add(logFiles);
        }

        return missing;
    }

    /// <summary>Measures until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var missing in FindMissing())
        {
            _kit.Notices.Say(Name, true, missing.Why, missing.Remedy);
        }

        // Never ends by itself, even where nothing can be measured: a part of the watch that ends, ends the watch.
        List<Task> parts = [Task.Delay(Timeout.InfiniteTimeSpan, _kit.Clock, cancellationToken), EveryAsync(_options.DockerDiskInterval, "/system/df", AskDockerAsync, cancellationToken)];
        if (_isLocal)
        {
            parts.Add(SweepAsync(cancellationToken));
            parts.Add(EveryAsync(_options.CalmInterval, LogFiles.Name, MeasureLogFilesAsync, cancellationToken));
            parts.Add(EveryAsync(_options.CalmInterval, HostDisks.Name, _disks.MeasureAsync, cancellationToken));
        }

        await Task.WhenAll(parts);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = _kit.Clock.GetUtcNow();
            var began = ThreadTime.Now();
            var measured = Guard(EventTypes.ContainerStats, () => _stats.Sweep(now)).Concat(Guard(EventTypes.NetSample, () => _nets.Sweep(now))).ToList();
            var host = Guard(EventTypes.HostCpu, () => _host.Sweep(now));
            var spent = ThreadTime.Now() - began;
            foreach (var measurement in measured)
            {
                _ = _kit.Notices.WatchAsync(_outlet.PublishAsync(measurement, cancellationToken));
            }

            foreach (var made in host)
            {
                await _kit.Notices.WatchAsync(_kit.Outlet.PublishAsync(made, cancellationToken));
            }

            var wait = _pace.After(spent);
            TellStretch(spent, wait);
            await Task.Delay(wait, _kit.Clock, cancellationToken);
        }
    }

    private async Task EveryAsync(TimeSpan interval, string name, Func<CancellationToken, Task> measure, CancellationToken cancellationToken)
    {
        // The first soon, when the containers are known, so that there is something to count from.
        var wait = interval < _options.Interval ? interval : _options.Interval;
        while (interval > TimeSpan.Zero)
        {
            await Task.Delay(wait, _kit.Clock, cancellationToken);
            wait = interval;
            try
            {
                await measure(cancellationToken);
                TellWell(name);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                TellFailed(name, failure);
            }
        }
    }

    private async Task AskDockerAsync(CancellationToken cancellationToken)
    {
        var disk = DockerDisk.Of(await _client.DiskUseAsync(cancellationToken));
        var now = _kit.Clock.GetUtcNow();
        _disks.Docker = disk;
        var before = _writable;
        _writable = (disk.Writable, now);
        foreach (var container in _kit.Inventory.All.Where(container => container.IsAlive))
        {
            if (disk.Writable.TryGetValue(container.Id, out var bytes))
            {
                var growth = before.Sizes.TryGetValue(container.Id, out var earlier) ? bytes - earlier : (long?)null;
                _ = _kit.Notices.WatchAsync(_outlet.PublishAsync(
                    new Measurement(EventTypes.ContainerStats, "disk", now, container.Id, container.MainPid,
                    [
                        new("sample.interval", growth is null ? default(AttributeValue) : (now - before.Time).TotalSeconds),
                        new("container.writable_bytes", bytes),
                        new("container.writable_bytes_delta", NetFields.Value(growth)),
                    ]),
                    cancellationToken));
            }
        }
    }

    private async Task MeasureLogFilesAsync(CancellationToken cancellationToken)
    {
        foreach (var measurement in _logFiles.Measure(_kit.Clock.GetUtcNow()))
        {
            await _kit.Notices.WatchAsync(_outlet.PublishAsync(measurement, cancellationToken));
        }

        _disks.LogBytes = _logFiles.Total;
    }

    private IReadOnlyList<T> Guard<T>(string name, Func<IReadOnlyList<T>> measure)
    {
        try
        {
            var measured = measure();
            TellWell(name);
            return measured;
        }
#pragma warning disable CA1031 // because a fault in one measurement must not end the others, and it is told
        catch (Exception failure)
#pragma warning restore CA1031
        {
            TellFailed(name, failure);
            return [];
        }
    }

    private void TellFailed(string name, Exception failure)
    {
        if (_failed.TryAdd(name, true))
        {
            _kit.Notices.Say(Name, true, $"{name} cannot be measured: {failure.Message}; trying on");
        }
    }

    private void TellWell(string name)
    {
        if (_failed.TryRemove(name, out _))
        {
            _kit.Notices.Say(Name, false, $"{name} is measured again");
        }
    }

    private void TellStretch(TimeSpan spent, TimeSpan wait)
    {
        if (_pace.IsStretched && wait >= 2 * _options.Interval && !_isStretchTold)
        {
            _isStretchTold = true;
            _kit.Notices.Say(
                Name, true, $"measuring takes {spent.TotalMilliseconds:0} ms of processor time: it is done every {wait.TotalSeconds:0} s instead of every {_options.Interval.TotalSeconds:0} s", "raise Collector:Measure:Budget");
        }
    }
}

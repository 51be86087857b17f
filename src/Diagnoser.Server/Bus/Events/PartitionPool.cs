using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// The partitions that this process works on: as many as its share, by leases in the store. A partition that is taken begins with an engine
/// that is built again from the store, so that what the last owner had not finished is finished now, also if nothing more arrives. One of the
/// processes also runs the rules that see the fleet, by a lease of the same kind.
/// </summary>
internal sealed partial class PartitionPool(
    IStore store, RunbooksInUse runbooks, int partitions, Signal outbox, Signal forwarded, TimeProvider clock, ILogger<PartitionPool> logger)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // Each reads up to 100,000 events.
    private static readonly SemaphoreSlim Rebuilds = new(2);

    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..8]}";
    private readonly Dictionary<int, Running> _running = [];
    private readonly Dictionary<int, WorkerPause> _pauses = [];
    private readonly Outage _leasing = new();
    private readonly Outage _working = new();

    /// <summary>Partitions that are worked on.</summary>
    public IReadOnlyCollection<int> Active => [.. _running.Where(r => !r.Value.Task.IsCompleted).Select(r => r.Key)];

    /// <summary>Works until cancelled, or until the connection is gone.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            while (connection.IsOpen)
            {
                await ShareAsync(connection, cancellationToken);
                await Task.Delay(Period, clock, cancellationToken);
            }

            throw new IOException(connection.CloseReason?.ReplyText ?? "the connection is closed");
        }
        finally
        {
            foreach (var partition in _running.Keys.ToList())
            {
                await StopAsync(partition);
            }
        }
    }

    /// <summary>Gives all partitions back, so that others need not wait for the leases to expire.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            await store.ReleaseAsync(_owner, CancellationToken.None);
        }
        catch (StoreException problem)
        {
            // They expire by themselves.
            Log.LeasesNotRenewed(logger, problem.Message);
        }
    }

    private async Task ShareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<PartitionLease> leases;
        try
        {
            var request = new LeaseRequest(_owner, partitions, await store.NowAsync(clock, cancellationToken), Lease) { WithFleet = runbooks.Rules.HasFleet };
            leases = await store.LeaseAsync(request, cancellationToken);
        }
        catch (StoreException problem)
        {
            // The workers go on as long as the store lets them write.
            if (_leasing.Began(problem.Message))
            {
                Log.LeasesNotRenewed(logger, problem.Message);
            }

            return;
        }

        if (_leasing.Ended())
        {
            Log.LeasesRenewed(logger);
        }

        foreach (var partition in _running.Keys.Where(p => leases.All(l => l.Partition != p)).ToList())
        {
            Log.GivenBack(logger, await StopAsync(partition));
        }

        foreach (var lease in leases)
        {
            if (_running.TryGetValue(lease.Partition, out var running))
            {
                var works = running.Lease == lease && !running.Task.IsCompleted;
                if (works && running.Rules == runbooks.Rules)
                {
                    continue;
                }

                // One that works is stopped for the sake of other rules, and goes on with them at once.
                if (works)
                {
                    _ = _pauses.Remove(lease.Partition);
                }
                else
                {
                    _pauses[lease.Partition] = WorkerPause.After(_pauses.GetValueOrDefault(lease.Partition), running.Began, clock);
                }

                await StopAsync(lease.Partition);
            }

            if (_pauses.GetValueOrDefault(lease.Partition)?.IsOver(clock) != false)
            {
                _running[lease.Partition] = Start(connection, lease);
            }
        }
    }

    private Running Start(IConnection connection, PartitionLease lease)
    {
        var stop = new CancellationTokenSource();
        var rules = runbooks.Rules;
        return new Running(lease, rules, clock.GetTimestamp(), stop, Task.Run(() => WorkAsync(connection, lease, rules, stop.Token)));
    }

    private async Task WorkAsync(IConnection connection, PartitionLease lease, RuleSet rules, CancellationToken cancellationToken)
    {
        try
        {
            if (lease.IsFleet)
            {
                await new FleetWorker(store, rules, lease, forwarded, outbox.Set, SetAside, clock).RunAsync(
                    events => Log.Taken(logger, lease, lease.Epoch, events), cancellationToken);
                return;
            }

            var hosts = await store.HostsAsync(cancellationToken);
            var engine = new DiagnosisEngine(rules, new EngineOptions { ForwardsFleet = true });
            var keeper = new FencedKeeper(store, lease, outbox.Set, forwarded.Set);
            var mine = hosts.Select(h => h.Id).Where(h => EventWire.Partition(h, partitions) == lease.Partition).ToList();
            var rebuilt = await RebuildAsync(new Rebuild(store, rules, engine, keeper, null), mine, cancellationToken);
            var pipeline = new EventPipeline(engine, keeper, new HostTimes(clock, TimeSpan.MaxValue, TimeSpan.Zero), null, SetAside);
            _ = _working.Ended();
            Log.Taken(logger, lease, lease.Epoch, rebuilt);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await new PartitionWorker(lease, channel, pipeline, clock).RunAsync(cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Given back, or the end.
        }
        catch (LeaseLostException problem)
        {
            Log.Lost(logger, problem.Message);
        }
        catch (StoreException problem)
        {
            Tell(problem.Message);
        }
#pragma warning disable CA1031 // because whatever ends a worker, the pool begins it again from the store, and it is told
        catch (Exception problem)
#pragma warning restore CA1031
        {
            // That the broker is gone is told by whoever holds the connection, and not once for each partition.
            if (connection.IsOpen)
            {
                Tell(problem.Message);
            }
        }
    }

    private void Tell(string problem)
    {
        if (_working.Began(problem))
        {
            Log.Ended(logger, problem);
        }
    }

    private async Task<int> RebuildAsync(Rebuild rebuild, IReadOnlyCollection<string> hosts, CancellationToken cancellationToken)
    {
        await Rebuilds.WaitAsync(cancellationToken);
        try
        {
            return await rebuild.RunAsync(hosts, clock.GetUtcNow(), cancellationToken);
        }
        finally
        {
            _ = Rebuilds.Release();
        }
    }

    private void SetAside(QuarantinedRecord record) => Log.SetAside(logger, record.Origin, record.Problem);

    private async Task<PartitionLease?> StopAsync(int partition)
    {
        if (_running.Remove(partition, out var running))
        {
            await running.Stop.CancelAsync();
            await running.Task;
            running.Stop.Dispose();
        }

        return running?.Lease;
    }

    private sealed record Running(PartitionLease Lease, RuleSet Rules, long Began, CancellationTokenSource Stop, Task Task);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Lease} taken (epoch {Epoch}); {Events} stored events were run through again")]
        public static partial void Taken(ILogger logger, PartitionLease lease, long epoch, int events);

        [LoggerMessage(Level = LogLevel.Debug, Message = "{Lease} given back")]
        public static partial void GivenBack(ILogger logger, PartitionLease? lease);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
        public static partial void Lost(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "partitions begin again: {Problem}")]
        public static partial void Ended(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "the leases of the partitions are renewed again")]
        public static partial void LeasesRenewed(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "a record from {Origin} was set aside: {Problem}")]
        public static partial void SetAside(ILogger logger, string origin, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "the leases of the partitions are not renewed: {Problem}")]
        public static partial void LeasesNotRenewed(ILogger logger, string problem);
    }
}

using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>
/// Reads the cgroups of all running containers. What is noteworthy is published at once, together with the calm before it, and the first calm
/// reading after it too; else each container's readings are published as one now and then. So counters are published whole, however
/// many readings lie between two events. One thread.
/// </summary>
internal sealed class ContainerStats(SourceKit kit, MemorySampler sampler, CgroupReader reader, OpenFiles openFiles, Zombies zombies)
{
    private const string Source = "cgroup";

    // On a host in trouble all containers are noteworthy at once: those that had to wait longest go first, the others keep counting.
    private const int MostAtOnce = 50;

    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly List<Measurement> _due = [];
    private DateTimeOffset _countedAt;

    private MeasuringOptions Options => kit.Factory.Context.Options.Measuring;

    /// <summary>Reads them all; returns what is to be published, in order of time for each container.</summary>
    public IReadOnlyList<Measurement> Sweep(DateTimeOffset now)
    {
        if (now - _countedAt >= Options.CalmInterval)
        {
            zombies.Count();
            _countedAt = now;
        }

        var due = new List<(Account Account, string Id, CgroupReading Reading)>();
        var running = sampler.Running;
        foreach (var (id, history) in running)
        {
            if (reader.Read(history.Folders, now) is not { } reading || history.Advance(reading) is not { } before)
            {
                continue;
            }

            if (!_accounts.TryGetValue(id, out var account) || account.History != history)
            {
                _accounts[id] = account = new Account(history, before);
            }

            account.Zombies = zombies.Of(id);
            if (Noteworthy.Is(before, reading) || account.Zombies > account.ToldZombies)
            {
                account.CalmUntil ??= before;
            }

            if (account.CalmUntil is not null || account.WasNoteworthy || now - account.Told.Time >= Options.CalmInterval)
            {
                due.Add((account, id, reading));
            }
        }

        Forget(running);
        _due.Clear();
        foreach (var (account, id, reading) in due.OrderBy(entry => entry.Account.Told.Time).Take(MostAtOnce))
        {
            Tell(account, id, reading);
        }

        return _due;
    }

    /// <summary>Publishes a measurement, in its turn within the container; not if another run has begun since.</summary>
    public Task PublishAsync(Measurement measurement, CancellationToken cancellationToken) =>
        kit.Inventory.Find(measurement.ContainerId) is not { } container ? Task.CompletedTask : container.Post(() =>
            container.IsAlive && container.MainPid == measurement.Pid
                ? kit.Outlet.PublishAsync(kit.Factory.Of(measurement.Type, measurement.Time, Source, container, [], measurement.Fields), cancellationToken)
                : Task.CompletedTask);

    private void Tell(Account account, string id, CgroupReading reading)
    {
        // A ratio over the calm and the storm would hide the storm.
        if (account.CalmUntil is { } calm && !account.WasNoteworthy && calm.Time > account.Told.Time)
        {
            _due.Add(Of(id, account, account.Told, calm, []));
            account.Told = calm;
        }

        var (open, limit) = openFiles.Read(account.History.Folders);
        _due.Add(Of(id, account, account.Told, reading,
        [
            new("cgroup.pids.zombies", account.Zombies is { } count ? count : default(AttributeValue)),
            new("process.open_files", open is { } files ? files : default(AttributeValue)),
            new("process.open_files_limit", limit is { } most ? most : default(AttributeValue)),
        ]));
        account.Told = reading;
        account.ToldZombies = account.Zombies ?? 0;
        account.WasNoteworthy = account.CalmUntil is not null;
        account.CalmUntil = null;
    }

    private static Measurement Of(string id, Account account, CgroupReading before, CgroupReading now, KeyValuePair<string, AttributeValue>[] more) =>
        new(EventTypes.ContainerStats, now.Time, id, account.History.Pid, [.. StatsFields.Of(before, now), .. more]);

    private void Forget(IReadOnlyList<KeyValuePair<string, RunHistory>> running)
    {
        if (_accounts.Count <= running.Count)
        {
            return;
        }

        var live = running.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _accounts.Keys.Where(id => !live.Contains(id)).ToList())
        {
            _ = _accounts.Remove(id);
        }
    }

    /// <summary>What was published of a run.</summary>
    private sealed class Account(RunHistory history, CgroupReading told)
    {
        public RunHistory History { get; } = history;

        /// <summary>Up to where counters were published.</summary>
        public CgroupReading Told { get; set; } = told;

        /// <summary>The last reading before something became noteworthy that was not published yet; null if nothing did.</summary>
        public CgroupReading? CalmUntil { get; set; }

        public bool WasNoteworthy { get; set; }

        public int? Zombies { get; set; }

        public int ToldZombies { get; set; }
    }
}

/// <summary>A measurement of a container that is to be published.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="Time">When it was read.</param>
/// <param name="ContainerId">The container.</param>
/// <param name="Pid">The main process of the run that it is of.</param>
/// <param name="Fields">What was measured.</param>
internal sealed record Measurement(string Type, DateTimeOffset Time, string ContainerId, int Pid, IReadOnlyList<KeyValuePair<string, AttributeValue>> Fields);

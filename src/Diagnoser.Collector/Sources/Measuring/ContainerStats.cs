using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>
/// Reads the cgroups of all running containers. What is noteworthy is to be published at once, and the first calm reading after it too; else
/// each container's readings as one now and then. One thread.
/// </summary>
internal sealed class ContainerStats(MeasuringOptions options, MemorySampler sampler, CgroupReader reader, OpenFiles openFiles, Zombies zombies)
{
    private const string Source = "cgroup";

    // On a host in trouble all containers are noteworthy at once: those that had to wait longest go first, the others keep counting.
    private const int MostAtOnce = 50;

    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private DateTimeOffset _countedAt;

    /// <summary>Reads them all; returns what is to be published, in order of time for each container.</summary>
    public IReadOnlyList<Measurement> Sweep(DateTimeOffset now)
    {
        if ((now - _countedAt).Duration() >= options.CalmInterval)
        {
            zombies.Count();
            _countedAt = now;
        }

        var due = new List<(string Id, Account Account, CgroupReading Reading)>();
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
            if (account.Series.Add(before, reading, Noteworthy.Is(before, reading) || account.Zombies > account.ToldZombies, options.CalmInterval))
            {
                due.Add((id, account, reading));
            }
        }

        Forget(running);
        return [.. due.OrderBy(entry => entry.Account.Series.Told.Time).Take(MostAtOnce).SelectMany(entry => Tell(entry.Id, entry.Account, entry.Reading))];
    }

    private IEnumerable<Measurement> Tell(string id, Account account, CgroupReading reading)
    {
        if (account.Series.TakeCalm() is { } calm)
        {
            yield return Of(id, account, calm.From, calm.To);
        }

        var (open, limit) = openFiles.Read(account.History.Folders);
        account.ToldZombies = account.Zombies ?? 0;
        yield return Of(
            id,
            account,
            account.Series.Take(reading),
            reading,
            new("cgroup.pids.zombies", account.Zombies is { } count ? count : default(AttributeValue)),
            new("process.open_files", open is { } files ? files : default(AttributeValue)),
            new("process.open_files_limit", limit is { } most ? most : default(AttributeValue)));
    }

    private static Measurement Of(string id, Account account, CgroupReading before, CgroupReading now, params KeyValuePair<string, AttributeValue>[] more) =>
        new(EventTypes.ContainerStats, Source, now.Time, id, account.History.Pid, [.. StatsFields.Of(before, now), .. more]);

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

        public Series<CgroupReading> Series { get; } = new(told);

        public int? Zombies { get; set; }

        public int ToldZombies { get; set; }
    }
}

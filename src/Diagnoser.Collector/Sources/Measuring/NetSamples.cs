using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>
/// Reads the networks of all running containers. Counters are cheap and are read every third time. Tables of sockets are not: the kernel goes
/// through the sockets of all containers for each, so they are read rarely, except of a container whose calls are not answered. One thread.
/// </summary>
internal sealed class NetSamples(SourceKit kit, MemorySampler sampler, NetReader reader, Func<TimeSpan> spent)
{
    private const string Source = "net";
    private const int MostAtOnce = 50;
    private const int MostUrgentTables = 25;
    private const int SweepsBetween = 3;
    private const long UsualPorts = 60_999 - 32_768 + 1;

    private readonly MeasuringOptions _options = kit.Factory.Context.Options.Measuring;
    private readonly string _procPath = kit.Factory.Context.Options.ProcPath;
    private readonly long _ephemeralPorts = EphemeralPorts(kit.Factory.Context.Options.ProcPath);
    private readonly Dictionary<string, NetAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Sockets _sockets = new();

    /// <summary>Reads what is due; returns what is to be published, in order of time for each container.</summary>
    public IReadOnlyList<Measurement> Sweep(DateTimeOffset now)
    {
        var due = new Dictionary<string, NetAccount>(StringComparer.Ordinal);
        var urgent = new List<(string Id, NetAccount Account)>();
        var wanted = new List<(string Id, NetAccount Account)>();
        var running = sampler.Running;
        foreach (var (id, history) in running)
        {
            if (Find(id, history, now) is not { } account)
            {
                continue;
            }

            if (!IsDue(account, now) || reader.Read(account.Folder, now) is not { } reading)
            {
                continue;
            }

            var before = account.Last;
            account.Last = reading;
            if (account.Series.Add(before, reading, NetFields.IsNoteworthy(before, reading), _options.CalmInterval))
            {
                due[id] = account;
            }

            if (account.IsAsking || StatsFields.Growth(before.Troubles.SynRetransmits, reading.Troubles.SynRetransmits) > 0)
            {
                urgent.Add((id, account));
            }
            else if (account.WantsTable(now))
            {
                wanted.Add((id, account));
            }
        }

        Forget(running);
        var tables = ReadTables(urgent, wanted, now);
        foreach (var id in tables.Keys)
        {
            due[id] = _accounts[id];
        }

        return
        [
            .. due.OrderBy(entry => tables.ContainsKey(entry.Key) ? DateTimeOffset.MinValue : entry.Value.Series.Told.Time).Take(MostAtOnce)
                .SelectMany(entry => Tell(entry.Key, entry.Value, tables)),
        ];
    }

    /// <summary>What was read of a run; null for one on the host's network, whose sockets are the host's, and for one just found.</summary>
    private NetAccount? Find(string id, RunHistory history, DateTimeOffset now)
    {
        if (_accounts.TryGetValue(id, out var account) && account.History == history)
        {
            return account;
        }

        if (kit.Inventory.Find(id)?.Snapshot is not { } snapshot
            || snapshot.Root.Text("HostConfig", "NetworkMode") == "host"
            || reader.Read(NetAccount.FolderOf(_procPath, history.Pid), now) is not { } first)
        {
            return null;
        }

        _accounts[id] = new NetAccount(history, _procPath, first);
        return null;
    }

    // Half an interval of grace: sweeps are never quite on time.
    private bool IsDue(NetAccount account, DateTimeOffset now) =>
        account.IsAsking || account.TableAt == DateTimeOffset.MinValue || (now - account.Last.Time).Duration() >= _options.Interval * (SweepsBetween - 0.5);

    private Dictionary<string, (List<KeyValuePair<string, AttributeValue>> Fields, List<string> Cut)> ReadTables(
        List<(string Id, NetAccount Account)> urgent, List<(string Id, NetAccount Account)> wanted, DateTimeOffset now)
    {
        var read = new Dictionary<string, (List<KeyValuePair<string, AttributeValue>> Fields, List<string> Cut)>(StringComparer.Ordinal);
        foreach (var (id, account) in urgent.OrderBy(entry => entry.Account.TableAt).Take(MostUrgentTables))
        {
            ReadTable(id, account);
        }

        var began = spent();
        foreach (var (id, account) in wanted.OrderBy(entry => entry.Account.TableAt))
        {
            ReadTable(id, account);
            if (spent() - began > _options.Interval * (_options.Budget / 2) || read.Count >= MostAtOnce)
            {
                break;
            }
        }

        return read;

        void ReadTable(string id, NetAccount account)
        {
            if (_sockets.Read(account.Folder))
            {
                read[id] = account.Take(_sockets, now, _ephemeralPorts);
            }
        }
    }

    private static IEnumerable<Measurement> Tell(
        string id, NetAccount account, Dictionary<string, (List<KeyValuePair<string, AttributeValue>> Fields, List<string> Cut)> tables)
    {
        if (account.Series.TakeCalm() is { } calm)
        {
            yield return new Measurement(EventTypes.NetSample, Source, calm.To.Time, id, account.History.Pid, [.. NetFields.Of(calm.From, calm.To)]);
        }

        var reading = account.Last;
        var (fields, cut) = tables.TryGetValue(id, out var table) ? table : ([], []);
        yield return new Measurement(
            EventTypes.NetSample, Source, reading.Time, id, account.History.Pid, [.. NetFields.Of(account.Series.Take(reading), reading), .. fields]) { Cut = cut };
    }

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

    // The host's; a container may have another, which only its own processes can read.
    private static long EphemeralPorts(string procPath)
    {
        var file = new FileBytes();
        if (file.Read($"{procPath}/sys/net/ipv4/ip_local_port_range") != FileAnswer.Read)
        {
            return UsualPorts;
        }

        var words = new Words(file.Text);
        return words.NextNumber(out var first) && words.NextNumber(out var last) && last > first ? last - first + 1 : UsualPorts;
    }
}

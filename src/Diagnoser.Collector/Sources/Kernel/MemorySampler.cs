using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Measuring;

namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>
/// Reads each running container's memory every two seconds, since its cgroup vanishes with it, and the host's OOM kill counter.
/// Any thread.
/// </summary>
internal sealed class MemorySampler(HostContext context, TimeProvider clock)
{
    private const int PerSecond = 50;
    private const int KeptCounts = 16;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // A kill precedes the end that it causes by some ten milliseconds; a count taken in between would hide it.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // Files are read under a gate of their own: who ends a run or asks for one must not wait for a round over all of them.
    private readonly Lock _reading = new();
    private readonly Lock _gate = new();
    private readonly CgroupReader _reader = new(new FileBytes());
    private readonly Dictionary<string, RunHistory> _running = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset Time, long Kills)> _counts = new();

    /// <summary>The runs that are going on, by container.</summary>
    public IReadOnlyList<KeyValuePair<string, RunHistory>> Running
    {
        get
        {
            lock (_gate)
            {
                return [.. _running];
            }
        }
    }

    /// <summary>Reads on until cancelled; slower with many containers, so that it stays below fifty reads a second.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Sample();
            int count;
            lock (_gate)
            {
                count = _running.Count;
            }

            await Task.Delay(TimeSpan.FromSeconds(Math.Max(Interval.TotalSeconds, (double)count / PerSecond)), clock, cancellationToken);
        }
    }

    /// <summary>A run began (or was found): samples it at once, for it may not live to the next round.</summary>
    public void Begin(string containerId, int pid)
    {
        if (!context.IsLocal || CgroupFolders.Find(context.Options.ProcPath, context.Options.CgroupPath, pid, containerId) is not { } folders)
        {
            return;
        }

        var history = First(folders, pid);
        lock (_gate)
        {
            _running[containerId] = history;
        }
    }

    /// <summary>A running container was looked at: begins sampling if that was missed.</summary>
    public void BeginUnlessKnown(string containerId, int pid)
    {
        bool isKnown;
        lock (_gate)
        {
            isKnown = _running.ContainsKey(containerId);
        }

        if (!isKnown)
        {
            Begin(containerId, pid);
        }
    }

    /// <summary>The run ended: what was seen of it; null if nothing was.</summary>
    public RunHistory? End(string containerId)
    {
        lock (_gate)
        {
            return _running.Remove(containerId, out var history) ? history : null;
        }
    }

    /// <summary>The kernel said that the container's use reached this many bytes.</summary>
    public void Reached(string containerId, long bytes)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(containerId, out var history))
            {
                history.Reached(bytes);
            }
        }
    }

    /// <summary>A count of kills from before this collector started.</summary>
    public void Remember(DateTimeOffset time, long kills)
    {
        lock (_gate)
        {
            _counts.Enqueue((time, kills));
        }
    }

    /// <summary>How many OOM kills the host counted since before this instant; null if that is not known.</summary>
    public long? HostKillsSince(DateTimeOffset end)
    {
        if (HostKills() is not { } now)
        {
            return null;
        }

        lock (_gate)
        {
            foreach (var (time, kills) in _counts.Reverse())
            {
                if (time <= end - Margin)
                {
                    return Math.Max(0, now - kills);
                }
            }
        }

        return null;
    }

    /// <summary>The host's counter of OOM kills; null if it cannot be read.</summary>
    public long? HostKills() => context.IsLocal ? HostFiles.NumberAfter(HostFiles.Read(Path.Combine(context.Options.ProcPath, "vmstat")), "oom_kill") : null;

    internal void Sample()
    {
        var now = clock.GetUtcNow();
        if (HostKills() is { } count)
        {
            lock (_gate)
            {
                _counts.Enqueue((now, count));
                if (_counts.Count > KeptCounts)
                {
                    _ = _counts.Dequeue();
                }
            }
        }

        foreach (var (_, history) in Running)
        {
            lock (_reading)
            {
                if (_reader.ReadMemory(history.Folders) is { } memory)
                {
                    history.Add(now, memory);
                }
            }
        }
    }

    /// <summary>Everything is read once, so that there is something to count from however short the run is.</summary>
    private RunHistory First(CgroupFolders folders, int pid)
    {
        var now = clock.GetUtcNow();
        lock (_reading)
        {
            var first = _reader.Read(folders, now);
            var history = new RunHistory(folders, pid, first);
            if (first?.Memory is { } memory)
            {
                history.Add(now, memory);
            }

            return history;
        }
    }
}

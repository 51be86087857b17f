using System.Collections.Concurrent;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>The containers that the collector knows, and for a minute those that are gone: their last events may still come. Any thread.</summary>
internal sealed class Inventory
{
    private static readonly TimeSpan KeptAfterRemoval = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, KnownContainer> _containers = new(StringComparer.Ordinal);

    public IEnumerable<KnownContainer> All => _containers.Values;

    public KnownContainer Get(string id) => _containers.GetOrAdd(id, static key => new KnownContainer(key));

    public KnownContainer? Find(string id) => _containers.GetValueOrDefault(id);

    /// <summary>The container whose main process has this id.</summary>
    public KnownContainer? FindByPid(int pid) =>
        pid > 0 ? _containers.Values.FirstOrDefault(container => container.IsAlive && container.MainPid == pid) : null;

    public void Purge(DateTimeOffset now)
    {
        foreach (var (id, container) in _containers)
        {
            if (container.DestroyedAt is { } removed && now - removed > KeptAfterRemoval)
            {
                _ = _containers.TryRemove(id, out _);
            }
        }
    }
}

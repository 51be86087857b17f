using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Containers;

namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>Publishes what the kernel log says of the containers of this engine; several engines can share a kernel.</summary>
internal sealed class KernelEvents(SourceKit kit, KernelEventFactory factory, Inspector inspector, MemorySampler sampler)
{
    private const int MaxStrangers = 4096;

    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);

    /// <summary>OOM kills and crashes in containers that this engine does not own.</summary>
    public long Ignored { get; private set; }

    public async Task HandleAsync(KernelFact fact, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var containerId = fact.ContainerId ?? FindByPid(fact.Pid);
        if (containerId is null)
        {
            await kit.Outlet.PublishAsync(factory.OfHost(fact, time), cancellationToken);
            return;
        }

        if (await FindOwnAsync(containerId, cancellationToken) is not { } container)
        {
            if (_strangers.Contains(containerId))
            {
                Ignored++;
            }
            else
            {
                // The engine did not say whose it is: a kill with an unknown victim is better than none.
                await kit.Outlet.PublishAsync(factory.OfHost(fact, time), cancellationToken);
            }

            return;
        }

        if (fact is { Constraint: "memcg", OomCgroup: { } cgroup } && KernelLogParser.LastContainerId(cgroup) == containerId && container.Snapshot?.MemoryLimit is > 0 and { } limit)
        {
            sampler.Reached(containerId, limit);
        }

        await kit.Outlet.PublishAsync(factory.OfContainer(fact, time, container), cancellationToken);
    }

    private async Task<KnownContainer?> FindOwnAsync(string id, CancellationToken cancellationToken)
    {
        if (kit.Inventory.Find(id) is { } known)
        {
            return known;
        }

        if (_strangers.Contains(id))
        {
            return null;
        }

        var (read, isGone) = await inspector.ReadAsync(id, cancellationToken);
        if (read is { } snapshot)
        {
            var container = kit.Inventory.Get(id);
            container.Snapshot ??= snapshot;
            return container;
        }

        if (isGone)
        {
            if (_strangers.Count >= MaxStrangers)
            {
                _strangers.Clear();
            }

            _ = _strangers.Add(id);
        }

        return null;
    }

    private string? FindByPid(int pid)
    {
        if (kit.Inventory.FindByPid(pid) is { } known)
        {
            return known.Id;
        }

        var file = Path.Combine(kit.Factory.Context.Options.ProcPath, $"{pid.ToString(CultureInfo.InvariantCulture)}/cgroup");
        return HostFiles.Read(file) is { } cgroups ? KernelLogParser.LastContainerId(cgroups) : null;
    }
}

using System.Runtime.InteropServices;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>The hosts and containers that are remembered. Bounded: ended containers are forgotten after a while, the least used when there are too many.</summary>
internal sealed class KnownContainers(LedgerOptions options)
{
    private const int LeastEvicted = 1024;

    private readonly Dictionary<string, HostTrack> _hosts = new(StringComparer.Ordinal);
    private readonly LinkedList<ContainerTrack> _byUse = new();
    private HostTrack? _host;

    public int Count => _byUse.Count;

    public long Evicted { get; private set; }

    public HostTrack Host(string id)
    {
        // Events of one host come in a row.
        if (_host?.Id == id)
        {
            return _host;
        }

        ref var host = ref CollectionsMarshal.GetValueRefOrAddDefault(_hosts, id, out _);
        return _host = host ??= new(id);
    }

    /// <summary>The container that an event is about.</summary>
    /// <param name="host">The event's host.</param>
    /// <param name="dockerEvent">The event.</param>
    /// <param name="evicted">The container that had to give way; its deaths may not be lost.</param>
    public ContainerTrack Container(HostTrack host, DockerEvent dockerEvent, out ContainerTrack? evicted)
    {
        evicted = null;
        if (host.Containers.TryGetValue(dockerEvent.Subject.Id, out var container))
        {
            if (container.Place != _byUse.Last)
            {
                _byUse.Remove(container.Place!);
                _byUse.AddLast(container.Place!);
            }
        }
        else
        {
            if (_byUse.Count >= options.ContainerLimit)
            {
                Evicted++;
                evicted = _byUse.First!.Value;
                Remove(evicted);
                LetGo(evicted.Host);
            }

            container = new(host, dockerEvent.Subject.Id);
            container.Place = _byUse.AddLast(container);
            host.Containers.Add(container.Id, container);
        }

        container.LastTime = dockerEvent.Time > container.LastTime ? dockerEvent.Time : container.LastTime;
        if (dockerEvent.Subject.Name.Length > 0)
        {
            container.Name = dockerEvent.Subject.Name;
        }

        return container;
    }

    /// <summary>Lets go of what is too old to matter, by the host's clock.</summary>
    public void Forget(HostTrack host)
    {
        while (host.Recent.TryPeek(out var death) && death.Run.EndTime + options.Recent < host.Clock)
        {
            host.Recent.Dequeue().Run.Close();
        }

        while (host.Ended.TryPeek(out var ended) && ended.Since + options.Remember < host.Clock)
        {
            var (container, _) = host.Ended.Dequeue();
            if (container is not { Place: not null, Live: null })
            {
                continue;
            }

            if (container.LastTime + options.Remember < host.Clock)
            {
                Remove(container);
            }
            else
            {
                host.Ended.Enqueue((container, container.LastTime));
            }
        }
    }

    /// <summary>Takes those that had to give way out of the queue, once they are most of it: it would keep them for long.</summary>
    private static void LetGo(HostTrack host)
    {
        if (++host.EvictedInQueue < Math.Max(LeastEvicted, host.Ended.Count / 2))
        {
            return;
        }

        host.EvictedInQueue = 0;
        for (var left = host.Ended.Count; left > 0; left--)
        {
            var ended = host.Ended.Dequeue();
            if (ended.Container.Place is not null)
            {
                host.Ended.Enqueue(ended);
            }
        }
    }

    private void Remove(ContainerTrack container)
    {
        _byUse.Remove(container.Place!);
        container.Place = null;
        _ = container.Host.Containers.Remove(container.Id);
    }
}

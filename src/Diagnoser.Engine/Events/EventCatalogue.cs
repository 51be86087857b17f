using System.Collections.Frozen;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events;

/// <summary>The event types that are made, with their fields. It feeds the linter, and rules can name nothing else.</summary>
public static class EventCatalogue
{
    /// <summary>All event types in order of their names.</summary>
    public static readonly IReadOnlyList<EventSchema> All = [.. Made().OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Event types that the language knows and no collector makes yet; a rule on them would never fire.</summary>
    public static readonly IReadOnlyList<string> NotMadeYet =
    [
        "container.probe", "container.log", "container.logfile", "container.stats", "container.exec", "container.copy",
        "daemon.log", "daemon.unresponsive", "network.create", "network.destroy",
        "image.pull", "image.pull_failed", "image.delete", "image.commit", "volume.mount", "volume.unmount",
        "service.change", "swarm.service", "swarm.node", "swarm.task",
        "host.disk", "host.memory", "host.cpu", "host.boot", "host.clock", "net.sample", "posture.finding", "collector.silent", "diagnosis",
    ];

    private static readonly FrozenDictionary<string, EventSchema> ByName = All.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, EventField> FieldsByName =
        All.SelectMany(s => s.Fields).DistinctBy(f => f.Name).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Names of all fields of all event types.</summary>
    public static IEnumerable<string> FieldNames => FieldsByName.Keys;

    /// <summary>The event type by this name, or null.</summary>
    public static EventSchema? Find(string eventType) => ByName.GetValueOrDefault(eventType);

    /// <summary>The field by this name of any event type; a name has one type everywhere. Null if there is none.</summary>
    public static EventField? FindField(string name) =>
        All.Select(schema => schema.Find(name)).FirstOrDefault(field => field is not null);

    private static IEnumerable<EventSchema> Made()
    {
        yield return new(EventTypes.ContainerCreate, "a container was created", FieldGroups.Container);
        yield return new(EventTypes.ContainerStart, "a run began", FieldGroups.Running);
        yield return new(EventTypes.ContainerStartFailed, "a container could not be started", [.. FieldGroups.Container, .. FieldGroups.Exit]);
        yield return new(EventTypes.ContainerDie, "a run ended", [.. FieldGroups.Running, .. FieldGroups.Exit, .. FieldGroups.Died]);
        yield return new(EventTypes.ContainerOom, "the kernel killed some process of the container", FieldGroups.Running);
        yield return new(EventTypes.ContainerKill, "the API sent a signal", [.. FieldGroups.Running, Signal]);
        yield return new(EventTypes.ContainerStop, "the API stopped the container", FieldGroups.Running);
        yield return new(EventTypes.ContainerRestart, "the API restarted the container", FieldGroups.Running);
        yield return new(EventTypes.ContainerDestroy, "a container was removed", FieldGroups.Running);
        yield return new(EventTypes.ContainerUpdate, "limits or the restart policy were changed live", FieldGroups.Running);
        yield return new(EventTypes.ContainerRename, "a container was renamed", FieldGroups.Running);
        yield return new(EventTypes.ContainerPause, "a container was paused", FieldGroups.Running);
        yield return new(EventTypes.ContainerUnpause, "a container was unpaused", FieldGroups.Running);
        yield return new(EventTypes.ContainerHealthStatus, "the health state changed", [.. FieldGroups.Running, .. FieldGroups.Health]);
        yield return new(EventTypes.KernelOomKill, "the OOM killer killed a process of a container", [.. FieldGroups.Running, .. FieldGroups.OomKill]);
        yield return new(EventTypes.KernelLog, "another telling kernel line", [.. FieldGroups.Running, .. FieldGroups.Process]);
        yield return new(EventTypes.NetworkConnect, "a container was connected to a network", [.. FieldGroups.Running, .. FieldGroups.Network]);
        yield return new(EventTypes.NetworkDisconnect, "a container was disconnected", [.. FieldGroups.Running, .. FieldGroups.Network]);
        yield return new(EventTypes.DaemonRestart, "the Docker daemon went away and came back", FieldGroups.Every);
        yield return new(EventTypes.DaemonReload, "the daemon reloaded its configuration", FieldGroups.Every);
        yield return new(EventTypes.CollectorStarted, "the collector started", [.. FieldGroups.Every, KernelLogReadable]);
        yield return new(EventTypes.CollectorBlind, "a blind window of the collector ended", [.. FieldGroups.Every, .. FieldGroups.Blind]);
    }

    private static EventField KernelLogReadable =>
        new(AttributeNames.KernelLogReadable, FieldType.Boolean, "true if the collector can read the kernel log");

    private static EventField Signal => new(AttributeNames.Signal, FieldType.Integer, "number of the signal");
}

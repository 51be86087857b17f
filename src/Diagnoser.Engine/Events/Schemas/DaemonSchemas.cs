using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>The Docker daemon.</summary>
internal static class DaemonSchemas
{
    private static readonly IReadOnlyList<EventField> Logged =
    [
        .. FieldGroups.Log,
        new("log.field.", FieldType.Text, "a field of the daemon's line, such as log.field.error; hostile text"),
        new("dns.server", FieldType.Text, "the name server that did not answer"),
        new("dns.question", FieldType.Text, "what it was asked"),
        new("dns.client_address", FieldType.Text, "the container's address that asked"),
    ];

    private static readonly IReadOnlyList<EventField> Unresponsive =
    [
        new("daemon.request", FieldType.Text, "what was asked") { Values = ["ping", "inspect"] },
        new("daemon.waited", FieldType.Duration, "how long no answer came"),
        new("daemon.process_alive", FieldType.Boolean, "true if its process lives"),
        new(FieldNames.ContainerId, FieldType.Text, "the engine's id of the container"),
        new(FieldNames.ContainerName, FieldType.Text, "the container's name"),
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.DaemonRestart, "the Docker daemon went away and came back", EventSources.Docker, FieldGroups.Every);
        yield return new(EventTypes.DaemonReload, "the daemon reloaded its configuration", EventSources.Docker, FieldGroups.Every);
        yield return new(EventTypes.DaemonLog, "the daemon logged something that rules look at", EventSources.Journal, [.. FieldGroups.Running, .. Logged]);
        yield return new(EventTypes.DaemonUnresponsive, "the daemon did not answer in time", EventSources.Probe, [.. FieldGroups.Every, .. Unresponsive]);
    }
}

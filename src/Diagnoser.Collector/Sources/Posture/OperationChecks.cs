using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Changes;
using Check = Diagnoser.Collector.Sources.Posture.PostureCheck<Diagnoser.Collector.Sources.Posture.ContainerSettings>;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>What will make a container, its data or its host fail one day.</summary>
internal static class OperationChecks
{
    public static readonly IReadOnlyList<Check> All =
    [
        new("no_memory_limit", "RES-007", "a limit of 1.3 times what it uses at most", c => c.Number("Memory") > 0 ? null : "unlimited"),
        new("no_pids_limit", "RES-012", "a limit such as 512", c => c.Number("PidsLimit") > 0 ? null : "unlimited"),
        new("no_cpu_limit", "RES-002", "a limit, where others on the host must not wait for it", c => c.Number("NanoCpus") > 0 || c.Number("CpuQuota") > 0 || c.Host("CpusetCpus").Length > 0 ? null : "unlimited"),
        new("no_health_check", "HLTH-006", "a health check of what it serves", c => c.Ports.Any() && c.Root.At("Config", "Healthcheck") is null ? "none" : null),
        new("no_restart_policy", "EXIT-013", "unless-stopped, or on-failure", RestartPolicy),
        new("endless_restarts", "EXIT-010", "on-failure:5, and to know why it ends", c => c.Snapshot.IsRestartedOften && Policy(c) is "always" or "unless-stopped" ? Policy(c) : null),
        new("unrotated_log", "STO-002", "max-size=10m, max-file=3", Log),
        new("mutable_tag", "IMG-001", "a tag of a version, or a digest", Tag),
        new("database_without_volume", "STO-011", "a named volume at its data", c => DatabaseImages.Find(c.Snapshot.Image) is { } database && !Holding(c, database).Any() ? $"{database.Name}: nothing at {database.Folders[0]}" : null),
        new("database_on_anonymous_volume", "STO-012", "a named volume at its data", Anonymous),
        new("published_everywhere", "NET-026", "127.0.0.1:PORT:PORT, or no published port", c => Check.List(c.Ports.Where(port => port.IsEverywhere && AdminPorts.Find(port.Port) is not null).Select(port => $"{port.Name} ({AdminPorts.Find(port.Port)})"))),
        new("links", "NET-008", "a network of its own, where names are resolved", c => Check.List(c.Root.Texts("HostConfig", "Links").Select(link => link.Split(':')[0].TrimStart('/')))),
        new("hard_coded_address", "NET-009", "the service's name", c => Check.List(HardCodedAddresses.Of(c.Root))),
    ];

    private static string Policy(ContainerSettings container) => container.Root.Text("HostConfig", "RestartPolicy", "Name") is { Length: > 0 } policy ? policy : "no";

    // Who publishes a port is expected to be there; Swarm starts its tasks anew by itself.
    private static string? RestartPolicy(ContainerSettings container) =>
        Policy(container) == "no" && container.Ports.Any() && !container.Snapshot.AutoRemove && container.Snapshot.Service.Orchestrator != "swarm" ? "no" : null;

    private static string? Log(ContainerSettings container) =>
        container.Root.Text("HostConfig", "LogConfig", "Type") == "json-file" && container.Root.Text("HostConfig", "LogConfig", "Config", "max-size") is null or "" or "-1" ? "json-file without max-size" : null;

    private static string? Tag(ContainerSettings container)
    {
        var image = container.Snapshot.Image;
        var repository = ServiceNaming.Repository(image);
        return image.Contains('@', StringComparison.Ordinal) || repository.Length == 0 || (image.Length > repository.Length && !image.EndsWith(":latest", StringComparison.Ordinal)) ? null : image;
    }

    private static string? Anonymous(ContainerSettings container) =>
        DatabaseImages.Find(container.Snapshot.Image) is { } database && Holding(container, database).ToList() is { Count: > 0 } mounts && mounts.TrueForAll(mount => MountFields.IsAnonymous(mount.Name))
            ? $"{database.Name}: {mounts[0].Destination}"
            : null;

    // What is kept in memory is meant to be lost.
    private static IEnumerable<Mounted> Holding(ContainerSettings container, DatabaseImage database)
    {
        var tmpfs = container.Root.At("HostConfig", "Tmpfs") is { ValueKind: System.Text.Json.JsonValueKind.Object } found ? found.EnumerateObject().Select(mount => new Mounted("tmpfs", null, "", mount.Name.TrimEnd('/'), true)) : [];
        return container.Mounts.Concat(tmpfs).Where(mount => database.IsAt(mount.Destination));
    }
}

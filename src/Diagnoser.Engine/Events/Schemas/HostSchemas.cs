using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>The machine.</summary>
internal static class HostSchemas
{
    private static readonly IReadOnlyList<EventField> Disk =
    [
        new("disk.mount_point", FieldType.Text, "where it is mounted"),
        new("disk.mount_role", FieldType.Text, "what it is for") { Values = ["docker_data", "volume", "root"] },
        new("disk.device", FieldType.Text, "the device"),
        new("disk.file_system", FieldType.Text, "ext4, xfs, nfs, …"),
        new("disk.total_bytes", FieldType.Bytes, "its size"),
        new("disk.used_bytes", FieldType.Bytes, "bytes in use"),
        new("disk.free_bytes", FieldType.Bytes, "bytes that are left to programs without privileges"),
        new("disk.used_ratio", FieldType.Ratio, "bytes in use of what can be used"),
        new("disk.inodes_free", FieldType.Integer, "files that can still be made"),
        new("disk.inodes_free_ratio", FieldType.Ratio, "files that can still be made, of all"),
        new("disk.is_read_only", FieldType.Boolean, "true if it is mounted read-only"),
        new("disk.busy_ratio", FieldType.Ratio, "share of the interval in which the device worked"),
        new("disk.docker.images_bytes", FieldType.Bytes, "bytes of images"),
        new("disk.docker.containers_bytes", FieldType.Bytes, "bytes of containers' own layers"),
        new("disk.docker.volumes_bytes", FieldType.Bytes, "bytes of volumes"),
        new("disk.docker.build_cache_bytes", FieldType.Bytes, "bytes of the build cache"),
        new("disk.docker.logs_bytes", FieldType.Bytes, "bytes of containers' log files"),
        new("disk.docker.reclaimable_bytes", FieldType.Bytes, "bytes that docker system prune could free"),
    ];

    private static readonly IReadOnlyList<EventField> Memory =
    [
        FieldGroups.Interval,
        new("host.memory.available", FieldType.Bytes, "memory that programs can still get"),
        new("host.memory.available_ratio", FieldType.Ratio, "the same, of all memory"),
        new("host.memory.limits_sum", FieldType.Bytes, "sum of the limits of running containers"),
        new("host.memory.unlimited_containers", FieldType.Integer, "running containers without a limit"),
        new("host.memory.pressure.some_avg60", FieldType.Ratio, "share of the last minute in which some task waited for memory"),
        new("host.memory.pressure.full_avg60", FieldType.Ratio, "share of the last minute in which all tasks waited for memory"),
        new("host.swap.used", FieldType.Bytes, "swap in use"),
        new("host.swap.in_delta", FieldType.Bytes, "bytes read back from swap"),
        new(AttributeNames.HostOomKills, FieldType.Integer, "growth of the host's OOM kill counter"),
    ];

    private static readonly IReadOnlyList<EventField> Cpu =
    [
        FieldGroups.Interval,
        new("host.cpu.count", FieldType.Integer, "processors"),
        new("host.cpu.usage_ratio", FieldType.Ratio, "processor time in use, of all"),
        new("host.cpu.steal_ratio", FieldType.Ratio, "processor time that the hypervisor gave to others"),
        new("host.cpu.iowait_ratio", FieldType.Ratio, "processor time spent waiting for devices"),
        new("host.cpu.load1", FieldType.Number, "load of the last minute"),
        new("host.cpu.load5", FieldType.Number, "load of the last 5 minutes"),
        new("host.cpu.pressure.some_avg60", FieldType.Ratio, "share of the last minute in which some task waited for a processor"),
        new("host.io.pressure.some_avg60", FieldType.Ratio, "share of the last minute in which some task waited for a device"),
        new("host.files.used_ratio", FieldType.Ratio, "open files of the host's limit"),
    ];

    private static readonly IReadOnlyList<EventField> Boot =
    [
        new("host.boot_id", FieldType.Text, "id of this boot"),
        new("host.boot_time", FieldType.Time, "when it booted"),
        new("host.kernel_version", FieldType.Text, "the kernel's version"),
        new("host.os", FieldType.Text, "name and version of the operating system"),
        new("host.was_clean", FieldType.Boolean, "true if it was shut down in order before") { IsMade = false },
    ];

    private static readonly IReadOnlyList<EventField> Clock =
    [
        new("clock.offset", FieldType.Duration, "how far it is ahead; negative if it is behind") { MayBeNegative = true },
        new("clock.reference", FieldType.Text, "what it was compared with") { Values = ["server", "ntp", "engine"] },
        new("clock.is_synchronised", FieldType.Boolean, "true if the kernel says that it is synchronised"),
    ];

    private static readonly IReadOnlyList<EventField> Posture =
    [
        new("posture.check", FieldType.Text, "what was checked, such as privileged or no_memory_limit; posture.md has them all"),
        new("posture.code", FieldType.Text, "its catalogue code, such as SEC-001"),
        new("posture.value", FieldType.Text, "what was found; hostile text"),
        new("posture.wanted", FieldType.Text, "what it should be"),
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.HostDisk, "a file system of the host was measured", EventSources.Files, [.. FieldGroups.Every, FieldGroups.Interval, .. Disk]);
        yield return new(EventTypes.HostMemory, "the host's memory was measured", EventSources.Proc, [.. FieldGroups.Every, .. Memory]);
        yield return new(EventTypes.HostCpu, "the host's processors were measured", EventSources.Proc, [.. FieldGroups.Every, .. Cpu]);
        yield return new(EventTypes.HostBoot, "the host booted", EventSources.Proc, [.. FieldGroups.Every, .. Boot]);
        yield return new(EventTypes.HostClock, "the host's clock was compared with another", EventSources.Server, [.. FieldGroups.Every, .. Clock]) { IsMade = false };
        yield return new(EventTypes.PostureFinding, "a setting was found that weakens security or operation", EventSources.Inspect, [.. FieldGroups.Running, .. Posture]);
    }
}

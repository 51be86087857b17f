using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Measurements of a container's cgroup.</summary>
internal static class StatsSchemas
{
    private static readonly IReadOnlyList<EventField> Cpu =
    [
        new("cgroup.cpu.usage_delta", FieldType.Duration, "processor time used"),
        new("cgroup.cpu.usage_cores", FieldType.Number, "processor time used for each second"),
        new("cgroup.cpu.quota_cores", FieldType.Number, "processors its quota allows; absent if unlimited"),
        new("cgroup.cpu.nr_periods_delta", FieldType.Integer, "quota periods that went by"),
        new("cgroup.cpu.nr_throttled_delta", FieldType.Integer, "quota periods in which it was throttled"),
        new("cgroup.cpu.throttled_delta", FieldType.Duration, "time it was throttled, over all its threads"),
        new("cgroup.cpu.throttled_ratio", FieldType.Ratio, "throttled periods of all periods"),
        new("cgroup.cpu.pressure.some_avg60", FieldType.Ratio, "share of the last minute in which a task waited for a processor"),
    ];

    private static readonly IReadOnlyList<EventField> Memory =
    [
        new("cgroup.memory.current", FieldType.Bytes, "memory in use, page cache included"),
        new("cgroup.memory.peak", FieldType.Bytes, "highest memory use of this run"),
        new("cgroup.memory.limit", FieldType.Bytes, "the limit; absent if unlimited"),
        new("cgroup.memory.used_ratio", FieldType.Ratio, "working set of the limit; absent if unlimited"),
        new("cgroup.memory.working_set", FieldType.Bytes, "memory in use without inactive page cache"),
        new("cgroup.memory.anon", FieldType.Bytes, "memory that is not backed by files"),
        new("cgroup.memory.file", FieldType.Bytes, "page cache"),
        new("cgroup.memory.inactive_file", FieldType.Bytes, "page cache that can be dropped at once"),
        new("cgroup.memory.shmem", FieldType.Bytes, "shared memory and tmpfs"),
        new("cgroup.memory.swap", FieldType.Bytes, "swap in use"),
        new("cgroup.memory.major_faults_delta", FieldType.Integer, "page faults that read from disk"),
        new("cgroup.memory.high_delta", FieldType.Integer, "times it was slowed down at memory.high"),
        new("cgroup.memory.max_delta", FieldType.Integer, "times it reached its limit and memory was reclaimed"),
        new("cgroup.memory.oom_delta", FieldType.Integer, "times its limit left no memory to give"),
        new("cgroup.memory.oom_kill_delta", FieldType.Integer, "processes killed by the OOM killer, the host's kills included"),
        new("cgroup.memory.pressure.some_avg10", FieldType.Ratio, "share of the last 10 seconds in which some task waited for memory"),
        new("cgroup.memory.pressure.full_avg10", FieldType.Ratio, "share of the last 10 seconds in which all tasks waited for memory"),
    ];

    private static readonly IReadOnlyList<EventField> Tasks =
    [
        new("cgroup.pids.current", FieldType.Integer, "processes and threads"),
        new("cgroup.pids.limit", FieldType.Integer, "their limit; absent if unlimited"),
        new("cgroup.pids.used_ratio", FieldType.Ratio, "processes and threads of the limit; absent if unlimited"),
        new("cgroup.pids.max_delta", FieldType.Integer, "forks refused at the limit"),
        new("cgroup.pids.zombies", FieldType.Integer, "ended processes that nobody waited for"),
        new("process.open_files", FieldType.Integer, "open files of the process that has most"),
        new("process.open_files_limit", FieldType.Integer, "that process's limit"),
    ];

    private static readonly IReadOnlyList<EventField> Io =
    [
        new("cgroup.io.read_bytes_delta", FieldType.Bytes, "bytes read from devices"),
        new("cgroup.io.write_bytes_delta", FieldType.Bytes, "bytes written to devices"),
        new("cgroup.io.read_operations_delta", FieldType.Integer, "reads from devices"),
        new("cgroup.io.write_operations_delta", FieldType.Integer, "writes to devices"),
        new("cgroup.io.pressure.some_avg60", FieldType.Ratio, "share of the last minute in which some task waited for a device"),
        new("cgroup.io.pressure.full_avg60", FieldType.Ratio, "share of the last minute in which all tasks waited for a device"),
        new("container.writable_bytes", FieldType.Bytes, "size of the container's own layer"),
        new("container.writable_bytes_delta", FieldType.Bytes, "growth of the container's own layer; negative if it shrank") { MayBeNegative = true },
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.ContainerStats, "a container's cgroup was measured", EventSources.Cgroup, [.. FieldGroups.Running, FieldGroups.Interval, .. Cpu, .. Memory, .. Tasks, .. Io]);
    }
}

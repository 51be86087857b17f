using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>What the kernel logs.</summary>
internal static class KernelSchemas
{
    private static readonly IReadOnlyList<EventField> Process =
    [
        new(AttributeNames.ProcessName, FieldType.Text, "name (comm) of the process"),
        new(AttributeNames.ProcessPid, FieldType.Integer, "process id on the host"),
        new(AttributeNames.ProcessIsMain, FieldType.Boolean, "true if it is the container's main process; absent if not known"),
        new(AttributeNames.KernelLine, FieldType.Text, "the kernel's line"),
    ];

    private static readonly IReadOnlyList<EventField> OomKill =
    [
        .. Process,
        new(AttributeNames.ProcessRss, FieldType.Bytes, "resident memory of the process"),
        new(AttributeNames.OomConstraint, FieldType.Text, "whose limit the kernel ran into") { Values = ["memcg", "host", "cpuset"] },
        new(AttributeNames.OomCgroup, FieldType.Text, "path of the cgroup whose limit was reached"),
        new(AttributeNames.TaskCgroup, FieldType.Text, "path of the killed process's cgroup"),
        new(AttributeNames.OomScope, FieldType.Text, "whose limit it was, seen from the container") { Values = ["own", "parent", "host"] },
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.KernelOomKill, "the OOM killer killed a process of a container", EventSources.Kernel, [.. FieldGroups.Running, .. OomKill]);
        yield return new(EventTypes.KernelLog, "another telling kernel line", EventSources.Kernel, [.. FieldGroups.Running, .. Process]);
    }
}

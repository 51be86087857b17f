using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>What a container writes, and what people do in it.</summary>
internal static class ActivitySchemas
{
    private static readonly IReadOnlyList<EventField> Line =
    [
        .. FieldGroups.Log,
        new("log.iostream", FieldType.Text, "where it was written") { Values = ["stdout", "stderr"] },
    ];

    private static readonly IReadOnlyList<EventField> LogFile =
    [
        new("container.log.driver", FieldType.Text, "the log driver, such as json-file"),
        new("container.log.max_size", FieldType.Bytes, "size at which the driver rotates; absent if it never does"),
        new("container.log.max_file", FieldType.Integer, "how many rotated files it keeps"),
        new("logfile.path", FieldType.Text, "the file on the host"),
        new("logfile.bytes", FieldType.Bytes, "its size, rotated files included"),
        new("logfile.bytes_delta", FieldType.Bytes, "its growth; negative if it shrank") { MayBeNegative = true },
        FieldGroups.Interval,
    ];

    private static readonly IReadOnlyList<EventField> Exec =
    [
        new("exec.id", FieldType.Text, "the engine's id of the execution"),
        new("exec.command", FieldType.Text, "what was executed, as one line; hostile text"),
        new("exec.user", FieldType.Text, "as whom") { IsMade = false },
        new("exec.exit_code", FieldType.Integer, "its exit code; absent if it ended later than ten seconds on"),
        new("exec.is_shell", FieldType.Boolean, "true if it is a shell that somebody opened"),
    ];

    private static readonly IReadOnlyList<EventField> Copy =
    [
        new("copy.path", FieldType.Text, "path in the container") { IsMade = false },
        new("copy.direction", FieldType.Text, "which way, seen from the container") { Values = ["in", "out"] },
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.ContainerLog, "a container wrote a line that rules look at", EventSources.ContainerLogs, [.. FieldGroups.Running, .. Line]);
        yield return new(EventTypes.ContainerLogFile, "a container's log file was measured", EventSources.Files, [.. FieldGroups.Running, .. LogFile]);
        yield return new(EventTypes.ContainerExec, "somebody ran a program in the container; no health probe", EventSources.Docker, [.. FieldGroups.Running, .. Exec]);
        yield return new(EventTypes.ContainerCopy, "somebody copied files out of or into the container", EventSources.Docker, [.. FieldGroups.Running, .. Copy]);
    }
}

using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>One <c>kernel.oom_kill</c> of a container's process.</summary>
internal sealed record KernelKill(DateTimeOffset Time, string? Process, long? Pid, double? Resident, bool? IsMain, LimitOwner Owner)
{
    /// <summary>Reads it from its event.</summary>
    public static KernelKill From(DockerEvent kill) => new(
        kill.Time,
        kill.Attributes[AttributeNames.ProcessName].Text,
        kill.Attributes.Integer(AttributeNames.ProcessPid),
        kill.Attributes[AttributeNames.ProcessRss].TryGetNumber(out var resident) ? resident : null,
        kill.Attributes[AttributeNames.ProcessIsMain].TryGetBoolean(out var isMain) ? isMain : null,
        OwnerOf(kill));

    /// <summary>Whether the main process was killed, once its process id is known.</summary>
    public KernelWord Word(long? mainPid) => (IsMain ?? IsProcess(mainPid)) switch
    {
        true => KernelWord.MainKilled,
        false => KernelWord.ChildKilled,
        null => KernelWord.SomeKilled,
    };

    /// <summary>The value of <c>oom_scope</c>, or null where the line does not say whose limit it was.</summary>
    public static string? ScopeOf(DockerEvent kill) => OwnerOf(kill) switch
    {
        LimitOwner.Own => "own",
        LimitOwner.Parent => "parent",
        LimitOwner.Host => "host",
        _ => NestedIn(kill) ? "own" : null,
    };

    private bool? IsProcess(long? pid) => Pid is null || pid is null ? null : Pid == pid;

    private static LimitOwner OwnerOf(DockerEvent kill)
    {
        var path = kill.Attributes[AttributeNames.OomCgroup].Text;
        return kill.Attributes[AttributeNames.OomConstraint].Text is "host" or "cpuset"
            ? LimitOwner.Host
            : path is null
                ? kill.Attributes[AttributeNames.OomScope].Text switch
                {
                    "own" => LimitOwner.Own,
                    "parent" => LimitOwner.Parent,
                    "host" => LimitOwner.Host,
                    _ => LimitOwner.OwnAssumed,
                }
                : NestedIn(kill)
                    ? LimitOwner.OwnAssumed
                    : Depth(path, kill.Subject.Id) == 0
                        ? LimitOwner.Own
                        : IsAbove(path, kill.Attributes[AttributeNames.TaskCgroup].Text) ? LimitOwner.Parent : LimitOwner.OwnAssumed;
    }

    /// <summary>The limit is that of a cgroup inside the container, which raising the container's limit does not lift.</summary>
    private static bool NestedIn(DockerEvent kill) =>
        kill.Attributes[AttributeNames.OomCgroup].Text is { } path && Depth(path, kill.Subject.Id) > 0;

    private static bool IsAbove(string path, string? taskPath) =>
        taskPath is null || taskPath.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>Number of path segments below the container's own cgroup; -1 if it is not in the path.</summary>
    private static int Depth(string path, string containerId)
    {
        var below = 0;
        var rest = path.AsSpan().TrimEnd('/');
        while (!rest.IsEmpty)
        {
            var slash = rest.LastIndexOf('/');
            if (IsOf(rest[(slash + 1)..], containerId))
            {
                return below;
            }

            below++;
            rest = slash < 0 ? [] : rest[..slash];
        }

        return -1;
    }

    /// <summary>The segment is <c>ID</c> or, with the systemd driver, <c>docker-ID.scope</c>.</summary>
    private static bool IsOf(ReadOnlySpan<char> segment, string containerId)
    {
        const string Unit = ".scope";
        if (!segment.EndsWith(Unit, StringComparison.Ordinal))
        {
            return segment.SequenceEqual(containerId);
        }

        var name = segment[..^Unit.Length];
        return name[(name.LastIndexOf('-') + 1)..].SequenceEqual(containerId);
    }
}

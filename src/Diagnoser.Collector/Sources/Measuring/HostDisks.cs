using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Measures the file systems that matter to containers: of the engine's data, of the root, of volumes and bind mounts.</summary>
internal sealed class HostDisks(SourceKit kit, DiskReader devices)
{
    public const string Name = "disks";

    private const int MostFileSystems = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Memory and what the kernel makes up is no disk.
    private static readonly HashSet<string> Unreal = new(StringComparer.Ordinal)
    {
        "tmpfs", "ramfs", "devtmpfs", "proc", "sysfs", "cgroup", "cgroup2", "overlay", "devpts", "mqueue", "debugfs", "tracefs", "securityfs", "bpf", "nsfs", "fuse.lxcfs",
    };

    private readonly CollectorOptions _options = kit.Factory.Context.Options;
    private readonly Dictionary<string, Task> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private Dictionary<string, long> _busy = [];
    private DateTimeOffset _busyAt;
    private long _logBytes = -1;

    /// <summary>What the engine said of its disk space last; null if it was not asked.</summary>
    public DockerDisk? Docker { get; set; }

    /// <summary>Bytes of containers' log files; null if they cannot be seen.</summary>
    public long? LogBytes
    {
        get => Volatile.Read(ref _logBytes) is >= 0 and var bytes ? bytes : null;
        set => Volatile.Write(ref _logBytes, value ?? -1);
    }

    private bool IsOwnRoot => _options.RootPath == "/";

    /// <summary>Why the host's file systems cannot be measured; null if they can.</summary>
    public MissingEvidence? FindMissing() =>
        IsOwnRoot && kit.Factory.Context.Identity.DataRoot is { Length: > 0 } dataRoot && !Directory.Exists(dataRoot)
            ? new MissingEvidence(EventTypes.HostDisk, $"{dataRoot} is not here: how full the host's disks are is not known", "mount the host's root read-only and set Collector:RootPath")
            : null;

    /// <summary>Measures and publishes each.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var now = kit.Clock.GetUtcNow();
        var before = (Times: _busy, At: _busyAt);
        (_busy, _busyAt) = (devices.BusyTimes(), now);
        foreach (var (mount, role) in Wanted())
        {
            if (await SizeAsync(mount, cancellationToken) is not { } size)
            {
                continue;
            }

            var interval = before.Times.Count > 0 ? now - before.At : default;
            double? busy = interval > TimeSpan.Zero && _busy.TryGetValue(mount.Device, out var last) && before.Times.TryGetValue(mount.Device, out var first)
                ? Math.Clamp((last - first) / interval.TotalMilliseconds, 0, 1)
                : null;
            var host = kit.Factory.Context.Host;
            var fields = Fields(mount, role, size, interval, busy);
            var facts = new KeyValuePair<string, string>("mount", mount.Point);
            await kit.Outlet.PublishAsync(kit.Factory.Of(EventTypes.HostDisk, now, Name, new Subject(Subject.HostKind, host.Id, host.Name), [facts], fields), cancellationToken);
        }
    }

    /// <summary>The file systems to measure, each once, for the most important of what it is for.</summary>
    internal IReadOnlyList<(Mount Mount, string Role)> Wanted()
    {
        var dataRoot = kit.Factory.Context.Identity.DataRoot;
        if (FindMissing() is not null)
        {
            // In a container: its own file systems are not the host's.
            return [];
        }

        if (MountTable.Read(_options.ProcPath, IsOwnRoot) is not { } table)
        {
            Say("mounts", "the host's mounts cannot be read: only the engine's data folder is measured", $"let the collector read {_options.ProcPath}/1/mountinfo");
            return dataRoot.Length > 0 ? [(new Mount(dataRoot, "", "", ""), "docker_data")] : [];
        }

        var wanted = new List<(Mount Mount, string Role)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (dataRoot.Length > 0)
        {
            Add(table.Of(dataRoot), "docker_data");
        }

        Add(table.Of("/"), "root");
        foreach (var source in Sources())
        {
            Add(table.Of(source), "volume");
        }

        if (wanted.Count > MostFileSystems)
        {
            Say("many", $"{wanted.Count} file systems are used by containers: only {MostFileSystems} are measured", null);
            wanted.RemoveRange(MostFileSystems, wanted.Count - MostFileSystems);
        }

        return wanted;

        void Add(Mount? mount, string role)
        {
            if (mount is not null && (role == "docker_data" || !Unreal.Contains(mount.Type)) && seen.Add(mount.Device.StartsWith("0:", StringComparison.Ordinal) ? mount.Point : mount.Device))
            {
                wanted.Add((mount, role));
            }
        }
    }

    private IEnumerable<string> Sources() => kit.Inventory.All
        .Where(container => container.IsAlive)
        .SelectMany(container => container.Snapshot?.Root.Items("Mounts") ?? [])
        .Select(mount => mount.Text("Source") ?? "")
        .Where(source => source.StartsWith('/'))
        .Distinct()
        .Order(StringComparer.Ordinal);

    /// <summary>The size; null if it cannot be had. A server that is away holds up nobody but the thread that asked, and only one at a time.</summary>
    private async Task<FileSystemSize?> SizeAsync(Mount mount, CancellationToken cancellationToken)
    {
        if (_waiting.TryGetValue(mount.Point, out var earlier) && !earlier.IsCompleted)
        {
            return null;
        }

        var path = _options.OnHost(mount.Point);
        var asking = Task.Run(() => FileSystemSize.Of(path), cancellationToken);
        _waiting[mount.Point] = asking;
        try
        {
            var size = await asking.WaitAsync(Patience, kit.Clock, cancellationToken);
            if (size is null)
            {
                var remedy = IsOwnRoot ? "let the collector's user reach it" : $"mount the host's root read-only at {_options.RootPath}";
                Say(mount.Point, $"the size of {mount.Point} cannot be seen", remedy);
            }

            return size;
        }
        catch (TimeoutException)
        {
            Say(mount.Point, $"{mount.Point} ({mount.Type} {mount.Name}) does not answer: whoever uses it waits", "see its server or its disk");
            return null;
        }
    }

    private IEnumerable<KeyValuePair<string, AttributeValue>> Fields(Mount mount, string role, FileSystemSize size, TimeSpan interval, double? busy)
    {
        var used = size.Total - size.Free;
        return
        [
            new("sample.interval", interval > TimeSpan.Zero ? interval.TotalSeconds : default(AttributeValue)),
            new("disk.mount_point", mount.Point),
            new("disk.mount_role", role),
            new("disk.device", mount.Name.Length > 0 ? mount.Name : default(AttributeValue)),
            new("disk.file_system", mount.Type.Length > 0 ? mount.Type : default(AttributeValue)),
            new("disk.total_bytes", size.Total),
            new("disk.used_bytes", used),
            new("disk.free_bytes", size.Available),
            new("disk.used_ratio", StatsFields.Share(used, used + size.Available) is { } ratio ? ratio : default(AttributeValue)),
            new("disk.inodes_free", size.Inodes > 0 ? size.InodesAvailable : default(AttributeValue)),
            new("disk.inodes_free_ratio", StatsFields.Share(size.InodesAvailable, size.Inodes) is { } inodes ? inodes : default(AttributeValue)),
            new("disk.is_read_only", size.IsReadOnly),
            new("disk.busy_ratio", busy is { } share ? share : default(AttributeValue)),
            .. role == "docker_data" ? OfDocker() : [],
        ];
    }

    private IEnumerable<KeyValuePair<string, AttributeValue>> OfDocker() => Docker is not { } docker ? [] :
    [
        new("disk.docker.images_bytes", docker.Images),
        new("disk.docker.containers_bytes", docker.Containers),
        new("disk.docker.volumes_bytes", docker.Volumes),
        new("disk.docker.build_cache_bytes", docker.BuildCache),
        new("disk.docker.reclaimable_bytes", docker.Reclaimable),
        new("disk.docker.logs_bytes", NetFields.Value(LogBytes)),
    ];

    private void Say(string what, string text, string? remedy)
    {
        if (_told.Add(what))
        {
            kit.Notices.Say(Name, true, text, remedy);
        }
    }
}

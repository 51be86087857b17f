using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class HostDisksTests : IDisposable
{
    private const string Mounts =
        """
        21 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw
        22 21 254:2 / /var/lib/docker rw,relatime - xfs /dev/vdb rw
        23 21 0:6 / /run rw - tmpfs tmpfs rw
        24 21 0:51 / /mnt/nfs rw - nfs4 server:/export rw
        25 22 0:60 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
        """;

    private readonly HostTree _tree = new();
    private readonly MeasuredHost _host;
    private readonly HostDisks _disks;

    public HostDisksTests()
    {
        _host = new MeasuredHost(_tree, dataRoot: "/var/lib/docker");
        _disks = new HostDisks(_host.Kit, new DiskReader(_tree.Proc, new FileBytes()));
        _tree.Write("proc/1/mountinfo", Mounts);
        Busy(0);
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void File_systems_that_containers_use_are_measured_and_those_in_memory_are_not()
    {
        Mount("/mnt/nfs/shop", "/run/docker.sock", "/etc/hosts", "/var/lib/docker/volumes/db/_data");

        Assert.Equal(
            [("/var/lib/docker", "docker_data"), ("/", "root"), ("/mnt/nfs", "volume")],
            _disks.Wanted().Select(wanted => (wanted.Mount.Point, wanted.Role)));
    }

    [Fact]
    public async Task Says_size_use_and_how_busy_the_device_was()
    {
        _ = Directory.CreateDirectory(Path.Combine(_tree.Root, "var/lib/docker"));
        await _disks.MeasureAsync(TestContext.Current.CancellationToken);
        _ = await _host.Published.NextAsync(EventTypes.HostDisk);
        _host.Clock.Advance(TimeSpan.FromSeconds(60));
        Busy(45_000);
        _disks.Docker = new DockerDisk(1, 2, 3, 4, 5);
        _disks.LogBytes = 6;
        await _disks.MeasureAsync(TestContext.Current.CancellationToken);
        _ = await _host.Published.NextAsync(EventTypes.HostDisk);

        var made = await _host.Published.NextAsync(EventTypes.HostDisk);
        var real = FileSystemSize.Of(_tree.Root)!.Value;
        Assert.Equal(("docker_data", "/var/lib/docker", "/dev/vdb", "xfs"), (Text(made, "disk.mount_role"), Text(made, "disk.mount_point"), Text(made, "disk.device"), Text(made, "disk.file_system")));
        Assert.Equal(0.75, made.Attributes["disk.busy_ratio"]);
        Assert.Equal(60.0, made.Attributes["sample.interval"]);
        Assert.Equal(real.Total, made.Attributes["disk.total_bytes"]);
        Assert.True(made.Attributes["disk.used_ratio"].TryGetNumber(out var ratio) && ratio is > 0 and <= 1);
        Assert.Equal((1L, 5L, 6L), (made.Attributes["disk.docker.images_bytes"], made.Attributes["disk.docker.reclaimable_bytes"], made.Attributes["disk.docker.logs_bytes"]));
    }

    [Fact]
    public async Task What_cannot_be_seen_is_said_once_and_stops_nothing()
    {
        await _disks.MeasureAsync(TestContext.Current.CancellationToken);
        await _disks.MeasureAsync(TestContext.Current.CancellationToken);

        var made = await _host.Published.NextAsync(EventTypes.HostDisk);
        Assert.Equal("root", Text(made, "disk.mount_role"));
        var notice = Assert.Single(_host.Notices);
        Assert.Contains("the size of /var/lib/docker cannot be seen", notice.Text, StringComparison.Ordinal);
        Assert.NotNull(notice.Remedy);
    }

    [Fact]
    public void Without_mounts_the_engines_folder_is_measured_and_that_is_said()
    {
        _tree.Remove("proc/1/mountinfo");

        Assert.Equal([("/var/lib/docker", "docker_data")], _disks.Wanted().Select(wanted => (wanted.Mount.Point, wanted.Role)));
        Assert.Single(_host.Notices);
    }

    [Fact]
    public async Task In_a_container_without_the_hosts_root_nothing_is_measured_and_that_is_missing()
    {
        using var host = new MeasuredHost(_tree, root: "/", dataRoot: "/nowhere/docker");
        var disks = new HostDisks(host.Kit, new DiskReader(_tree.Proc, new FileBytes()));

        await disks.MeasureAsync(TestContext.Current.CancellationToken);

        Assert.Empty(disks.Wanted());
        Assert.Equal((EventTypes.HostDisk, "mount the host's root read-only and set Collector:RootPath"), (disks.FindMissing()!.What, disks.FindMissing()!.Remedy));
        Assert.Null(_disks.FindMissing());
    }

    private void Mount(params string[] sources)
    {
        var mounts = string.Join(',', sources.Select(source => $$"""{"Type":"bind","Source":"{{source}}"}"""));
        var root = System.Text.Json.JsonElement.Parse(Some.Inspect(new Some.State { Running = true, Pid = 42, Started = Some.Noon })[..^2] + $$""","Mounts":[{{mounts}}] }""");
        _host.Run(Some.Id, 42).Snapshot = new ContainerSnapshot(root, Some.Noon);
    }

    private void Busy(long milliseconds) => _tree.Write("proc/diskstats", $" 254       2 vdb 1 2 3 4 5 6 7 8 0 {milliseconds} 11 12\n");

    private static string? Text(DockerEvent made, string field) => made.Attributes[field].Text;
}

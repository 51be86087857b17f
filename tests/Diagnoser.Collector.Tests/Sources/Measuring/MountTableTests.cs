using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class MountTableTests : IDisposable
{
    private readonly HostTree _tree = new();

    public MountTableTests() => _tree.Write(
        "proc/self/mountinfo",
        """
        21 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
        30 21 0:5 / /dev rw - devtmpfs none rw
        40 21 254:2 / /data rw,relatime shared:2 master:1 - xfs /dev/vdb rw
        41 21 254:3 / /data rw - ext4 /dev/vdc rw
        42 21 0:50 / /mnt/my\040share rw - nfs4 server:/export\040a rw
        damaged line
        """);

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("/", "/", "254:1")]
    [InlineData("/var/lib/docker", "/", "254:1")]
    [InlineData("/data", "/data", "254:3")]
    [InlineData("/data/x", "/data", "254:3")]
    [InlineData("/database", "/", "254:1")]
    [InlineData("/mnt/my share/x", "/mnt/my share", "0:50")]
    public void A_path_is_on_the_innermost_mount_and_on_the_last_of_several(string path, string point, string device)
    {
        var mount = MountTable.Read(_tree.Proc, isOwnRoot: true)!.Of(path)!;

        Assert.Equal((point, device), (mount.Point, mount.Device));
    }

    [Fact]
    public void Names_are_read_without_their_escapes() => Assert.Equal(("nfs4", "server:/export a"), Of("/mnt/my share"));

    [Fact]
    public void Without_the_file_nothing_is_known() => Assert.Null(MountTable.Read(_tree.Proc, isOwnRoot: false));

    private (string Type, string Name) Of(string path) => MountTable.Read(_tree.Proc, isOwnRoot: true)!.Of(path) is { } mount ? (mount.Type, mount.Name) : default;
}

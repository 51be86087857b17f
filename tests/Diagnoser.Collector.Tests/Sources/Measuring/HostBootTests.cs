using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class HostBootTests : IDisposable
{
    private readonly HostTree _tree = new();
    private readonly MeasuredHost _host;

    public HostBootTests()
    {
        _host = new MeasuredHost(_tree);
        _tree.Write("proc/stat", "cpu  1 1 1 1\nbtime 1767268800\n");
        _tree.Write("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n");
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void Another_boot_than_the_remembered_is_told_with_when_it_was()
    {
        var made = Find("before", "now")!;

        Assert.Equal((EventTypes.HostBoot, Some.Noon, "now", "9.9.9", "Debian GNU/Linux 13 (trixie)"),
            (made.Type, made.Time, made.Attributes["host.boot_id"].Text, made.Attributes["host.kernel_version"].Text, made.Attributes["host.os"].Text));
        Assert.Equal("2026-01-01T12:00:00.0000000Z", made.Attributes["host.boot_time"].Text);
        Assert.Equal(made.Id, Find("before", "now")!.Id);
    }

    [Theory]
    [InlineData("same", "same")]
    [InlineData(null, "now")]
    [InlineData("before", "")]
    public void Nothing_else_is_a_boot(string? remembered, string now) => Assert.Null(Find(remembered, now));

    private DockerEvent? Find(string? remembered, string now) => HostBoot.Find(_host.Kit.Factory, remembered, now, Some.Noon.AddHours(1));
}

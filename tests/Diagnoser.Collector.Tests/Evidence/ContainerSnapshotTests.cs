using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class ContainerSnapshotTests
{
    private static readonly long Mark = new ConfiguredContainer().Snapshot().ConfigurationMark;

    [Theory]
    [InlineData("State.Pid", "99")]
    [InlineData("State.StartedAt", "\"2026-01-01T13:00:00Z\"")]
    [InlineData("RestartCount", "3")]
    [InlineData("NetworkSettings.Networks.shop", """{"IPAddress":"172.18.0.77"}""")]
    [InlineData("NetworkSettings.Ports", """{"80/tcp":null}""")]
    public void State_leaves_the_mark_as_it_is(string path, string json) => Assert.Equal(Mark, new ConfiguredContainer().With(path, json).Snapshot().ConfigurationMark);

    [Theory]
    [InlineData("Name", "\"/other\"")]
    [InlineData("Image", "\"sha256:2\"")]
    [InlineData("Args", "[]")]
    [InlineData("Config.Env", "[]")]
    [InlineData("HostConfig.Memory", "1")]
    [InlineData("Mounts", "[1]")]
    [InlineData("NetworkSettings.Networks.mail", "{}")]
    [InlineData("NetworkSettings.Networks.shop.IPAMConfig", """{"IPv4Address":"172.18.0.9"}""")]
    [InlineData("State.Running", "false")]
    [InlineData("RestartCount", "10")]
    public void What_is_decided_changes_the_mark(string path, string json) => Assert.NotEqual(Mark, new ConfiguredContainer().With(path, json).Snapshot().ConfigurationMark);
}

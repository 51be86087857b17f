using System.Text.Json;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Changes;

public sealed class EngineChangesTests : IDisposable
{
    private readonly HostTree _tree = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("engine-").FullName;
    private MeasuredHost _host;

    public EngineChangesTests() => _host = new MeasuredHost(_tree, data: _folder);

    public static TheoryData<string, string, string, string, string, string> Changed => new()
    {
        { EventTypes.ChangeDaemon, "version", "ServerVersion", "\"29.2\"", "29.1", "29.2" },
        { EventTypes.ChangeDaemon, "live_restore", "LiveRestoreEnabled", "false", "true", "false" },
        { EventTypes.ChangeDaemon, "log_driver", "LoggingDriver", "\"local\"", "json-file", "local" },
        { EventTypes.ChangeDaemon, "storage_driver", "Driver", "\"overlay2\"", "overlayfs", "overlay2" },
        { EventTypes.ChangeDaemon, "cgroup_driver", "CgroupDriver", "\"systemd\"", "", "systemd" },
        { EventTypes.ChangeDaemon, "address_pools", "DefaultAddressPools", """[{"Base":"172.30.0.0/16","Size":24}]""", "", "172.30.0.0/16 by /24" },
        { EventTypes.ChangeDaemon, "insecure_registries", "RegistryConfig.InsecureRegistryCIDRs", """["192.0.2.0/24","127.0.0.0/8"]""", "", "192.0.2.0/24" },
        { EventTypes.ChangeDaemon, "runtimes", "Runtimes", """{"runc":{"path":"runc"},"runsc":{}}""", "", "runc, runsc" },
        { EventTypes.ChangeDaemon, "containerd", "ContainerdCommit", """{"ID":"abc"}""", "", "abc" },
        { EventTypes.ChangeHost, "kernel", "KernelVersion", "\"6.13\"", "6.12", "6.13" },
        { EventTypes.ChangeHost, "os", "OperatingSystem", "\"Debian 14\"", "Debian 13", "Debian 14" },
        { EventTypes.ChangeHost, "processors", "NCPU", "8", "4", "8" },
        { EventTypes.ChangeHost, "memory", "MemTotal", "16000000000", "8000000000", "16000000000" },
    };

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
        Directory.Delete(_folder, true);
    }

    [Theory]
    [MemberData(nameof(Changed))]
    public async Task A_change_is_told_once_across_a_restart(string type, string field, string path, string json, string from, string to)
    {
        await CompareAsync(ConfiguredContainer.Engine);
        await CompareAsync(ConfiguredContainer.Engine);
        Assert.Equal(0, _host.Published.Waiting);
        _host.Dispose();
        _host = new MeasuredHost(_tree, data: _folder);

        await CompareAsync(ConfiguredContainer.EngineWith(path, json));
        await CompareAsync(ConfiguredContainer.EngineWith(path, json));

        Assert.Equal(1, _host.Published.Waiting);
        var told = await _host.Published.NextAsync(type);
        Assert.Equal([field], told.Attributes["change.fields"].List!);
        Assert.Equal((from, to), (told.Attributes[$"change.{field}.from"].Text ?? "", told.Attributes[$"change.{field}.to"].Text ?? ""));
        Assert.Equal(type == EventTypes.ChangeHost ? Subject.HostKind : Subject.Daemon, told.Subject.Kind);
    }

    [Fact]
    public async Task Another_kernel_is_there_since_the_boot()
    {
        await CompareAsync(ConfiguredContainer.Engine);
        await CompareAsync(ConfiguredContainer.EngineWith("KernelVersion", "\"6.13\""), Some.Noon.AddMinutes(-3));

        Assert.Equal(Some.Noon.AddMinutes(-3), (await _host.Published.NextAsync(EventTypes.ChangeHost)).Time);
    }

    [Fact]
    public async Task A_little_less_memory_after_a_boot_is_no_change()
    {
        await CompareAsync(ConfiguredContainer.Engine);
        await CompareAsync(ConfiguredContainer.EngineWith("MemTotal", "7999000000"));

        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task The_password_of_a_proxy_is_not_told()
    {
        await CompareAsync(ConfiguredContainer.Engine);
        await CompareAsync(ConfiguredContainer.EngineWith("HttpProxy", "\"http://me:hunter2hunter2@proxy:3128\""));

        var told = (await _host.Published.NextAsync(EventTypes.ChangeDaemon)).Attributes["change.proxy.to"].Text;
        Assert.Contains("proxy:3128", told, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _host.Kit.Ledger.Fact(Collector.Sources.Containers.LedgerFact.EngineFacts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_was_not_asked_changes_nothing()
    {
        await CompareAsync(ConfiguredContainer.Engine);
        await CompareAsync(default);

        Assert.Equal(0, _host.Published.Waiting);
    }

    private Task CompareAsync(JsonElement about, DateTimeOffset? booted = null) =>
        new EngineChanges(_host.Kit, new JsonRedaction(new Redactor())).CompareAsync(about, booted, TestContext.Current.CancellationToken);
}

using System.Text.Json;
using Diagnoser.Collector.Sources.Posture;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Posture;

public sealed class DaemonChecksTests
{
    public static TheoryData<string, string, string, string> Found => new()
    {
        { "api_without_tls SEC-010", "Warnings", """["[DEPRECATION NOTICE]: API is accessible on http://192.0.2.1:2375 without encryption.\n   Access is root."]""", "[DEPRECATION NOTICE]: API is accessible on http://192.0.2.1:2375 without encryption." },
        { "insecure_registries SEC-011", "RegistryConfig", """{"InsecureRegistryCIDRs":["127.0.0.0/8","192.0.2.0/24"],"IndexConfigs":{"docker.io":{"Secure":true},"reg:5000":{"Secure":false}}}""", "192.0.2.0/24, reg:5000" },
        { "users_not_mapped SEC-003", "SecurityOptions", """["name=seccomp,profile=builtin"]""", "off" },
        { "engine_seccomp_off SEC-007", "SecurityOptions", """["name=userns"]""", "off" },
        { "engine_seccomp_off SEC-007", "SecurityOptions", """["name=userns","name=seccomp,profile=unconfined"]""", "off" },
        { "live_restore_off DMN-007", "LiveRestoreEnabled", "false", "off" },
        { "storage_driver STO-010", "Driver", "\"devicemapper\"", "devicemapper" },
        { "storage_driver STO-010", "DriverStatus", """[["Backing Filesystem","xfs"],["Supports d_type","false"]]""", "overlayfs without d_type" },
        { "cgroup_v1 HOST-002", "CgroupVersion", "\"1\"", "1" },
        { "no_swap_limit HOST-002", "SwapLimit", "false", "not supported" },
        { "forwarding_off NET-024", "IPv4Forwarding", "false", "off" },
        { "experimental DMN-011", "ExperimentalBuild", "true", "on" },
        { "engine_warnings HOST-002", "Warnings", """["WARNING: No swap limit support","WARNING: bridge-nf-call-iptables is disabled"]""", "WARNING: bridge-nf-call-iptables is disabled" },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public void A_risk_is_found_and_nothing_else(string check, string path, string json, string value)
    {
        var finding = Assert.Single(DaemonPosture.Find(ConfiguredContainer.EngineWith(path, json)));

        Assert.Equal((check, value), ($"{finding.Check} {finding.Code}", finding.Value));
    }

    [Fact]
    public void An_engine_that_is_set_up_well_has_none() => Assert.Empty(DaemonPosture.Find(ConfiguredContainer.Engine));

    [Fact]
    public void An_engine_that_tells_nothing_is_not_accused() => Assert.Empty(DaemonPosture.Find(JsonElement.Parse("""{"ServerVersion":"1"}""")));

    [Fact]
    public void Swarm_cannot_do_with_live_restore() =>
        Assert.Empty(DaemonPosture.Find(JsonElement.Parse("""{"LiveRestoreEnabled":false,"Swarm":{"LocalNodeState":"active"}}""")));

    [Fact]
    public void Every_check_has_a_row_here() =>
        Assert.Equal(DaemonChecks.All.Select(check => check.Name).Order(), Found.Select(row => row.Data.Item1.Split(' ')[0]).Distinct().Order());
}

using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Changes;
using Check = Diagnoser.Collector.Sources.Posture.PostureCheck<System.Text.Json.JsonElement>;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>What of an engine's set-up is a risk for all its containers, by its <c>/info</c>.</summary>
internal static class DaemonChecks
{
    private const string OpenApi = "API is accessible on http";

    private static readonly string[] Unsafe = ["aufs", "devicemapper", "vfs", "overlay"];

    // Those that a check of its own tells of.
    private static readonly string[] Told = [OpenApi, "No swap limit support", "cgroup v1", "IPv4 forwarding is disabled", "Support for cgroup v1"];

    public static readonly IReadOnlyList<Check> All =
    [
        new("api_without_tls", "SEC-010", "a socket file, SSH, or TLS that asks for certificates", about => Warnings(about).FirstOrDefault(text => text.Contains(OpenApi, StringComparison.Ordinal))),
        new("insecure_registries", "SEC-011", "registries with a certificate", about => Check.List(EngineFields.InsecureRegistries(about))),
        new("users_not_mapped", "SEC-003", "userns-remap, or a rootless engine", about => !TellsOptions(about) || Has(about, "name=userns") || Has(about, "name=rootless") ? null : "off"),
        new("engine_seccomp_off", "SEC-007", "the built-in profile", about => !TellsOptions(about) || (Has(about, "name=seccomp") && !Has(about, "name=seccomp,profile=unconfined")) ? null : "off"),
        new("live_restore_off", "DMN-007", "live-restore: true", LiveRestore),
        new("storage_driver", "STO-010", "overlay2, or containerd's snapshotter", StorageDriver),
        new("cgroup_v1", "HOST-002", "cgroup v2", about => about.Text("CgroupVersion") == "1" ? "1" : null),
        new("no_swap_limit", "HOST-002", "swapaccount=1 on the kernel's command line", about => about.Boolean("SwapLimit") == false ? "not supported" : null),
        new("forwarding_off", "NET-024", "net.ipv4.ip_forward=1", about => about.Boolean("IPv4Forwarding") == false ? "off" : null),
        new("experimental", "DMN-011", "an engine without experimental features", about => about.Boolean("ExperimentalBuild") == true ? "on" : null),
        new("engine_warnings", "HOST-002", "an engine that warns of nothing", about => Check.List(Warnings(about).Where(text => !Array.Exists(Told, told => text.Contains(told, StringComparison.Ordinal))))),
    ];

    private static bool TellsOptions(JsonElement about) => about.At("SecurityOptions") is not null;

    private static bool Has(JsonElement about, string option) => about.Texts("SecurityOptions").Any(text => text.StartsWith(option, StringComparison.Ordinal));

    // The first line of each says it.
    private static IEnumerable<string> Warnings(JsonElement about) => about.Texts("Warnings").Select(text => text.Split('\n')[0].Trim());

    // Swarm cannot do with it.
    private static string? LiveRestore(JsonElement about) =>
        about.Boolean("LiveRestoreEnabled") == false && about.Text("Swarm", "LocalNodeState") is null or "" or "inactive" ? "off" : null;

    private static string? StorageDriver(JsonElement about)
    {
        var driver = about.Text("Driver") ?? "";
        var noTypes = about.Items("DriverStatus").Any(row => row.Texts() is ["Supports d_type", "false"]);
        return noTypes ? $"{driver} without d_type" : Unsafe.Contains(driver) ? driver : null;
    }
}

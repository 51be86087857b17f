using System.Text.Json;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>What <c>/info</c> tells of how the engine is set up, and of the host that it runs on: one row each.</summary>
internal static class EngineFields
{
    /// <summary>Part of the memory by which two boots of one host may differ: the kernel keeps some for itself.</summary>
    private const int MemoryStep = 64;

    private static readonly (string Field, Func<JsonElement, IEnumerable<string>> Entries)[] EngineTable =
    [
        ("version", about => [about.Text("ServerVersion") ?? ""]),
        ("containerd", about => [about.Text("ContainerdCommit", "ID") ?? ""]),
        ("runc", about => [about.Text("RuncCommit", "ID") ?? ""]),
        ("live_restore", about => [Flag(about, "LiveRestoreEnabled")]),
        ("log_driver", about => [about.Text("LoggingDriver") ?? ""]),
        ("storage_driver", about => [about.Text("Driver") ?? ""]),
        ("cgroup_driver", about => [about.Text("CgroupDriver") ?? ""]),
        ("cgroup_version", about => [about.Text("CgroupVersion") ?? ""]),
        ("data_root", about => [about.Text("DockerRootDir") ?? ""]),
        ("default_runtime", about => [about.Text("DefaultRuntime") ?? ""]),
        ("runtimes", about => about.At("Runtimes") is { ValueKind: JsonValueKind.Object } runtimes ? runtimes.EnumerateObject().Select(runtime => runtime.Name) : []),
        ("security_options", about => about.Texts("SecurityOptions")),
        ("address_pools", about => about.Items("DefaultAddressPools").Select(pool => $"{pool.Text("Base")} by /{pool.Integer("Size")}")),
        ("insecure_registries", InsecureRegistries),
        ("registry_mirrors", about => about.Texts("RegistryConfig", "Mirrors")),
        ("firewall", about => [about.Text("FirewallBackend", "Driver") ?? ""]),
        ("proxy", about => [about.Text("HttpProxy") ?? "", about.Text("HttpsProxy") ?? "", about.Text("NoProxy") ?? ""]),
        ("experimental", about => [Flag(about, "ExperimentalBuild")]),
        ("debug", about => [Flag(about, "Debug")]),
        ("labels", about => about.Texts("Labels")),
    ];

    private static readonly (string Field, Func<JsonElement, IEnumerable<string>> Entries)[] HostTable =
    [
        ("kernel", about => [about.Text("KernelVersion") ?? ""]),
        ("os", about => [about.Text("OperatingSystem") ?? ""]),
        ("architecture", about => [about.Text("Architecture") ?? ""]),
        ("processors", about => [about.Integer("NCPU") is > 0 and var count ? $"{count}" : ""]),
        ("memory", about => [about.Integer("MemTotal") is > 0 and var bytes ? $"{bytes}" : ""]),
    ];

    /// <summary>How the engine is set up.</summary>
    public static FieldSet OfEngine(JsonElement about) => Of(about, EngineTable);

    /// <summary>What the host is.</summary>
    public static FieldSet OfHost(JsonElement about) => Of(about, HostTable);

    /// <summary>False for a change that means nothing.</summary>
    public static bool IsNoteworthy(FieldChange change) =>
        change.Field != "memory" || !long.TryParse(change.From, out var from) || !long.TryParse(change.To, out var to) || Math.Abs(to - from) > from / MemoryStep;

    /// <summary>Registries that are spoken to without proof of who they are, but for the machine's own.</summary>
    internal static IEnumerable<string> InsecureRegistries(JsonElement about)
    {
        var networks = about.Texts("RegistryConfig", "InsecureRegistryCIDRs").Where(network => network is not ("127.0.0.0/8" or "::1/128"));
        var indexes = about.At("RegistryConfig", "IndexConfigs") is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : default;
        return [.. networks, .. indexes.Where(index => index.Value.Boolean("Secure") == false).Select(index => index.Name)];
    }

    private static string Flag(JsonElement about, string name) => about.Boolean(name) switch { true => "true", false => "false", _ => "" };

    private static FieldSet Of(JsonElement about, (string Field, Func<JsonElement, IEnumerable<string>> Entries)[] table)
    {
        var configuration = new FieldSet();
        foreach (var (field, entries) in table)
        {
            configuration.Set(field, entries(about));
        }

        return configuration;
    }
}

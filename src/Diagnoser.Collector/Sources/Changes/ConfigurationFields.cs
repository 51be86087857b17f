using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>Which fields a container's configuration has, and where inspect tells them: one row each. Values of variables are hashes already.</summary>
internal static class ConfigurationFields
{
    private const string Name = "name";

    private static readonly (string Field, Func<ContainerSnapshot, IEnumerable<string>> Entries)[] Table =
    [
        ("image", c => [c.Image]),
        ("image_id", c => [c.Root.Text("Image") ?? ""]),
        ("command", c => [SnapshotAttributes.Line([c.Root.Text("Path") ?? "", .. c.Root.Texts("Args")]).Trim()]),
        ("entrypoint", c => [SnapshotAttributes.Line(c.Root.Texts("Config", "Entrypoint"))]),
        ("user", c => [c.Root.Text("Config", "User") ?? "", .. c.Root.Texts("HostConfig", "GroupAdd").Select(group => $"group {group}")]),
        ("working_dir", c => [c.Root.Text("Config", "WorkingDir") ?? ""]),
        ("environment", c => c.Root.Texts("Config", "Env")),
        ("mounts", MountFields.Of),
        ("tmpfs", c => Pairs(c.Root.At("HostConfig", "Tmpfs"))),
        ("limits", LimitFields.Of),
        ("ports", Ports),
        ("labels", LabelFields.Of),
        ("health_check", HealthCheck),
        ("restart_policy", RestartPolicy),
        ("log", c => [c.Root.Text("HostConfig", "LogConfig", "Type") ?? "", .. Pairs(c.Root.At("HostConfig", "LogConfig", "Config"))]),
        ("capabilities", c => [.. c.Root.Texts("HostConfig", "CapAdd").Select(name => $"add {name}"), .. c.Root.Texts("HostConfig", "CapDrop").Select(name => $"drop {name}")]),
        ("privileged", c => [Flag(c, "Privileged")]),
        ("read_only", c => [Flag(c, "ReadonlyRootfs")]),
        ("init", c => [Flag(c, "Init")]),
        ("security_options", c => c.Root.Texts("HostConfig", "SecurityOpt")),
        ("devices", Devices),
        ("dns", c => [.. c.Root.Texts("HostConfig", "Dns"), .. c.Root.Texts("HostConfig", "DnsSearch").Select(name => $"search {name}"), .. c.Root.Texts("HostConfig", "DnsOptions").Select(name => $"option {name}")]),
        ("hosts", c => c.Root.Texts("HostConfig", "ExtraHosts")),
        ("sysctls", c => Pairs(c.Root.At("HostConfig", "Sysctls"))),
        ("runtime", c => [c.Root.Text("HostConfig", "Runtime") ?? ""]),
        ("stop", c => [c.Root.Text("Config", "StopSignal") ?? "", c.Root.Integer("Config", "StopTimeout") is { } seconds ? $"{seconds}s" : ""]),
    ];

    private static readonly string[] ProbeTimes = ["Interval", "Timeout", "StartPeriod", "StartInterval"];

    private static readonly (string Name, string Key)[] NamespaceModes = [("pid", "PidMode"), ("ipc", "IpcMode"), ("uts", "UTSMode"), ("user", "UsernsMode"), ("cgroup", "CgroupnsMode")];

    /// <summary>The fields, for what is written of them.</summary>
    public static IEnumerable<string> Names => Table.Select(row => row.Field).Concat(["networks", "namespaces", Name]);

    /// <summary>A container's configuration.</summary>
    /// <param name="snapshot">The container.</param>
    /// <param name="isOrchestrated">True if its name says nothing.</param>
    /// <param name="nameOf">Gives the name of a container by its id; null if it is not known.</param>
    public static FieldSet Of(ContainerSnapshot snapshot, bool isOrchestrated, Func<string, string?> nameOf)
    {
        var configuration = new FieldSet();
        foreach (var (field, entries) in Table)
        {
            configuration.Set(field, entries(snapshot));
        }

        configuration.Set("networks", Networks(snapshot, nameOf));
        configuration.Set("namespaces", Namespaces(snapshot.Root, nameOf));
        configuration.Set(Name, isOrchestrated ? [] : [snapshot.Name]);
        return configuration;
    }

    private static string Flag(ContainerSnapshot container, string name) => container.Root.Boolean("HostConfig", name) == true ? "true" : "";

    private static IEnumerable<string> Pairs(JsonElement? map) =>
        map is { ValueKind: JsonValueKind.Object } pairs ? pairs.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}".TrimEnd('=')) : [];

    // Some orchestrators connect further networks between creation and start, and the engine empties the list at the end.
    private static IEnumerable<string> Networks(ContainerSnapshot container, Func<string, string?> nameOf)
    {
        if (!container.IsAlive)
        {
            return [FieldSet.Unknown];
        }

        var shared = Shared(container.Root.Text("HostConfig", "NetworkMode"), nameOf);
        return shared is not null ? [shared]
            : container.Root.At("NetworkSettings", "Networks") is { ValueKind: JsonValueKind.Object } networks
                ? networks.EnumerateObject().Select(network => $"{network.Name} {network.Value.Text("IPAMConfig", "IPv4Address")}".TrimEnd())
            : [];
    }

    private static IEnumerable<string> Namespaces(JsonElement root, Func<string, string?> nameOf) =>
        NamespaceModes
            .Select(mode => (mode.Name, Mode: root.Text("HostConfig", mode.Key) ?? ""))
            .Where(mode => mode.Mode.Length > 0)
            .Select(mode => $"{mode.Name}={Shared(mode.Mode, nameOf) ?? mode.Mode}");

    // container:<id>: the other one has a new id whenever it is made anew.
    private static string? Shared(string? mode, Func<string, string?> nameOf) =>
        mode is not null && mode.StartsWith("container:", StringComparison.Ordinal) ? $"container:{nameOf(mode["container:".Length..])}" : null;

    private static IEnumerable<string> Ports(ContainerSnapshot container)
    {
        foreach (var port in container.Root.At("HostConfig", "PortBindings") is { ValueKind: JsonValueKind.Object } ports ? ports.EnumerateObject() : default)
        {
            foreach (var binding in port.Value.Items())
            {
                yield return $"{binding.Text("HostIp")}:{binding.Text("HostPort")}->{port.Name}".TrimStart(':');
            }
        }
    }

    private static IEnumerable<string> HealthCheck(ContainerSnapshot container)
    {
        if (container.Root.At("Config", "Healthcheck") is not { } check)
        {
            return [];
        }

        var times = ProbeTimes
            .Where(name => check.Integer(name) is > 0)
            .Select(name => $"{name.ToLowerInvariant()}={LimitFields.Number(check.Integer(name)!.Value / 1e9)}s");
        return [SnapshotAttributes.Line(check.Texts("Test")), .. times, check.Integer("Retries") is > 0 and var retries ? $"retries={retries}" : ""];
    }

    private static IEnumerable<string> RestartPolicy(ContainerSnapshot container)
    {
        var name = container.Root.Text("HostConfig", "RestartPolicy", "Name") is { Length: > 0 } policy ? policy : "no";
        return [container.Root.Integer("HostConfig", "RestartPolicy", "MaximumRetryCount") is > 0 and var most ? $"{name}:{most}" : name];
    }

    private static IEnumerable<string> Devices(ContainerSnapshot container) =>
        container.Root.Items("HostConfig", "Devices").Select(device => $"{device.Text("PathOnHost")}:{device.Text("PathInContainer")}:{device.Text("CgroupPermissions")}")
            .Concat(container.Root.Items("HostConfig", "DeviceRequests").Select(request => $"{request.Text("Driver")} {request.Integer("Count")} {string.Join('/', request.Texts("DeviceIDs"))}".Trim()));
}

using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;
using Check = Diagnoser.Collector.Sources.Posture.PostureCheck<Diagnoser.Collector.Sources.Posture.ContainerSettings>;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>What keeps a container apart from its host, and is switched off.</summary>
internal static class IsolationChecks
{
    private static readonly string[] Capabilities =
    [
        "ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "SYS_RAWIO", "SYS_BOOT", "SYS_TIME", "NET_ADMIN", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE", "BPF", "PERFMON", "SYSLOG",
    ];

    public static readonly IReadOnlyList<Check> All =
    [
        new("privileged", "SEC-001", "the devices and capabilities that it needs, and no more", c => c.Has("Privileged") ? "privileged" : null),
        new("capabilities", "SEC-002", "cap_drop: [ALL] and those that it needs", c => Check.List(c.Root.Texts("HostConfig", "CapAdd").Select(Capability).Where(Capabilities.Contains))),
        new("root_user", "SEC-003", "a user other than root", User),
        new("docker_socket", "SEC-004", "a proxy that allows reading only", c => Check.List(c.Mounts.Where(SensitivePaths.IsEngineSocket).Select(SensitivePaths.Describe))),
        new("host_path", "SEC-005", "no such path, or read-only", c => Check.List(c.Mounts.Where(SensitivePaths.IsSensitive).Select(SensitivePaths.Describe))),
        new("host_network", "SEC-006", "a network of its own", c => c.Host("NetworkMode") == "host" ? "host" : null),
        new("host_pid", "SEC-006", "processes of its own", c => c.Host("PidMode") == "host" ? "host" : null),
        new("host_ipc", "SEC-006", "shared memory of its own", c => c.Host("IpcMode") == "host" ? "host" : null),
        new("host_uts", "SEC-006", "a host name of its own", c => c.Host("UTSMode") == "host" ? "host" : null),
        new("host_users", "SEC-006", "the engine's mapping of users", c => c.Host("UsernsMode") == "host" && c.EngineHas("name=userns") ? "host" : null),
        new("seccomp_off", "SEC-007", "the default profile", c => c.Option("seccomp") == "unconfined" ? "unconfined" : null),
        new("apparmor_off", "SEC-007", "the default profile", c => c.Option("apparmor") == "unconfined" ? "unconfined" : null),
        new("selinux_off", "SEC-007", "a label of its own", Label),
        new("new_privileges", "SEC-008", "no-new-privileges:true", NewPrivileges),
        new("writable_root", "SEC-008", "read_only: true, and a tmpfs where it writes", c => c.Has("ReadonlyRootfs") ? null : "writable"),
        new("secret_variables", "SEC-009", "a file that only it can read", SecretVariables),
    ];

    private static string Capability(string name)
    {
        var upper = name.ToUpperInvariant();
        return upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper["CAP_".Length..] : upper;
    }

    private static string? User(ContainerSettings container)
    {
        var isMapped = container.EngineHas("name=rootless") || (container.EngineHas("name=userns") && container.Host("UsernsMode") != "host");
        var user = (container.Root.Text("Config", "User") ?? "").Split(':')[0];
        return isMapped || user is not ("" or "0" or "root") ? null : user.Length > 0 ? user : "root, since no user is set";
    }

    // The engine adds it by itself for those that share the host's processes.
    private static string? Label(ContainerSettings container) =>
        container.Option("label") is "disable" or "disabled" && !container.Has("Privileged") && container.Host("PidMode") != "host" && container.Host("IpcMode") != "host" ? "disabled" : null;

    private static string? NewPrivileges(ContainerSettings container)
    {
        var isForbidden = container.Option("no-new-privileges") is { } option ? option is "" or "true" : container.EngineHas("name=no-new-privileges");
        return isForbidden ? null : "allowed";
    }

    // Names only; the values are gone by now, but for those that are empty.
    private static string? SecretVariables(ContainerSettings container) =>
        Check.List(container.Root.Texts("Config", "Env")
            .Select(variable => variable.Split('=', 2))
            .Where(variable => variable is [_, { Length: > 0 }] && Redactor.IsSecretName(variable[0]))
            .Select(variable => variable[0]));
}
